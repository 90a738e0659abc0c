import type { DeliveredArticle, DeliveredLink } from '../entities/delivered-article.ts'
import type { LinkKind } from '../entities/enums.ts'
import { RelatedLink } from '../entities/related-link.ts'
import { bindHeadline } from '../linking/bind-headline.ts'
import { addressKey, headlineKey } from '../linking/keys.ts'
import { printedForms, printedReasons } from '../linking/printed-reasons.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import { inlineHeadlines } from './inline-headlines.ts'
import { noteReadAlso } from './note-read-also.ts'
import { partHeadlines } from './part-headlines.ts'
import type { Placement } from './placement.ts'
import { survivorOf } from './survivor.ts'
import type { Window } from './window.ts'
import type { Workspace } from './workspace.ts'

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
    private readonly window: Window,
    private readonly recorder: ChangeRecorder,
  ) {}

  /** Makes an article's lists what its page shows now; a list that the page does not tell stays as it is. */
  async show(draft: Draft, { readAlso, similar }: Pick<DeliveredArticle, 'readAlso' | 'similar'>): Promise<ShownLinks> {
    const shown: ShownLinks = { bound: [], created: 0, moved: false }
    const inline = inlineHeadlines(draft, this.window)
    const read = inline.length > 0 ? [...inline, ...(readAlso ?? [])] : readAlso
    for (const [kind, list, delivered] of [
      ['READ_ALSO', read, readAlso],
      ['SIMILAR', similar, similar],
    ] as const) {
      if (list === null) continue
      const parted = partHeadlines(list, draft, this.window)
      // The batch took ids for what was delivered.
      await this.workspace.ids.take({ related_link: parted.length - (delivered?.length ?? 0) })
      await this.#showList(draft, kind, parted, shown)
    }
    noteReadAlso(draft)
    return shown
  }

  /** Binds the links that came earlier and waited for this article. Gives how many there were. */
  async bindWaiting(draft: Draft): Promise<number> {
    const nearly = await this.workspace.pendingLinks(this.window.pending.named(draft.article.title, draft))
    const waiting = [...new Set([...this.workspace.waiting.for(draft), ...nearly])]
      .filter(({ fromId }) => fromId !== draft.id)
      .sort((a, b) => Number(a.id) - Number(b.id))
    for (const link of waiting) {
      this.#resolve(link, draft)
      this.announce(this.workspace.byId(link.fromId)!, link)
    }
    return waiting.length
  }

  /** Says in the log that a link found its article. */
  announce(from: Draft, link: RelatedLink): void {
    const isSeen = link.isShown && !link.isHidden
    if (from.isPublished && isSeen) this.recorder.record('LINK_RESOLVED', from, from.state(), { linkId: link.id })
  }

  /** Looks again at what the article shows: parts headlines that nobody could part so far, and binds what nobody found. */
  async rebind(draft: Draft): Promise<ShownLinks> {
    const shown: ShownLinks = { bound: [], created: 0, moved: false }
    for (const kind of ['READ_ALSO', 'SIMILAR'] as const) {
      const list = draft.links
        .filter((link) => link.kind === kind && link.origin === 'PUBLISHER' && link.isShown)
        .sort((a, b) => a.position - b.position)
      const parted = list.some(({ concatenated }) => concatenated) ? partHeadlines(list, draft, this.window) : list
      if (parted.length === list.length) continue
      await this.workspace.ids.take({ related_link: parted.length })
      await this.#showList(draft, kind, parted, shown)
    }
    for (const link of draft.links) {
      const target = link.articleId === null && link.isShown ? await this.#targetOf(draft, link) : null
      if (target === null) continue
      this.#resolve(link, target)
      shown.bound.push(link)
    }
    return shown
  }

  /** Gives an article the links that the window found for it. Gives how many. */
  computeSimilar(draft: Draft, similar: Placement['similar']): number {
    const { read } = draft
    const texts =
      read === null
        ? [this.window.analyzer.analyze(draft.article.title)]
        : [read.title, ...read.paragraphs].map(({ tokens }) => tokens)
    const forms = printedForms(new Set(similar.flatMap(({ shared }) => shared)), texts)
    const linked = new Set(draft.links.map(({ articleId }) => articleId))
    const others = similar.filter(({ id }) => !linked.has(id))
    for (const [index, { id, score, shared }] of others.entries()) {
      const { title, titleKey } = this.window.get(id)!
      this.add(draft, {
        kind: 'SIMILAR',
        origin: 'COMPUTED',
        position: index + 1,
        headline: title,
        headlineKey: titleKey,
        addressKey: id,
        articleId: id,
        score,
        reasons: printedReasons(shared, forms),
        resolvedAt: this.recorder.at,
      })
    }
    return others.length
  }

  /** Whoever pointed to an article that was merged points to the one that stays. */
  async redirect(gone: Draft, kept: Draft): Promise<void> {
    for (const link of await this.workspace.linksTo(gone)) {
      this.change(link, link.fromId === kept.id ? { isShown: false } : { articleId: kept.id })
    }
    noteReadAlso(kept)
  }

  async #showList(draft: Draft, kind: LinkKind, list: readonly DeliveredLink[], shown: ShownLinks): Promise<void> {
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
      if (link === undefined) await this.#showNew(draft, kind, position, item, shown)
      else if (this.#showAgain(link, position, item)) shown.moved = true
    }
    for (const [key, link] of known) {
      if (printed.has(key) || !link.isShown) continue
      this.change(link, { isShown: false })
      shown.moved = true
    }
  }

  #showAgain(link: RelatedLink, position: number, { excerpt }: DeliveredLink): boolean {
    if (link.isShown && link.position === position && (excerpt === null || excerpt === link.excerpt)) return false
    this.change(link, { isShown: true, position, excerpt: excerpt ?? link.excerpt })
    return true
  }

  async #showNew(
    draft: Draft,
    kind: LinkKind,
    position: number,
    item: DeliveredLink,
    shown: ShownLinks,
  ): Promise<void> {
    const { headline, url, excerpt, concatenated } = item
    const link = this.add(draft, {
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
    const target = await this.#targetOf(draft, link)
    if (target === null) {
      this.workspace.waiting.add(link)
      if (!concatenated) this.window.pending.add(link.id, headline, draft)
    } else {
      this.#resolve(link, target)
      shown.bound.push(link)
    }
  }

  /** By address, by the key of the headline, or by a headline so near that it names no other article. */
  async #targetOf(draft: Draft, link: RelatedLink): Promise<Draft | null> {
    const isTarget = (candidate: Draft) => candidate.isPublished && candidate !== draft
    const byAddress = this.workspace.byKey(link.addressKey || null)
    const addressed = byAddress && (await survivorOf(byAddress, this.workspace))
    if (addressed !== null && isTarget(addressed)) return addressed
    if (link.concatenated) return null
    const titled: Draft[] = []
    for (const known of this.workspace.byTitle(link.headlineKey)) titled.push(await survivorOf(known, this.workspace))
    const exact = bindHeadline(draft, titled.filter(isTarget))
    if (exact !== null) return exact
    const named = this.window.named(link.headline, draft)
    const near = named === null ? null : await this.workspace.need(named)
    return near !== null && isTarget(near) ? near : null
  }

  #resolve(link: RelatedLink, target: Draft): void {
    this.workspace.waiting.remove(link)
    this.window.pending.remove(link.id)
    this.change(link, { articleId: target.id, resolvedAt: this.recorder.at })
  }

  /** Changes a link, which is written at the end of the batch. */
  change(link: RelatedLink, change: Partial<RelatedLink>): void {
    Object.assign(link, change)
    if (!this.created.has(link)) this.changed.add(link)
  }

  /** Gives an article one more link. */
  add(draft: Draft, link: Partial<RelatedLink>): RelatedLink {
    const blank = {
      id: this.workspace.ids.next('related_link'),
      fromId: draft.id,
      url: null,
      excerpt: null,
      concatenated: false,
      articleId: null,
      score: null,
      reasons: [],
      isShown: true,
      isHidden: false,
      isHiddenThere: false,
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
