import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import type { Clock } from '../../ops/clock.ts'
import type { ClaimedPage } from '../../stores/page-task-store.ts'
import type { Fetched, FetchRequest } from '../fetch/fetched.ts'
import type { ExtractOutcome, ExtractTask } from '../worker/parse-task.ts'
import { retryAfterSeconds } from './asked-seconds.ts'
import { itemOf, mergePage } from './merge-page.ts'
import type { FreshAnswer } from './poll-feed.ts'

/** What the reading of a page needs from outside. */
export interface PageTools {
  fetcher: { fetch(request: FetchRequest): Promise<Fetched> }
  robots: { allows(url: string): Promise<{ allowed: boolean }> }
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

/** Reads the page of an item and puts the two together. */
export async function readPage(task: ClaimedPage, tools: PageTools, signal?: AbortSignal): Promise<PageOutcome> {
  if (task.robots === 'RESPECT' && !(await tools.robots.allows(task.url)).allowed) {
    return { kind: 'as-told', reason: 'robots.txt does not allow it' }
  }
  const fetched = await tools.fetcher.fetch({
    url: task.url,
    purpose: 'page',
    ...(signal === undefined ? {} : { signal }),
  })
  switch (fetched.kind) {
    case 'failed':
      return { kind: 'later', reason: `${fetched.code}: ${fetched.reason}`, seconds: 0 }
    case 'refused': {
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
