import type { Context } from '../context.ts'
import { ChangeType } from '../entities/enums.ts'
import type { ChangePageType } from '../schema/change.ts'
import { type ArticleFilterInput, asksText, isOpen } from '../stores/article-filter.ts'
import { changePredicate } from '../stores/article-filter-predicate.ts'
import { checkPlace, encodeChangeCursor, readChangeCursor } from '../stores/change-cursor.ts'
import { toldChanges } from '../stores/told-changes.ts'

/** Changes that one page looks through; what a filter leaves of them may be nothing. */
const SPAN = 2_000
/** Fewer of them are read where their texts have to be read as well, */
const MOST_WITH_TEXTS = 500
/** and where all but copies match so many for each that is asked for, but no fewer than this. */
const READ_FOR_ONE = 4
const LEAST_READ = 100

/** Which changes, from where on, and how many at most. */
interface ChangePageRequest {
  filter: ArticleFilterInput | null
  types: ChangeType[] | null
  after: string
  first: number
}

/** The next changes after a cursor that match. Throws CURSOR_INVALID and CURSOR_EXPIRED. */
export async function changePage(
  { filter, types, after, first }: ChangePageRequest,
  context: Context,
): Promise<ChangePageType> {
  const { search } = context
  const place = readChangeCursor(after)
  const { stores, loaders } = await context.after(place)
  const withTexts = asksText(filter)
  const resolved = await search.logFilter(filter)
  const matches = changePredicate(resolved)
  const most = withTexts ? MOST_WITH_TEXTS : SPAN
  const limit = isOpen(resolved) ? Math.max(LEAST_READ, READ_FOR_ONE * first) : most
  const { changes, seen, ...log } = await stores.changes.within(
    place.position,
    SPAN,
    types ?? Object.values(ChangeType),
    limit,
  )
  checkPlace(place, log)
  if (withTexts) await search.ready(changes)
  const matching = changes.filter(matches)
  const page = matching.slice(0, first)
  const isFull = matching.length > first
  const position = isFull ? (page.at(-1)?.position ?? place.position) : seen
  const told = await toldChanges(log.epoch, page, loaders)
  return {
    nodes: told.filter((change) => change !== null),
    cursor: encodeChangeCursor({ epoch: log.epoch, position }),
    hasMore: position < log.position,
  }
}
