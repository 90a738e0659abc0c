import type { LinkKind, LinkOrigin } from '../entities/enums.ts'
import { standing } from '../entities/hidden-links.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import { decodeCursor, encodeCursor, numberPart, type Page, type PageRange } from '../stores/page.ts'

/** What an editor set by hand stands ahead of everything else of its kind. */
const SHOWN_ORDER: readonly LinkOrigin[] = ['EDITOR', 'PUBLISHER', 'COMPUTED']
const KINDS: readonly LinkKind[] = ['READ_ALSO', 'SIMILAR']
const ORIGINS: readonly LinkOrigin[] = ['PUBLISHER', 'EDITOR', 'COMPUTED']
/** Kind, origin, position, id; the parts only serve to read cursors. */
const PLACE = { name: 'RELATED', parts: ['k', 'o', 'p', 'i'].map((sql) => numberPart(sql)), descending: false }

/** The lists that readers see beside an article: nothing twice, nothing withdrawn or hidden, among the similar no copy of it. */
export function shownLists(article: ArticleRow, links: readonly LinkRow[]): Record<'readAlso' | 'similar', LinkRow[]> {
  const shown = standing(links).filter(({ isShown, targetStatus }) => isShown && targetStatus !== 'WITHDRAWN')
  const seen = new Set<string>()
  const take = (kind: LinkKind) =>
    SHOWN_ORDER.flatMap((origin) => shown.filter((link) => link.kind === kind && link.origin === origin))
      .filter((link) => kind === 'READ_ALSO' || !isCopy(link, article))
      .filter(({ articleId, headlineKey }) => {
        const names = [headlineKey, ...(articleId === null ? [] : [`article ${articleId}`])]
        const isNew = !names.some((name) => seen.has(name))
        for (const name of names) seen.add(name)
        return isNew
      })
  return { readAlso: take('READ_ALSO'), similar: take('SIMILAR') }
}

/** The headline as printed on the page, or the title of the linked article. */
export const shownHeadline = ({ origin, headline, targetTitle }: LinkRow): string =>
  origin === 'PUBLISHER' ? headline : (targetTitle ?? headline)

/** Whether a link leads to another member of the article's own group of copies. */
function isCopy({ articleId, targetCopyOfId }: LinkRow, article: ArticleRow): boolean {
  const first = article.copyOfId ?? article.id
  return articleId === first || targetCopyOfId === first
}

/**
 * A page of all edges, unmerged. What the publisher printed stays an edge when its article is withdrawn; what was computed or
 * pinned has nothing left to show.
 */
export function relatedPage(
  links: readonly LinkRow[],
  wanted: { kinds: readonly LinkKind[] | null; origins: readonly LinkOrigin[] | null },
  range: PageRange,
): Page<LinkRow> {
  const edges = links
    .filter(({ kind }) => wanted.kinds?.includes(kind) ?? true)
    .filter(({ origin }) => wanted.origins?.includes(origin) ?? true)
    .filter(({ isShown }) => isShown)
    .filter(({ origin, targetStatus }) => origin === 'PUBLISHER' || targetStatus !== 'WITHDRAWN')
    .map((node) => ({ place: placeOf(node), node }))
    .sort((a, b) => compare(a.place, b.place))
  const after = range.after === null ? null : decodeCursor(PLACE, range.after, 'after').map(Number)
  const following = after === null ? edges : edges.filter(({ place }) => compare(place, after) > 0)
  const shown = following.slice(0, range.first!)
  return {
    edges: shown.map(({ place, node }) => ({ cursor: encodeCursor(PLACE, place.map(String)), node })),
    hasNextPage: following.length > shown.length,
    hasPreviousPage: following.length < edges.length,
  }
}

const placeOf = ({ kind, origin, position, id }: LinkRow): number[] => [
  KINDS.indexOf(kind),
  ORIGINS.indexOf(origin),
  position,
  Number(id),
]

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, at) => value !== b[at])
  return index < 0 ? 0 : a[index]! - b[index]!
}
