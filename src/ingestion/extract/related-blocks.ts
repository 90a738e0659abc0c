import type { RelatedItem } from '../../entities/article-item.ts'
import {
  childrenOf,
  closest,
  isElement,
  isText,
  type PageElement,
  type PageNode,
  type PageText,
  shownText,
} from './dom.ts'
import { countWords, isLinkBox, isLinks, linksIn } from './link-box.ts'
import type { Indexed, PageIndex } from './page-index.ts'
import {
  boxAround,
  followingBlocks,
  hasText,
  isBreak,
  type Line,
  lineAt,
  lineFrom,
  MAX_FOLLOWING,
  textsIn,
  WHOLE,
  wholeOf,
} from './printed-line.ts'
import { type MarkerHit, type RelatedMarkers, type Role } from './related-markers.ts'

/** What a page shows beside its article, cut out of it. */
export interface Harvest {
  readAlso: RelatedItem[]
  similar: RelatedItem[]
}
export type Cut = (nodes: readonly PageNode[], reason: string) => void

/** Boxes that their class or id names; the words stand for themselves, as `related` does not in `correlated`. */
const NAMED =
  /(?:^|[\s_-])(?:related(?:[\s_-]?(?:posts?|articles?|news|stories|content|links?|topics?|items?|box|block|widget|section|wrapper|container|list|area|more))?|relatedposts|relatedarticles|read-?(?:also|more|next)|readalso|also-?(?:read|like)|see-?also|more-?on|moreon|you-?may(?:-?also)?(?:-?like)?|recirc\w*|recommend\w*|outbrain|taboola|mgid|revcontent|similar(?:[\s_-]?\w+)?|jp-relatedposts|yarpp\w*|suggested?(?:[\s_-]?\w+)?|ob-widget|trc_related_container)(?=$|[\s_-])/
