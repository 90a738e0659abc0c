import type { Discovery, FeedCandidate } from '../../entities/discovery.ts'
import { newsSitemaps, sitemapsOf, usualAddresses } from './guesses.ts'
import { nothingFound } from './no-feed.ts'
import { pageLinks } from './page-links.ts'
import type { DiscoverTools } from './probe.ts'
import { Search } from './search.ts'

/** A search that takes longer ends with what it has. */
const TOTAL_MS = 60_000
/** Feeds of comments are no news: they come last. */
const COMMENTS = /comment|تعليق/i

/**
 * The feeds that a page or feed address leads to. A feed is its own; of a page those that it declares, then those that it links
 * to; where it does neither, the usual addresses of its site are tried, and the news sitemaps of its robots.txt.
 */
export async function discover(url: string, tools: DiscoverTools, signal?: AbortSignal): Promise<Discovery> {
  const limit = AbortSignal.timeout(TOTAL_MS)
  const search = new Search(tools, signal === undefined ? limit : AbortSignal.any([signal, limit]))
  const first = (await search.look(url))!
  switch (first.kind) {
    case 'nothing':
      return { ok: false, code: first.code, reason: first.reason }
    case 'feed':
      search.keep(first)
      break
    case 'sitemap-index':
      await search.lookUntilFound(newsSitemaps(first.sitemaps))
      break
    case 'page':
      await searchFrom(first.html, first.answeredBy, search)
      break
    default:
      first satisfies never
  }
  const { candidates } = search
  if (candidates.length > 0) return { ok: true, candidates: likeliestFirst(candidates) }
  const { code, reason } = nothingFound()
  return { ok: false, code, reason }
}

async function searchFrom(html: string, page: string, search: Search): Promise<void> {
  const { declared, linked } = pageLinks(html, page)
  await search.lookAll(declared)
  await search.lookAll(linked)
  if (search.candidates.length > 0) return
  await search.lookUntilFound(usualAddresses(page))
  if (search.candidates.length > 0) return
  const { origin } = new URL(page)
  const sitemaps = sitemapsOf(await search.text(`${origin}/robots.txt`), origin)
  const others = await search.lookAll(sitemaps)
  if (search.candidates.length > 0) return
  const listed = others.flatMap((other) => (other.kind === 'sitemap-index' ? other.sitemaps : []))
  await search.lookUntilFound(newsSitemaps(listed))
}

function likeliestFirst(candidates: readonly FeedCandidate[]): FeedCandidate[] {
  const isComments = ({ url, title }: FeedCandidate) => COMMENTS.test(`${new URL(url).pathname} ${title ?? ''}`)
  return [...candidates].sort((a, b) => Number(isComments(a)) - Number(isComments(b)))
}
