import { randomUUID } from 'node:crypto'
import { openDesk } from '../src/app/open-desk.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { clean } from '../src/ingestion/clean.ts'
import { Delivery } from '../src/ingestion/deliver.ts'
import { InboxStore } from '../src/stores/inbox-store.ts'
import type { WorkPlace } from './work-place.ts'

const QUIET = { info: () => {}, warn: () => {} }

/** Has a desk admit articles into an empty store; gives how many it took. */
export async function admitAll({ db, url }: WorkPlace, items: readonly ArticleItem[]): Promise<number> {
  const desk = openDesk({ database: db, url }, { changesKeptSeconds: 1e9 }, QUIET)
  let count = 0
  const delivery = new Delivery(new InboxStore(db.manager), ({ outcome }) => {
    if (outcome !== 'REJECTED') count++
  })
  const channel = `files:${randomUUID()}`
  const now = new Date()
  for (const item of items) {
    const cleaned = clean(item, { now })
    if (!cleaned.ok) continue
    const source = item.source ? { name: item.source } : {}
    const payload = { source, article: cleaned.article }
    await delivery.add({ kind: 'ARTICLE', channel, payload, rawPayloadId: null })
  }
  await delivery.finish()
  await desk.close()
  return count
}