const NAMED_READ_ALSO = /read-?also|also-?read|see-?also|read-?more|read-?next/
const MAX_HEADLINE_WORDS = 25
const TAIL_END = /[:：|]/
/** Texts that begin like a marker are looked at up to this many: no page has more, and each may cost a look at all of it. */
const MAX_LOOKED_AT = 300
/** A marker at the end of a text: what stands before it ends with a sign, or a bracket opens. */
const TAIL = /(?:(?<=[.!؟?…»”"]\s*)|(?=[([]))([([]\s*|)([^.!؟?…()[\]]{3,40}[:：|]\s*)$/u
const SENTENCE_END = /[.؛،:]\s*$/u

/** Finds the links to other articles that a page shows, by their markers and by the names of their boxes, and cuts them out. */
export class RelatedBlocks {
  readonly #found: { role: Role; links: RelatedItem[] }[] = []

  constructor(
    private readonly markers: RelatedMarkers,
    private readonly on: {
      page: PageIndex
      /** Against which its links are resolved. */
      base: string | null
      /** Its own. */
      address: string | null
      cut: Cut
      isHeadline(text: string): boolean
    },
  ) {}

  /** @param chosen boxes that an operator's selectors name */
  harvest(chosen: readonly PageElement[]): Harvest {
    const { page } = this.on
    for (const element of chosen) this.#take([element], this.#roleInside(element) ?? 'similar')
    let left = MAX_LOOKED_AT
    for (const text of page.texts()) {
      if (left === 0) break
      if (this.markers.mayBegin(text.data)) {
        left--
        this.#text(text)
      } else if (TAIL_END.test(text.data.at(-1) === ' ' ? text.data.trimEnd().slice(-1) : text.data.slice(-1)))
        this.#tail(text)
    }
    for (const indexed of page.elements(({ names }) => NAMED.test(names))) this.#named(indexed)
    return this.#sorted()
  }

  #text(text: PageText): void {
    const line = lineFrom(text)
    if (line === null) return
    const shown = line.nodes.map(shownText).join(' ').trim()
    const hit = this.markers.read(shown)
    if (hit === null || closest(text, ({ localName }) => localName === 'h1') || this.on.isHeadline(shown)) return
    if (hit.rest === '') this.#alone(line, hit)
    else this.#inline(line, hit)
  }

  /** «… اقرأ أيضاً: <a>…</a>» on one line. */
  #inline(line: Line, hit: MarkerHit): void {
    const links = line.nodes.some(
      (node) => isElement(node) && (node.localName === 'a' || node.querySelector('a') !== null),
    )
    const share = linkedShare(line.nodes, hit)
    if (links ? share < (hit.isAmbiguous && !hit.isParted ? 0.95 : 0.7) : !isHeadlineAlone(hit)) return
    const nodes = [...line.nodes, ...this.#following(line, 0.95)]
    if (links) this.#take(nodes, hit.role)
    else {
      this.#found.push({ role: hit.role, links: [{ headline: hit.rest }] })
      this.#take(nodes, hit.role)
    }
  }

  /** A line that is the marker and nothing else: the links are around or behind it. */
  #alone(line: Line, hit: MarkerHit): void {
    const whole = wholeOf(line)
    if (whole !== null) {
      const box = boxAround(whole)
      if (box !== null) {
        this.#take([box], hit.role)
        return
      }
    }
    const following = whole === null ? this.#following(line, 0.8) : followingBlocks(whole, 0.8)
    if (following.some((node) => isElement(node) && (node.localName === 'a' || node.querySelector('a') !== null))) {
      this.#take([...(whole === null ? line.nodes : [whole]), ...following], hit.role)
      return
    }
    // A marker whose links a program fills in says nothing to a reader.
    if (!hit.isAmbiguous) this.on.cut(whole === null ? line.nodes : [whole], 'RELATED')
  }

  /** Lines of the same block, or blocks behind it, that are links and nothing else. */
  #following(line: Line, share: number): PageNode[] {
    const nodes: PageNode[] = []
    let at: PageNode | null = line.nodes.at(-1)!.nextSibling
    let lines = 0
    while (at !== null && lines++ < MAX_FOLLOWING) {
      const next: PageNode[] = isBreak(at) ? [at] : lineAt(at)
      if (next.some(hasText) && !isLinks(next, share)) return nodes
      nodes.push(...next)
      at = next.at(-1)!.nextSibling
    }
    const whole = at === null ? wholeOf({ parent: line.parent, nodes: childrenOf(line.parent) }) : null
    return whole === null ? nodes : [...nodes, ...followingBlocks(whole, share)]
  }

  /** «نص. (اقرأ أيضاً: <a>…</a>)»: a marker at the end of a text, with a link behind it that ends the line. */
  #tail(text: PageText): void {
    const link = text.nextSibling
    const tail = TAIL.exec(text.data)
    if (tail === null || !isElement(link) || link.localName !== 'a') return
    const hit = this.markers.read(tail[2]!)
    if (hit === null || hit.rest !== '' || !hit.isParted) return
    const after = link.nextSibling
    const isBracketed = tail[1] !== '' && isText(after) && /^\s*[)\]]/.test(after.data)
    if (!isBracketed && after !== null && !isBreak(after) && hasText(after)) return
    text.data = text.data.slice(0, text.data.length - tail[0].length)
    if (isBracketed && isText(after)) after.data = after.data.replace(/^\s*[)\]]/, '')
    this.#take([link], hit.role)
  }

  #named({ element, names, tag }: Indexed): void {
    if (WHOLE.test(tag) || !hasText(element)) return
    if (!isLinkBox(element)) return
    const role = this.#roleInside(element) ?? (NAMED_READ_ALSO.test(names) ? 'readAlso' : 'similar')
    this.#take([element], role)
  }

  #roleInside(element: PageElement): Role | null {
    for (const text of textsIn(element)) {
      const hit = this.markers.mayBegin(text.data) ? this.markers.read(text.data.trim()) : null
      if (hit !== null && !hit.isAmbiguous) return hit.role
    }
    return null
  }

  #take(nodes: readonly PageNode[], role: Role): void {
    const tidy = (text: string): string => {
      const hit = this.markers.read(text)
      return hit === null || (!hit.isParted && hit.rest !== '') ? text : hit.rest
    }
    const links = linksIn(nodes, this.on.base, tidy, this.on.address)
    if (links.length > 0) this.#found.push({ role, links })
    this.on.cut(nodes, 'RELATED')
  }

  #sorted(): Harvest {
    const hasReadAlso = this.#found.some(({ role }) => role === 'readAlso')
    const openRole = hasReadAlso ? 'similar' : 'readAlso'
    const harvest: Harvest = { readAlso: [], similar: [] }
    for (const { role, links } of this.#found) harvest[role === 'related' ? openRole : role].push(...links)
    return harvest
  }
}

/** The share of a line's text behind its marker that is linked. */
function linkedShare(nodes: readonly PageNode[], { rest }: MarkerHit): number {
  const links = nodes
    .filter(isElement)
    .flatMap((node) => (node.localName === 'a' ? [node] : [...node.querySelectorAll('a')]))
  const linked = links.reduce((sum, link) => sum + shownText(link).length, 0)
  return linked / Math.max(rest.length, 1)
}

/** A headline without a link: set off from its marker, short, and no sentence. */
const isHeadlineAlone = ({ rest, isParted, isAmbiguous }: MarkerHit): boolean =>
  isParted && !isAmbiguous && countWords(rest) <= MAX_HEADLINE_WORDS && countWords(rest) > 2 && !SENTENCE_END.test(rest)
