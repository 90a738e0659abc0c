import type { Admission } from './admission.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import type { Window } from './window.ts'
import type { Workspace } from './workspace.ts'

/** Articles that go, of one batch: withdrawn, or merged into another. */
export class Removals {
  constructor(
    private readonly books: Pick<
      Admission,
      'links' | 'copies' | 'stories' | 'texts' | 'editor' | 'changedArticles' | 'newKeys'
    >,
    private readonly workspace: Workspace,
    private readonly window: Window,
    private readonly recorder: ChangeRecorder,
  ) {}

  /** Takes a published article out of everything but its own address. */
  async withdraw(draft: Draft, reason: string): Promise<void> {
    const before = draft.state()
    draft.article.status = 'WITHDRAWN'
    this.books.changedArticles.add(draft)
    this.window.remove(draft.id)
    this.recorder.record('ARTICLE_WITHDRAWN', draft, before, { reason })
    await this.books.copies.leave(draft)
    await this.books.stories.leave(draft)
  }

  /** Gives one article the names of another: its address, and what else leads to it. */
  handKeysOver(from: Draft, to: Draft): void {
    for (const [key, channel] of from.keys) {
      this.workspace.claimKey(to, key, channel)
      this.books.newKeys.set(key, to)
    }
    from.keys.clear()
    to.article.url ??= from.article.url
  }

  /** Two published articles are one: one stays, the other is withdrawn and says what took its place. */
  async merge(kept: Draft, gone: Draft, reason: string): Promise<void> {
    const { links, texts, editor, changedArticles } = this.books
    const before = kept.state()
    if (kept.blocks === null && gone.blocks !== null) {
      kept.blocks = gone.blocks
      editor.changedBodies.add(kept)
    }
    await links.redirect(gone, kept)
    gone.article.replacedById = kept.id
    await this.withdraw(gone, reason)
    changedArticles.add(kept)
    texts.read(kept)
    this.recorder.record('ARTICLE_UPDATED', kept, before)
    texts.renew(kept)
  }
}
