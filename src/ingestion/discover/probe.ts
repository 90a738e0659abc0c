import type { FeedCandidate, FoundItem, NoFeed } from '../../entities/discovery.ts'
import { decode } from '../charset.ts'
import type { Fetched, FetchRequest } from '../fetch/fetched.ts'
import { feedAddress } from '../schedule/feed-address.ts'
import { documentKind } from '../worker/document-kind.ts'
import type { ParsedPayload, ParseOutcome, ParseTask } from '../worker/parse-task.ts'
import {
  emptyFeed,
  notFetched,
  notHttp,
  notParsed,
  refusedAnswer,
  sitemapWithoutHeadlines,
  unaskedNotModified,
} from './no-feed.ts'

/** What a look at publishers needs from outside. */
export interface DiscoverTools {
  fetch(request: FetchRequest): Promise<Fetched>
  parse(task: ParseTask): Promise<ParseOutcome>
  now(): Date
}

/** What stands at an address. */
export type Probed =
  | { kind: 'feed'; candidate: FeedCandidate; answeredBy: string }
  | { kind: 'sitemap-index'; sitemaps: string[]; answeredBy: string }
  | { kind: 'page'; html: string; answeredBy: string }
  | ({ kind: 'nothing' } & NoFeed)

type Fresh = Extract<Fetched, { kind: 'fresh' }>

/** Of a page, so many bytes are looked at: links to feeds stand near its top. */
const PAGE_BYTES = 1_000_000
/** By its first characters a document is told from another. */
const HEAD_CHARACTERS = 4_000
const MAX_ITEMS = 100
const FEED_TYPE = /\b(?:rss|atom|rdf|feed)\+(?:xml|json)\b/i

/** Fetches an address once and tells what stands there. */
export async function probe(url: string, tools: DiscoverTools, signal?: AbortSignal): Promise<Probed> {
  const fetched = await tools.fetch({ url, purpose: 'feed', ...(signal === undefined ? {} : { signal }) })
  switch (fetched.kind) {
    case 'failed':
      return notFetched(fetched)
    case 'refused':
      return refusedAnswer(fetched)
    case 'unchanged':
      return unaskedNotModified()
    case 'fresh':
      return await read(url, fetched, tools)
    default:
      return fetched satisfies never
  }
}

async function read(asked: string, answer: Fresh, tools: DiscoverTools): Promise<Probed> {
  const contentType = answer.headers['content-type'] ?? null
  const { text } = decode(answer.body.subarray(0, PAGE_BYTES), { contentType, kind: 'html' })
  const sniffed = documentKind(text.slice(0, HEAD_CHARACTERS))
  const kind = sniffed === 'page' && FEED_TYPE.test(contentType ?? '') ? 'feed' : sniffed
  if (kind !== 'feed' && kind !== 'sitemap') return { kind: 'page', html: text, answeredBy: answer.url }
  const parsed = await tools.parse({
    bytes: answer.body,
    contentType,
    kind,
    url: answer.url,
    now: tools.now().getTime(),
  })
  if (!parsed.ok) return notParsed(parsed)
  return found(asked, answer, parsed.payload)
}

function found(asked: string, answer: Fresh, payload: ParsedPayload): Probed {
  const { format, title, homepage } = payload
  if (payload.sitemaps !== undefined) {
    return { kind: 'sitemap-index', sitemaps: payload.sitemaps, answeredBy: answer.url }
  }
  if (format === 'sitemap') return sitemapWithoutHeadlines()
  if (title === null && payload.articles.length + payload.rejected.length === 0) return emptyFeed()
  // Where it was sent for good it will be polled; a passing redirect may lead elsewhere tomorrow.
  const address = feedAddress(answer.movedTo ?? asked)
  if (address === null) return notHttp()
  const candidate: FeedCandidate = {
    ...address,
    kind: format === 'news-sitemap' ? 'SITEMAP' : 'FEED',
    format,
    title,
    homepage,
    language: payload.language ?? commonest(payload),
    items: items(payload),
  }
  return { kind: 'feed', candidate, answeredBy: answer.url }
}

function items({ articles }: ParsedPayload): FoundItem[] {
  return articles.slice(0, MAX_ITEMS).map(({ article: { title, url, excerpt, publishedAt } }) => ({
    title,
    url,
    excerpt,
    publishedAt: publishedAt === null ? null : new Date(publishedAt),
  }))
}

/** The language that most articles are written in. */
function commonest({ articles }: ParsedPayload): string | null {
  const counts = new Map<string, number>()
  for (const { article } of articles) counts.set(article.language, (counts.get(article.language) ?? 0) + 1)
  const [most] = [...counts].filter(([language]) => language !== 'und').sort(([, a], [, b]) => b - a)
  return most?.[0] ?? null
}
