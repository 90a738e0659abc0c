import { absoluteUrl } from '../urls.ts'

/** Where sites keep their feed, the commonest first. */
const USUAL = ['/feed', '/rss', '/rss.xml', '/feed.xml', '/atom.xml', '/index.xml', '/feed.json', '/rss/feed.xml']
/** Sitemaps out of robots.txt that are looked at. */
const MAX_SITEMAPS = 4
const ROBOTS_CHARACTERS = 500_000

/** Usual addresses of the feed of a page: below the page first, where it is a part of its site. */
export function usualAddresses(page: string): string[] {
  const { origin, pathname } = new URL(page)
  const folder = pathname.replace(/\/+$/, '')
  const below = folder === '' ? [] : ['/feed', '/rss', '/rss.xml'].map((path) => `${origin}${folder}${path}`)
  return [...below, ...USUAL.map((path) => `${origin}${path}`)]
}

/** Sitemaps that a robots.txt names (RFC 9309, 2.2.4), those of news first. */
export function sitemapsOf(robots: string, origin: string): string[] {
  const named = [...robots.slice(0, ROBOTS_CHARACTERS).matchAll(/^[^\S\n]*sitemap[^\S\n]*:[^\S\n]*(\S+)/gim)]
  const addresses = new Set(named.flatMap(([, address]) => absoluteUrl(address!, origin) ?? []))
  return newsFirst([...addresses]).slice(0, MAX_SITEMAPS)
}

/** The sitemaps of an index that are of news by their names; a site has thousands of others. */
export function newsSitemaps(addresses: readonly string[]): string[] {
  return addresses.filter(isOfNews).slice(0, MAX_SITEMAPS)
}

const isOfNews = (address: string): boolean => /news|latest|google/i.test(new URL(address).pathname)

const newsFirst = (addresses: string[]): string[] => addresses.sort((a, b) => Number(isOfNews(b)) - Number(isOfNews(a)))
