import { createHash } from 'node:crypto'
import type { FeedKind } from '../../entities/enums.ts'
import type { Clock } from '../../ops/clock.ts'
import type { ClaimedFeed } from '../../stores/schedule-store.ts'
import type { Fetched, FetchRequest } from '../fetch/fetched.ts'
import type { ParsedPayload, ParseOutcome, ParseTask } from '../worker/parse-task.ts'

/** What a poll needs from outside. */
export interface PollTools {
  fetcher: { fetch(request: FetchRequest): Promise<Fetched> }
  parsers: { parse(task: ParseTask): Promise<ParseOutcome> }
  clock: Pick<Clock, 'now'>
}

/** An answer of a publisher, whatever its status. */
export type Answered = Exclude<Fetched, { kind: 'failed' }>
export type FreshAnswer = Extract<Fetched, { kind: 'fresh' }>

/** What came of one poll. Nothing is stored yet. */
export type PollOutcome =
  | { kind: 'fresh'; answer: FreshAnswer; sha256: string; payload: ParsedPayload }
  /** 304, or the same bytes again. */
  | { kind: 'unchanged'; answer: Answered }
  /** 410: the publisher has taken it away for good. */
  | { kind: 'gone'; answer: Answered; reason: string }
  /** No answer, an answer that is none, or bytes that cannot be read; `answer` as far as there is one. */
  | { kind: 'failed'; answer: Answered | null; reason: string }

const PARSED_AS: Readonly<Record<FeedKind, ParseTask['kind']>> = { FEED: 'feed', SITEMAP: 'sitemap', PAGE: 'auto' }
const GONE = 410

/** Polls one feed: asks with the validators exactly as they came, and reads what is new. */
export async function pollFeed(feed: ClaimedFeed, tools: PollTools, signal?: AbortSignal): Promise<PollOutcome> {
  const fetched = await tools.fetcher.fetch({
    url: feed.url,
    purpose: 'feed',
    etag: feed.etag,
    lastModified: feed.lastModified,
    ...(signal === undefined ? {} : { signal }),
  })
  switch (fetched.kind) {
    case 'failed':
      return { kind: 'failed', answer: null, reason: `${fetched.code}: ${fetched.reason}` }
    case 'refused':
      return { kind: fetched.status === GONE ? 'gone' : 'failed', answer: fetched, reason: fetched.reason }
    case 'unchanged':
      // There is nothing that could be unchanged before anything was stored.
      if (feed.bodySha256 !== null) return { kind: 'unchanged', answer: fetched }
      return { kind: 'failed', answer: fetched, reason: 'answered «not modified» to a first request' }
    case 'fresh':
      return await read(feed, fetched, tools)
    default:
      return fetched satisfies never
  }
}

async function read(feed: ClaimedFeed, answer: FreshAnswer, { parsers, clock }: PollTools): Promise<PollOutcome> {
  const sha256 = createHash('sha256').update(answer.body).digest('hex')
  if (sha256 === feed.bodySha256) return { kind: 'unchanged', answer }
  const parsed = await parsers.parse({
    bytes: answer.body,
    contentType: answer.headers['content-type'] ?? null,
    kind: PARSED_AS[feed.kind],
    url: answer.url,
    now: clock.now().getTime(),
    profile: feed.profile,
  })
  if (!parsed.ok) return { kind: 'failed', answer, reason: `${parsed.code}: ${parsed.reason}` }
  const { sitemaps = [] } = parsed.payload
  if (sitemaps.length > 0) {
    const reason = `an index of ${sitemaps.length} sitemaps: add those that matter instead, such as ${sitemaps[0]}`
    return { kind: 'failed', answer, reason }
  }
  return { kind: 'fresh', answer, sha256, payload: parsed.payload }
}
