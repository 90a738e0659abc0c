import type { Context } from '../context.ts'
import type { ChangeType } from '../entities/enums.ts'
import { type ArticleFilterInput, asksText } from '../stores/article-filter.ts'
import { changePredicate } from '../stores/article-filter-predicate.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import { toldChanges } from '../stores/told-changes.ts'
import { changeEvent } from './change-event.ts'
import type { ToldEvents } from './letter.ts'

/** Events of one message. */
const MAX_EVENTS = 50
/** Bytes of its events; one alone may have more, bounded by what an article may hold. */
const MAX_BYTES = 256 * 1024

/** What a webhook asks to be told. */
export interface Wanted {
  filter: ArticleFilterInput | null
  types: readonly ChangeType[]
}

/**
 * What is told of changes that follow one another in the log: by the predicate that subscriptions use, in their order, within the bounds of a
 * message. `place` is the last change of which nothing is left to tell.
 */
export async function toldEvents(
  epoch: string,
  changes: readonly LoggedChange[],
  { filter, types }: Wanted,
  context: Context,
  most: { events: number; bytes: number } = { events: MAX_EVENTS, bytes: MAX_BYTES },
): Promise<ToldEvents> {
  const matches = changePredicate(await context.search.logFilter(filter))
  if (asksText(filter)) await context.search.ready(changes)
  const wanted: ReadonlySet<string> = new Set(types)
  const selected = changes.filter((change) => wanted.has(change.type) && matches(change))
  const events: string[] = []
  let bytes = 0
  for (let start = 0; start < selected.length; start += AT_ONCE) {
    const some = selected.slice(start, start + AT_ONCE)
    const told = await toldChanges(epoch, some, context.loaders)
    const made = await Promise.all(
      told.map(async (change) => change && JSON.stringify(await changeEvent(change, context))),
    )
    for (const [index, event] of made.entries()) {
      const size = event === null ? 0 : Buffer.byteLength(event)
      if (events.length > 0 && event !== null && (events.length >= most.events || bytes + size > most.bytes)) {
        return { events, place: { epoch, position: some[index]!.position - 1 } }
      }
      if (event === null) continue
      events.push(event)
      bytes += size
    }
  }
  return { events, place: { epoch, position: changes.at(-1)!.position } }
}

/** Changes whose events are made at once: what is made beyond the bounds of a message is made in vain. */
const AT_ONCE = 10
