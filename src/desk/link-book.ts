import type { DeliveredArticle, DeliveredLink } from '../entities/delivered-article.ts'
import type { LinkKind } from '../entities/enums.ts'
import { RelatedLink } from '../entities/related-link.ts'
import { bindHeadline } from '../linking/bind-headline.ts'
import { addressKey, headlineKey } from '../linking/keys.ts'
import type { TermIndex } from '../linking/term-index.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import { COMPUTED_LINKS, type Workspace } from './workspace.ts'

/** What showing a page's lists came to. */
export interface ShownLinks {
  /** Links that found their article at once. */
  bound: RelatedLink[]
  /** Links that the article did not have. */
  created: number
  /** Whether the article's links are others than before. */
  moved: boolean
}

/** The links of one batch: shown, bound early or late, computed. */
export class LinkBook {
  readonly created = new Set<RelatedLink>()
  readonly changed = new Set<RelatedLink>()

  constructor(
    private readonly workspace: Workspace,
    private readonly window: TermIndex<string>,
    private readonly recorder: ChangeRecorder,
  ) {}

  /** Makes an article's lists what its page shows now; a list that the page does not tell stays as it is. */
  show(draft: Draft, { readAlso, similar }: Pick<DeliveredArticle, 'readAlso' | 'similar'>): ShownLinks {
    const shown: ShownLinks = { bound: [], created: 0, moved: false }
    this.#showList(draft, 'READ_ALSO', readAlso, shown)
    this.#showList(draft, 'SIMILAR', similar, shown)
    draft.article.hasReadAlso = draft.links.some(({ kind, isShown }) => kind === 'READ_ALSO' && isShown)
    return shown
  }

  /** Binds the links that came earlier and waited for this article. Gives how many there were. */
  bindWaiting(draft: Draft): number {
    const waiting = this.workspace.waitingFor(draft).filter(({ fromId }) => fromId !== draft.id)
    for (const link of waiting) {
      this.#resolve(link, draft)
      this.announce(this.workspace.byId(link.fromId)!, link)
    }
    return waiting.length
  }

  /** Says in the log that a link found its article. */
  announce(from: Draft, link: RelatedLink): void {
    if (from.isPublished && link.isShown) this.recorder.record('LINK_RESOLVED', from, from.state(), { linkId: link.id })
  }

  /** Binds what the article shows and nobody found so far. Gives the links that found their article. */
  rebind(draft: Draft): RelatedLink[] {
    return draft.links.filter((link) => {
      const target = link.articleId === null && link.isShown ? this.#targetOf(draft, link) : null
      if (target !== null) this.#resolve(link, target)
      return target !== null
    })
  }

  /** Gives an article without computed links its own, to what the window holds. Gives how many. */
  computeSimilar(draft: Draft): number {
    const linked = new Set(draft.links.map(({ articleId }) => articleId))
    const similar = this.window
      .similarTo(draft.windowEntry, COMPUTED_LINKS + linked.size + 1)
      .filter(({ article }) => !linked.has(article.ref) && article.ref !== draft.id)
      .slice(0, COMPUTED_LINKS)
    for (const [index, { article, score, reasons }] of similar.entries()) {
      this.#add(draft, {
        kind: 'SIMILAR',
        origin: 'COMPUTED',
        position: index + 1,
        headline: article.title,
        headlineKey: article.titleKey,
        addressKey: article.ref,
        articleId: article.ref,
        score,
        reasons,
        resolvedAt: this.recorder.at,
      })
    }
    return similar.length
  }

  /** Whoever pointed to an article that was merged points to the one that stays. */
  async redirect(gone: Draft, kept: Draft): Promise<void> {
    for (const link of await this.workspace.linksTo(gone)) {
      this.#change(link, link.fromId === kept.id ? { isShown: false } : { articleId: kept.id })
    }
  }

  #showList(draft: Draft, kind: LinkKind, list: readonly DeliveredLink[] | null, shown: ShownLinks): void {
    if (list === null) return
    const known = new Map<string, RelatedLink>()
    for (const link of draft.links) {
      if (link.kind === kind && link.origin === 'PUBLISHER') known.set(`${link.headlineKey} ${link.addressKey}`, link)
    }
    const printed = new Map<string, DeliveredLink>()
    for (const item of list) {
      const keys = keysOf(item)
      const namesItself = keys.headlineKey === draft.titleKey || draft.keys.has(keys.addressKey)
      const key = `${keys.headlineKey} ${keys.addressKey}`
      if (!namesItself && !printed.has(key)) printed.set(key, item)
    }
    let position = 0
    for (const [key, item] of printed) {
      position++
      const link = known.get(key)
      if (link === undefined) this.#showNew(draft, kind, position, item, shown)
      else if (this.#showAgain(link, position, item)) shown.moved = true
    }
    for (const [key, link] of known) {
      if (printed.has(key) || !link.isShown) continue
      this.#change(link, { isShown: false })
      shown.moved = true
    }
  }

  #showAgain(link: RelatedLink, position: number, { excerpt }: DeliveredLink): boolean {
    if (link.isShown && link.position === position && (excerpt === null || excerpt === link.excerpt)) return false
    this.#change(link, { isShown: true, position, excerpt: excerpt ?? link.excerpt })
    return true
  }

  #showNew(draft: Draft, kind: LinkKind, position: number, item: DeliveredLink, shown: ShownLinks): void {
    const { headline, url, excerpt, concatenated } = item
    const link = this.#add(draft, {
      kind,
      origin: 'PUBLISHER',
      position,
      headline,
      url,
      excerpt,
      concatenated,
      ...keysOf(item),
    })
    shown.created++
    shown.moved = true
    const target = this.#targetOf(draft, link)
    if (target === null) {
      this.workspace.await(link)
    } else {
      this.#resolve(link, target)
      shown.bound.push(link)
    }
  }

  #targetOf(draft: Draft, link: RelatedLink): Draft | null {
    const isTarget = (candidate: Draft) => candidate.isPublished && candidate !== draft
    const byAddress = this.workspace.byKey(link.addressKey || null)
    if (byAddress !== null && isTarget(byAddress)) return byAddress
    if (link.concatenated) return null
    return bindHeadline(draft, this.workspace.byTitle(link.headlineKey).filter(isTarget))
  }

  #resolve(link: RelatedLink, target: Draft): void {
    this.workspace.settle(link)
    this.#change(link, { articleId: target.id, resolvedAt: this.recorder.at })
  }

  #change(link: RelatedLink, change: Partial<RelatedLink>): void {
    Object.assign(link, change)
    if (!this.created.has(link)) this.changed.add(link)
  }

  #add(draft: Draft, link: Partial<RelatedLink>): RelatedLink {
    const blank = {
      id: this.workspace.nextId('related_link'),
      fromId: draft.id,
      url: null,
      excerpt: null,
      concatenated: false,
      articleId: null,
      score: null,
      reasons: [],
      isShown: true,
      observedAt: this.recorder.at,
      resolvedAt: null,
    }
    const added = Object.assign(new RelatedLink(), blank, link)
    draft.links.push(added)
    this.created.add(added)
    return added
  }
}

const keysOf = ({ headline, url }: DeliveredLink) => ({
  headlineKey: headlineKey(headline),
  addressKey: url === null ? '' : addressKey(url),
})
