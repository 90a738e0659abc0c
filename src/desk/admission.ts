import { Article } from '../entities/article.ts'
import { type Identity, identify } from '../linking/identify.ts'
import { ArticleEditor } from './article-editor.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import { CopyBook } from './copy-book.ts'
import { type Decision, decision } from './decision.ts'
import { Draft } from './draft.ts'
import { keepsEveryDigest } from './kept-digests.ts'
import { LinkBook } from './link-book.ts'
import { ManualEdits } from './manual-edits.ts'
import { isLate } from './publication.ts'
import { Removals } from './removals.ts'
import { StoryBook } from './story-book.ts'
import { type Delivered, type Subject, subjectOf } from './subject.ts'
import { survivorOf } from './survivor.ts'
import { TagBook } from './tag-book.ts'
import { TextBook } from './text-book.ts'
import type { Window } from './window.ts'
import type { Workspace } from './workspace.ts'

/**
 * The decisions of one batch. Each item is identified, made or compared, linked and told to the log of changes; everything
 * happens in memory, in the order of the items, and is written afterwards in one piece.
 */
export class Admission {
  readonly links: LinkBook
  readonly editor: ArticleEditor
  readonly copies: CopyBook
  readonly stories: StoryBook
  readonly tags: TagBook
  readonly texts: TextBook
  readonly removals: Removals
  readonly edits: ManualEdits
  readonly changedArticles = new Set<Draft>()
  readonly newKeys = new Map<string, Draft>()
  readonly observations: { draft: Draft; channel: string; digest: string; rawPayloadId: string | null }[] = []

  constructor(
    private readonly workspace: Workspace,
    private readonly window: Window,
    private readonly recorder: ChangeRecorder,
  ) {
    this.links = new LinkBook(workspace, window, recorder)
    this.editor = new ArticleEditor(workspace, recorder)
    this.copies = new CopyBook(workspace, window, recorder, this.changedArticles)
    this.stories = new StoryBook(workspace, window, recorder)
    this.tags = new TagBook(workspace, window, this.changedArticles)
    this.texts = new TextBook(window, recorder)
    this.removals = new Removals(this, workspace, window, recorder)
    this.edits = new ManualEdits(this, workspace, recorder)
  }

  /** Takes one article in, or finds that it is in. */
  async article(delivered: Delivered): Promise<Decision> {
    const subject = subjectOf(delivered, this.recorder.at)
    const { identity } = subject
    const { same, duplicate } = identify(identity, {
      byAddress: this.workspace.byKey(identity.addressKey),
      byGuid: this.workspace.byKey(identity.guidKey),
      byTitle: this.workspace.byTitle(identity.titleKey),
    })
    if (same === null) return this.#create(subject)
    if (duplicate !== null) await this.#becomeOne(same, duplicate)
    const article = await survivorOf(same, this.workspace)
    if (!article.isPublished) return decision('REJECTED', article, 'the article was withdrawn and stays withdrawn')
    // Where an editor merged articles of two publishers, each goes on to speak for its own.
    if (article.sourceId !== same.sourceId) return decision('UNCHANGED', article)
    const decided = await this.#revise(article, subject, same)
    return duplicate !== null && decided.outcome === 'UNCHANGED' ? { ...decided, outcome: 'REVISED' } : decided
  }

  /** Takes over what its stored bytes say now that they were read again: no revision, since the publisher changed nothing. */
  async reread(articleId: string, delivered: Delivered): Promise<Decision> {
    const draft = this.workspace.byId(articleId)
    if (draft === undefined) return decision('REJECTED', null, 'there is no such article')
    if (!draft.isPublished) return decision('REJECTED', draft, 'the article was withdrawn and stays withdrawn')
    return await this.#revise(draft, subjectOf(delivered, this.recorder.at), draft, true)
  }

  /** Looks again for the articles that the headlines of an article name, and for similar ones where it has none. */
  async relink(articleId: string): Promise<Decision> {
    const draft = this.workspace.byId(articleId)
    if (draft === undefined) return decision('REJECTED', null, 'there is no such article')
    if (!draft.isPublished) return decision('UNCHANGED', draft)
    const before = draft.state()
    const { bound, created, moved } = await this.links.rebind(draft)
    const isLinked = draft.links.some(({ origin }) => origin === 'COMPUTED')
    const computed = isLinked ? 0 : this.links.computeSimilar(draft, this.window.similarTo(draft.id) ?? [])
    if (computed > 0 || moved) {
      this.changedArticles.add(draft)
      this.recorder.record('ARTICLE_UPDATED', draft, before)
    }
    for (const link of bound) this.links.announce(draft, link)
    const late = await this.links.bindWaiting(draft)
    const outcome = moved || computed + bound.length + late > 0 ? 'REVISED' : 'UNCHANGED'
    return { ...decision(outcome, draft), linksCreated: computed + created, linksResolved: bound.length + late }
  }

