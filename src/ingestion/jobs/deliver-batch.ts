import type { InboxItem, InboxStore } from '../../stores/inbox-store.ts'
import { Delivery } from '../deliver.ts'

/** What became of the items of a batch. */
export interface BatchTally {
  changed: number
  /** A sentence each; what they are about is said by the caller. */
  failures: string[]
}

/** Delivers the items of a batch as they are made, and comes back when the desk has settled all of them. */
export async function deliverBatch(
  inbox: InboxStore,
  items: AsyncIterable<InboxItem> | Iterable<InboxItem>,
  signal: AbortSignal,
): Promise<BatchTally> {
  const tally: BatchTally = { changed: 0, failures: [] }
  const delivery = new Delivery(
    inbox,
    ({ outcome, reason, articleId }) => {
      if (outcome === 'CREATED' || outcome === 'REVISED') tally.changed++
      if (outcome === 'REJECTED')
        tally.failures.push(articleId === null ? `${reason}` : `article ${articleId}: ${reason}`)
    },
    signal,
  )
  for await (const item of items) await delivery.add(item)
  await delivery.finish()
  return tally
}
