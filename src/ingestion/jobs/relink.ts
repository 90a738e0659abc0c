import type { InboxStore } from '../../stores/inbox-store.ts'
import type { StoredArticleStore, StoredScope } from '../../stores/stored-article-store.ts'
import { deliverBatch } from './deliver-batch.ts'
import type { LongJob } from './long-job.ts'

const BATCH = 200

/** Looks for the links of stored articles again: by headlines and addresses that nobody could bind, and by what is similar. */
export function relinkJob(articles: StoredArticleStore, inbox: InboxStore): LongJob<StoredScope> {
  return {
    name: 'relink',
    start: '0',
    count: (scope) => articles.count(scope),
    async batch(scope, after, signal) {
      const ids = await articles.ids(scope, after, BATCH)
      const items = ids.map((id) => ({
        kind: 'RELINK' as const,
        channel: 'editor',
        payload: { relinkOf: id },
        rawPayloadId: null,
      }))
      const tally = await deliverBatch(inbox, items, signal)
      return { next: ids.length < BATCH ? null : ids.at(-1)!, done: ids.length, ...tally }
    },
  }
}
