import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import type { Clock } from '../../ops/clock.ts'
import type { ClaimedPage } from '../../stores/page-task-store.ts'
import type { Fetched, FetchFailure, FetchRequest } from '../fetch/fetched.ts'
import type { RobotsVerdict } from '../fetch/robots-rules.ts'
import type { ExtractOutcome, ExtractTask } from '../worker/parse-task.ts'
import { retryAfterSeconds } from './asked-seconds.ts'
import { itemOf, mergePage } from './merge-page.ts'
import type { FreshAnswer } from './poll-feed.ts'

/** What the reading of a page needs from outside. */
export interface PageTools {
  fetcher: { fetch(request: FetchRequest): Promise<Fetched> }
  robots: { allows(url: string): Promise<Pick<RobotsVerdict, 'allowed' | 'unavailable'>> }
  parsers: { extract(task: ExtractTask): Promise<ExtractOutcome> }
  clock: Pick<Clock, 'now'>
}

/** What came of one attempt to read a page. */
export type PageOutcome =
  /** The article with the page's text. */
  | { kind: 'full'; article: DeliveredArticle; answer: FreshAnswer }
  /** The page has no more to give than the feed, or may not be asked: the feed's word is delivered. */
  | { kind: 'as-told'; reason: string }
  /** It may be had another time, not before so many seconds. */
  | { kind: 'later'; reason: string; seconds: number }

/** Answers that will be the same in ten minutes. 404 is not among them: some feeds are ahead of their pages. */
const FINAL: ReadonlySet<number> = new Set([401, 402, 403, 410, 451])
const NEVER_ASKED: ReadonlySet<FetchFailure> = new Set(['ADDRESS_REFUSED', 'BAD_ADDRESS'])

/** Reads the page of an item and puts the two together. */
export async function readPage(task: ClaimedPage, tools: PageTools, signal?: AbortSignal): Promise<PageOutcome> {
  if (task.robots === 'RESPECT') {
    const { allowed, unavailable } = await tools.robots.allows(task.url)
    if (unavailable !== undefined) {
      const reason = `robots.txt cannot be had: ${unavailable}`
      // What is refused of the site is refused of the page, and will be the next time.
      const isFinal = [...NEVER_ASKED].some((code) => unavailable.startsWith(`${code}:`))
      return isFinal ? { kind: 'as-told', reason } : { kind: 'later', reason, seconds: 0 }
    }
    if (!allowed) return { kind: 'as-told', reason: 'robots.txt does not allow it' }
  }
  const fetched = await tools.fetcher.fetch({
    url: task.url,
    purpose: 'page',
    ...(signal === undefined ? {} : { signal }),
  })
  switch (fetched.kind) {
    case 'failed': {
      const reason = `${fetched.code}: ${fetched.reason}`
      return NEVER_ASKED.has(fetched.code) ? { kind: 'as-told', reason } : { kind: 'later', reason, seconds: 0 }
    }
    case 'refused': {
      if (FINAL.has(fetched.status)) return { kind: 'as-told', reason: fetched.reason }
      const seconds = retryAfterSeconds(fetched.headers, tools.clock.now()) ?? 0
      return { kind: 'later', reason: fetched.reason, seconds }
    }
    case 'unchanged':
      return { kind: 'later', reason: 'answered «not modified» to a first request', seconds: 0 }
    case 'fresh':
      return await extract(task, fetched, tools)
    default:
      return fetched satisfies never
  }
}

async function extract(task: ClaimedPage, answer: FreshAnswer, { parsers, clock }: PageTools): Promise<PageOutcome> {
  const told = task.payload.article
  const extracted = await parsers.extract({
    bytes: answer.body,
    contentType: answer.headers['content-type'] ?? null,
    url: answer.url,
    now: clock.now().getTime(),
    profile: task.profile,
    item: itemOf(told),
  })
  if (!extracted.ok) return { kind: 'later', reason: `${extracted.code}: ${extracted.reason}`, seconds: 0 }
  if (extracted.isTeaser) return { kind: 'as-told', reason: 'the page holds a teaser only' }
  return { kind: 'full', article: mergePage(told, extracted.article), answer }
}
