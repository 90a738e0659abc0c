import type { InboxStore } from '../../stores/inbox-store.ts'
import type { RawPayloadStore } from '../../stores/raw-payload-store.ts'
import type { Fetched, FetchRequest } from '../fetch/fetched.ts'
import { deliverBatch } from './deliver-batch.ts'
import type { BatchResult, LongJob } from './long-job.ts'
import type { Parser } from './reextract.ts'

/** Which feed, and how many of its pages at most. */
export interface BackfillScope {
  feedId: string
  url: string
  source: string
  pages: number
}

export interface BackfillOptions {
  fetch(request: FetchRequest): Promise<Fetched>
  parser: Pick<Parser, 'parse'>
  payloads: RawPayloadStore
  inbox: InboxStore
  now(): Date
}

/** Where a batch begins: the page's number, from 1, and its address (empty: the feed's own). */
const placeOf = (after: string): { page: number; url: string } => {
  const [page = '1', ...url] = after.split(' ')
  return { page: Number(page), url: url.join(' ') }
}

const failed = (reason: string): BatchResult => ({ next: null, done: 1, changed: 0, failures: [reason] })

/**
 * Takes in what a feed published before: page after page along its links to earlier ones (RFC 5005), until there is none, or a
 * page brings nothing that is not in.
 */
export function backfillJob({ fetch, parser, payloads, inbox, now }: BackfillOptions): LongJob<BackfillScope> {
  return {
    name: 'backfill',
    start: '1 ',
    count: async () => 0,
    async batch(scope, after, signal) {
      const { page, url } = placeOf(after)
      const address = url || scope.url
      const answer = await fetch({ url: address, purpose: 'feed', signal })
      if (answer.kind !== 'fresh') {
        return failed(`${address}: ${answer.kind === 'unchanged' ? 'answered 304 unasked' : answer.reason}`)
      }
      const contentType = answer.headers['content-type'] ?? null
      const outcome = await parser.parse({
        bytes: answer.body,
        contentType,
        kind: 'auto',
        url: answer.url,
        now: now().getTime(),
      })
      if (!outcome.ok) return failed(`${address}: ${outcome.reason}`)
      const { articles, rejected, hints } = outcome.payload
      const failures = rejected.map(({ line, reason }) => `${address}${line === null ? '' : `:${line}`}: ${reason}`)
      const raw = await payloads.keep({ bytes: answer.body, origin: answer.url, mediaType: contentType })
      const items = articles.map(({ article }) => ({
        kind: 'ARTICLE' as const,
        channel: `feed:${scope.feedId}`,
        payload: { source: { slug: scope.source }, article },
        rawPayloadId: raw,
      }))
      const { changed, failures: refused } = await deliverBatch(inbox, items, signal)
      failures.push(...refused.map((reason) => `${address}: ${reason}`))
      const earlier = hints?.previousPage ?? null
      // The first page is the feed itself, which polling knows already.
      const isNews = page === 1 || changed > 0
      const next =
        earlier !== null && earlier !== address && isNews && page < scope.pages ? `${page + 1} ${earlier}` : null
      return { next, done: articles.length, changed, failures }
    },
  }
}
