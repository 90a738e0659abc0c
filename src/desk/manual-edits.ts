import { EDITORIAL_ERRORS, MAX_PINS } from '../entities/editorial-error.ts'
import type { Pin } from '../entities/inbox.ts'
import { type RelatedLink, rowOfLink } from '../entities/related-link.ts'
import type { UserError } from '../entities/user-error.ts'
import type { Admission } from './admission.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import { type Decision, decision } from './decision.ts'
import type { Draft } from './draft.ts'
import { noteReadAlso } from './note-read-also.ts'
import { survivorOf } from './survivor.ts'
import type { Workspace } from './workspace.ts'

/** What editors ask for by hand, of one batch. Asked for again it changes nothing. */
export class ManualEdits {
  constructor(
    private readonly books: Pick<Admission, 'links' | 'removals' | 'changedArticles'>,
    private readonly workspace: Workspace,
    private readonly recorder: ChangeRecorder,
  ) {}

  /** Takes an article out of everything but its own address. */
  async withdraw(articleId: string, reason: string): Promise<Decision> {
    const draft = this.workspace.byId(articleId)
    if (draft === undefined) return refused(EDITORIAL_ERRORS.noArticle)
    if (!draft.isPublished) return decision('UNCHANGED', draft)
    await this.books.removals.withdraw(draft, reason)
    return decision('REVISED', draft)
  }

  /** Makes one article of two. What is called by the names of the one that goes is about the one that stays from now on. */
  async merge(goneId: string, keptId: string): Promise<Decision> {
    const [gone, kept] = [this.workspace.byId(goneId), this.workspace.byId(keptId)]
    if (gone === undefined) return refused(EDITORIAL_ERRORS.noArticle)
    if (kept === undefined) return refused(EDITORIAL_ERRORS.noSurvivor)
    if (gone === kept) return refused(EDITORIAL_ERRORS.intoItself)
    if (!gone.isPublished) {
      const isDone = (await survivorOf(gone, this.workspace)) === kept
      return isDone ? decision('UNCHANGED', kept) : refused(EDITORIAL_ERRORS.withdrawn)
    }
    if (!kept.isPublished) return refused(EDITORIAL_ERRORS.survivorWithdrawn)
    const { removals } = this.books
    // Otherwise the names stay, so that each address goes on to lead to the article that had it.
    if (kept.article.url === null && gone.article.url !== null) removals.handKeysOver(gone, kept)
    await removals.merge(kept, gone, 'merged into another article by hand')
    return decision('REVISED', kept)
  }

  /** Sets a link in an article's list; whoever stands in its place moves down. */
  async pin({ from, to, kind, position }: Pin): Promise<Decision> {
    const [draft, target] = [this.workspace.byId(from), this.workspace.byId(to)]
    if (draft === undefined) return refused(EDITORIAL_ERRORS.noFrom)
    if (target === undefined) return refused(EDITORIAL_ERRORS.noTo)
    if (draft === target) return refused(EDITORIAL_ERRORS.toItself)
    if (!draft.isPublished) return refused(EDITORIAL_ERRORS.fromWithdrawn)
    if (!target.isPublished) return refused(EDITORIAL_ERRORS.toWithdrawn)
    if (kind === 'SIMILAR' && firstOf(draft) === firstOf(target)) return refused(EDITORIAL_ERRORS.toCopy)
    const set = draft.links.filter((link) => link.kind === kind && link.origin === 'EDITOR')
    const known = set.filter(({ articleId }) => articleId === target.id).sort(shownFirst)[0]
    if (known?.isShown && known.position === position) return decision('UNCHANGED', draft)
    const others = set.filter((link) => link.isShown && link !== known)
    if (others.length >= MAX_PINS) return refused(EDITORIAL_ERRORS.tooManyPins)
    const before = draft.state()
    this.#makeRoom(others, position)
    const isNew = known === undefined || !known.isShown
    const resolvedAt = this.recorder.at
    const pinned = known ?? this.#add(draft, target, { kind, position, resolvedAt })
    if (known !== undefined) this.books.links.change(known, { position, isShown: true, ...(isNew && { resolvedAt }) })
    this.#tell(draft, before)
    if (isNew) this.books.links.announce(draft, pinned)
    return { ...decision('REVISED', draft), linksCreated: Number(known === undefined) }
  }

  /** Takes a link out of what readers see beside an article; one that was set by hand is taken away. */
  hide(seenId: string): Decision {
    const { id, isOtherEnd } = rowOfLink(seenId)
    const link = this.#linkOf(id)
    if (link === undefined || (isOtherEnd && link.origin !== 'COMPUTED')) return refused(EDITORIAL_ERRORS.noLink)
    const draft = this.workspace.byId(isOtherEnd ? link.articleId! : link.fromId)!
    if (!draft.isPublished) return refused(EDITORIAL_ERRORS.linkWithdrawn)
    const sign = link.origin === 'EDITOR' ? 'isShown' : isOtherEnd ? 'isHiddenThere' : 'isHidden'
    const hidden = sign !== 'isShown'
    if (link[sign] === hidden) return decision('UNCHANGED', draft)
    const before = draft.state()
    this.books.links.change(link, { [sign]: hidden })
    this.#tell(draft, before)
    return decision('REVISED', draft)
  }

  #linkOf(id: string): RelatedLink | undefined {
    for (const { links } of this.workspace.drafts) {
      const found = links.find((link) => link.id === id)
      if (found !== undefined) return found
    }
    return undefined
  }

  #makeRoom(pins: readonly RelatedLink[], position: number): void {
    let taken = position
    for (const pin of pins.toSorted((a, b) => a.position - b.position)) {
      if (pin.position === taken) this.books.links.change(pin, { position: ++taken })
    }
  }

  #add(
    draft: Draft,
    { id, article }: Draft,
    given: Pick<RelatedLink, 'kind' | 'position' | 'resolvedAt'>,
  ): RelatedLink {
    const { title: headline, titleKey } = article
    const names = { headline, headlineKey: titleKey, addressKey: id, articleId: id }
    return this.books.links.add(draft, { origin: 'EDITOR', ...names, ...given })
  }

  #tell(draft: Draft, before: ReturnType<Draft['state']>): void {
    noteReadAlso(draft)
    this.books.changedArticles.add(draft)
    this.recorder.record('ARTICLE_UPDATED', draft, before)
  }
}

/** The reason is the English sentence, by which whoever asked knows the error again. */
const refused = ({ message }: UserError): Decision => decision('REJECTED', null, message.en)
const firstOf = (draft: Draft): Draft => draft.first ?? draft
const shownFirst = (a: RelatedLink, b: RelatedLink): number => Number(b.isShown) - Number(a.isShown)
