import type { Feed } from '../../entities/feed.ts'
import { encodeId } from '../../entities/node-id.ts'
import type { LockedFeed } from '../../stores/schedule-store.ts'
import type { ParsedPayload } from '../worker/parse-task.ts'
import { freshSeconds, retryAfterSeconds } from './asked-seconds.ts'
import { countedSince } from './days.ts'
import { feedAddress } from './feed-address.ts'
import { feedHealth } from './feed-health.ts'
import { nextPoll } from './next-poll.ts'
import type { PollOutcome } from './poll-feed.ts'

/** What a poll decides with, beside its outcome. */
export interface SettleContext {
  now: Date
  random: number
  newItems: number
  /** Items of the last days, and since when they are known. */
  published: number
  knownSince: Date | null
  /** Set where the feed was permanently sent away for the second time: which feed is there already, if any. */
  moved: { takenBy: string | null } | null
}

/** The longest reason that is kept. */
const MAX_REASON = 500

/** The row of a feed after a poll: what is known of it, how it does and when it is polled next. */
export function settledFeed(locked: LockedFeed, outcome: PollOutcome, context: SettleContext): Feed {
  const feed: Feed = {
    ...locked.feed,
    knownSince: context.knownSince,
    lastFetchedAt: context.now,
    lastStatus: outcome.answer?.status ?? null,
    // Whoever still bears the old token is late: also this poller, where it did not hear that this was stored.
    leaseToken: String(BigInt(locked.feed.leaseToken) + 1n),
    leaseUntil: null,
  }
  switch (outcome.kind) {
    case 'fresh':
      Object.assign(feed, success(), validators(outcome), whatItIs(outcome.payload, feed))
      feed.bodySha256 = outcome.sha256
      if (context.newItems > 0) feed.lastNewArticleAt = context.now
      move(feed, outcome, context)
      break
    case 'unchanged':
      Object.assign(feed, success(), outcome.answer.kind === 'fresh' ? validators({ answer: outcome.answer }) : {})
      move(feed, outcome, context)
      break
    case 'gone':
      Object.assign(feed, failure(feed, `the publisher has taken it away: ${outcome.reason}`), { goneAt: context.now })
      break
    case 'failed':
      Object.assign(feed, failure(feed, outcome.reason))
      break
    default:
      outcome satisfies never
  }
  return { ...feed, ...schedule(feed, locked.isPushed, outcome, context), health: feedHealth(feed, context.now) }
}

const success = (): Partial<Feed> => ({ consecutiveFailures: 0, lastError: null })

const failure = (feed: Feed, reason: string): Partial<Feed> => ({
  consecutiveFailures: feed.consecutiveFailures + 1,
  lastError: reason.slice(0, MAX_REASON),
})

/** Byte for byte; they are only ever stored together with what they stand for. */
const validators = ({ answer }: { answer: { headers: Readonly<Record<string, string>> } }): Partial<Feed> => ({
  etag: answer.headers.etag || null,
  lastModified: answer.headers['last-modified'] || null,
})

function whatItIs({ format, title, charset, hints, articles }: ParsedPayload, feed: Feed): Partial<Feed> {
  const dated = articles.filter(({ article }) => article.publishedAtPrecision === 'TIME').length
  return {
    format,
    title: title ?? feed.title,
    charset,
    dateConfidence: articles.length === 0 ? feed.dateConfidence : dated / articles.length,
    minIntervalSeconds: hints?.minIntervalSeconds ?? null,
  }
}

/**
 * A permanent redirect is believed the second time. Where another feed is at that address already the feed stays as it is and
 * says so: its articles go on to arrive, and the operator removes one of the two.
 */
function move(feed: Feed, { answer }: PollOutcome, { moved }: SettleContext): void {
  const movedTo = answer?.movedTo ?? null
  if (moved === null) feed.movedTo = movedTo
  else if (moved.takenBy === null) Object.assign(feed, feedAddress(movedTo!), { movedTo: null })
  else {
    const other = encodeId('fed', moved.takenBy)
    feed.lastError = `permanently redirected to ${movedTo}, which is feed ${other} already: remove one of the two`
  }
}

function schedule(feed: Feed, isPushed: boolean, { answer }: PollOutcome, context: SettleContext): Partial<Feed> {
  const { now, random } = context
  const headers = answer?.headers ?? {}
  // An error page may be cached for a year; only what is asked of this very client counts there.
  const fresh = feed.consecutiveFailures > 0 ? 0 : freshSeconds(headers, now)
  const { at, earliest, intervalSeconds } = nextPoll({
    now,
    published: context.published,
    since: countedSince(feed, now),
    isPushed,
    failures: feed.consecutiveFailures,
    askedSeconds: Math.max(fresh, retryAfterSeconds(headers, now) ?? 0, feed.minIntervalSeconds ?? 0),
    random,
  })
  return { nextFetchAt: at, earliestFetchAt: earliest, intervalSeconds }
}