  async #create(subject: Subject): Promise<Decision> {
    const { item, source, identity, observedAt } = subject
    const { publishedAt, publishedAtPrecision } = identity
    const article = Object.assign(new Article(), {
      id: this.workspace.ids.next('article'),
      sourceId: source.id,
      url: item.url,
      title: item.title,
      titleKey: identity.titleKey,
      excerpt: item.excerpt,
      language: item.language,
      direction: item.direction,
      authors: item.authors ?? [],
      image: item.image,
      publishedAt,
      publishedAtPrecision,
      observedAt,
      ingestedAt: this.recorder.at,
      revisedAt: null,
      isLate: isLate(identity, this.recorder.at),
      status: 'PUBLISHED' as const,
      replacedById: null,
      copyOfId: null,
      storyId: null,
      hasReadAlso: false,
      ingestedPosition: String(this.recorder.nextPosition),
    })
    const draft = new Draft({ article, source, keys: [], taggings: [], isNew: true })
    draft.blocks = item.blocks
    if (item.blocks !== null) this.editor.changedBodies.add(draft)
    this.#learnKeys(draft, identity)
    this.workspace.add(draft)
    this.#observe(draft, subject)
    await this.tags.tag(draft, this.texts.read(draft), item.taggings)
    this.tags.learn(draft, this.recorder.at)
    const { bound, created } = await this.links.show(draft, item)
    const placement = this.texts.admit(draft)
    const copies = await this.copies.join(draft, placement.closest)
    const stories = await this.stories.join(draft, placement.story)
    this.links.computeSimilar(draft, placement.similar)
    this.recorder.record('ARTICLE_INGESTED', draft, null)
    for (const link of bound) this.links.announce(draft, link)
    this.copies.lead(draft, copies)
    this.stories.tell(stories, draft)
    const late = await this.links.bindWaiting(draft)
    return { ...decision('CREATED', draft), linksCreated: created, linksResolved: bound.length + late }
  }

  /**
   * Compares what a channel says with what is known, and takes over what is new. What it does not tell stays.
   * @param told the article that the channel speaks of, which may have been merged into this one
   */
  async #revise(draft: Draft, subject: Subject, told: Draft, isReread = false): Promise<Decision> {
    const { item, identity, channel, digest } = subject
    if (told.digests.get(channel)?.has(digest)) return decision('UNCHANGED', draft)
    const before = draft.state()
    this.#observe(told, subject)
    this.#learnKeys(draft, identity)
    const former = { blocks: draft.blocks, publishedAt: draft.publishedAt }
    const revision = isReread ? null : this.editor.reviseText(draft, item)
    if (isReread) this.editor.replaceText(draft, item)
    const reread = isReread && former.blocks !== draft.blocks
    const retouched = this.editor.retouch(draft, item, identity)
    const tagged = await this.tags.tag(draft, this.texts.read(draft), item.taggings)
    const { bound, created, moved } = await this.links.show(draft, item)
    if (revision === null && !reread && !retouched && !tagged && !moved) {
      // One more name of it may have been learnt, by which others call it.
      return { ...decision('UNCHANGED', draft), linksResolved: await this.links.bindWaiting(draft) }
    }
    this.changedArticles.add(draft)
    this.recorder.record('ARTICLE_UPDATED', draft, before, { revisionId: revision?.id ?? null })
    if (revision !== null || reread || former.publishedAt !== draft.publishedAt) this.texts.renew(draft)
    for (const link of bound) this.links.announce(draft, link)
    const late = await this.links.bindWaiting(draft)
    return { ...decision('REVISED', draft), linksCreated: created, linksResolved: bound.length + late }
  }

  /** Strong keys that are new; one that names another article already stays with it. */
  #learnKeys(draft: Draft, { addressKey, guidKey, channel }: Identity): void {
    const learn = (key: string | null, within: string) => {
      if (key === null || this.workspace.byKey(key) !== null) return
      this.workspace.claimKey(draft, key, within)
      this.newKeys.set(key, draft)
    }
    learn(addressKey, '')
    learn(guidKey, channel)
  }

  /** Two that were both in turn out to be one, by what one of them is called: the older id stays. */
  async #becomeOne(kept: Draft, gone: Draft): Promise<void> {
    this.removals.handKeysOver(gone, kept)
    await this.removals.merge(kept, gone, 'merged with the article that was known without its address')
  }

  #observe(draft: Draft, { channel, digest, rawPayloadId }: Subject): void {
    const digests = keepsEveryDigest(channel) ? (draft.digests.get(channel) ?? new Set()) : new Set<string>()
    draft.digests.set(channel, digests.add(digest))
    this.observations.push({ draft, channel, digest, rawPayloadId })
  }
}
