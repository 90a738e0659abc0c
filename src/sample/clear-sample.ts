import { setTimeout as sleep } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import { Delivery } from '../ingestion/deliver.ts'
import { InboxStore } from '../stores/inbox-store.ts'
import { SAMPLE_CHANNEL, SampleStore } from '../stores/sample-store.ts'

const PAGE = 500
/** How often it looks again for what a newsroom at work has published meanwhile. */
const ROUNDS = 50
const LOOK_MS = 100

/**
 * Withdraws every article of the sample, and waits until the desk has done it; gives how many. A newsroom at work sees that
 * its articles are gone, and ends.
 */
export async function clearSample(
  manager: EntityManager,
  onProgress: (withdrawn: number, found: number) => void = () => {},
): Promise<number> {
  const store = new SampleStore(manager)
  let withdrawn = 0
  let found = 0
  const delivery = new Delivery(new InboxStore(manager), ({ outcome }) => {
    if (outcome === 'REVISED') onProgress(++withdrawn, found)
  })
  for (let round = 0; round < ROUNDS; round++) {
    let ids = await store.publishedIds('0', PAGE)
    if (ids.length === 0 && (await store.countWaiting()) === 0) break
    for (; ids.length > 0; ids = await store.publishedIds(ids.at(-1)!, PAGE)) {
      found += ids.length
      for (const articleId of ids) {
        const payload = { articleId, reason: 'the sample was withdrawn' }
        await delivery.add({ kind: 'WITHDRAWAL', channel: SAMPLE_CHANNEL, payload, rawPayloadId: null })
      }
    }
    await delivery.finish()
    await sleep(LOOK_MS)
  }
  return withdrawn
}
