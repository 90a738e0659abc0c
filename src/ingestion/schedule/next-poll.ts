import { MOST_ASKED_SECONDS } from './asked-seconds.ts'

/** Bounds of what we choose; a publisher may ask for more. */
export const LEAST_SECONDS = 300
export const MOST_SECONDS = 86_400
/** Share of the interval by which polls are spread, so that feeds of one hour do not stay together. */
const JITTER = 0.1
/** A feed that a hub pushes is polled as a net only. */
const PUSHED_FACTOR = 4
/** A feed that is young and of which no history is known is taken to have been watched so long at least. */
const LEAST_WINDOW_SECONDS = 1_800

/** What is known of a feed when its next poll is set. Randomness is a parameter: 0 ≤ random < 1. */
export interface PollHistory {
  now: Date
  /** Items that appeared since `since`, which is at most some 7 days ago. */
  published: number
  since: Date
  /** Whether a hub pushes the feed at present. */
  isPushed: boolean
  /** In a row, this one among them; 0 after a success. */
  failures: number
  /** Least time between two polls by what the publisher says: headers, ttl, Retry-After. 0 where it says nothing. */
  askedSeconds: number
  random: number
}

/** When a feed is polled next. */
export interface NextPoll {
  at: Date
  /** Before this the publisher asked not to be polled; null where it asked for nothing. */
  earliest: Date | null
  /** The chosen time between two polls, before jitter. */
  intervalSeconds: number
}

const clamp = (seconds: number): number => Math.min(Math.max(seconds, LEAST_SECONDS), MOST_SECONDS)

/** As often as it publishes: the window over what appeared in it. */
function ownInterval({ now, since, published, isPushed }: PollHistory): number {
  const window = Math.max((now.getTime() - since.getTime()) / 1000, LEAST_WINDOW_SECONDS)
  return clamp((window / Math.max(published, 1)) * (isPushed ? PUSHED_FACTOR : 1))
}

/** Exponential backoff with full jitter (Brooker, «Exponential Backoff And Jitter», AWS 2015), never below the least interval. */
function backoff(failures: number, random: number): number {
  const most = Math.min(LEAST_SECONDS * 2 ** Math.min(failures, 20), MOST_SECONDS)
  return LEAST_SECONDS + random * (most - LEAST_SECONDS)
}

/** Sets a feed's next poll: by its own rhythm, or by its failures, but never before its publisher allows it. */
export function nextPoll(history: PollHistory): NextPoll {
  const { now, failures, random } = history
  const asked = Math.min(Math.max(history.askedSeconds, 0), MOST_ASKED_SECONDS)
  const intervalSeconds = Math.round(ownInterval(history))
  const own = failures > 0 ? backoff(failures, random) : clamp(intervalSeconds * (1 + JITTER * (2 * random - 1)))
  // What was asked is never undercut; feeds that were all asked for the same are spread behind it.
  const seconds = Math.max(own, asked + (asked > own ? JITTER * random * Math.min(asked, intervalSeconds) : 0))
  const after = (wait: number): Date => new Date(now.getTime() + Math.ceil(wait * 1000))
  return { at: after(seconds), earliest: asked > 0 ? after(asked) : null, intervalSeconds }
}
