import { slugify } from '../../arabic/fold.ts'
import { countryOfHost } from '../../entities/country.ts'
import type { FeedCandidate } from '../../entities/discovery.ts'
import { languageTagOf } from '../../entities/language-tag.ts'
import type { NewSource, SourceEditor } from '../../stores/source-editor.ts'
import { absoluteUrl } from '../urls.ts'
import { isOneSite } from './page-links.ts'

/** What sources are written in where nothing tells. */
const USUAL_LANGUAGE = 'ar'
const MAX_NAME = 200
/** Hosts that carry the feeds of many publishers: they tell nothing about whose one is. */
const CARRIERS = /(?:^|\.)(?:feedburner\.com|rsshub\.app|rss\.app|t\.me|youtube\.com)$/
/** Hosts below which everybody has a site of his own. */
const PLATFORM = /\.(?:blogspot\.com|wordpress\.com|substack\.com|medium\.com|github\.io|tumblr\.com|wixsite\.com)$/
/** What stands between the name of a site and its country: bbc.co.uk, ahram.org.eg. */
const SECOND_LEVEL = /^(?:ac|co|com|edu|gov|info|net|org|press)$/

/** What is known of a feed's site, from the feed or from a list. */
export interface SiteFacts {
  feedUrl: string
  name: string | null
  homepage: string | null
  language: string | null
  country: string | null
}

/** What a candidate tells of its site. */
export const factsOf = ({ url, title, homepage, language }: FeedCandidate): SiteFacts => ({
  feedUrl: url,
  name: title,
  homepage: (homepage && absoluteUrl(homepage)) || originOf(url),
  language,
  country: null,
})

const originOf = (url: string): string | null => {
  const { origin, hostname } = new URL(url)
  return CARRIERS.test(hostname) ? null : `${origin}/`
}

/** The source of a site by its homepage, else by its name; made where there is none. Gives the id of its row. */
export async function sourceOfSite(facts: SiteFacts, sources: SourceEditor): Promise<string> {
  const { homepage } = facts
  const known = homepage === null ? null : await atHomepage(homepage, sources)
  return known ?? (await namesake(facts, sources)) ?? (await sources.make(newSource(facts)))
}

/** The source of the same name, unless it is of another site: «Latest news» is the name of many. */
async function namesake({ name, homepage, feedUrl }: SiteFacts, sources: SourceEditor): Promise<string | null> {
  const source = name === null ? null : await sources.byName(name)
  if (source === null) return null
  const { host } = new URL(feedUrl)
  const isOurs = homepage === null || source.homepage === null || isOneSite(hostOf(source.homepage), hostOf(homepage))
  const hasOurs = source.hosts.length === 0 || source.hosts.some((other) => isOneSite(other, host))
  return isOurs && hasOurs ? source.id : null
}

/** Of the sources on a host, the one whose homepage is deepest above an address: /arabic before the host itself. */
async function atHomepage(homepage: string, sources: SourceEditor): Promise<string | null> {
  const path = pathOf(homepage)
  const above = (await sources.atHost(hostOf(homepage))).filter((source) => path.startsWith(pathOf(source.homepage!)))
  const [deepest] = above.sort((a, b) => pathOf(b.homepage!).length - pathOf(a.homepage!).length)
  return deepest?.id ?? null
}

/** Empty for what is no address. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : '')

/** With a slash at its end, so that /ar is not above /arabic. */
const pathOf = (url: string): string => `${new URL(url).pathname.replace(/\/+$/, '')}/`

/** A source as it is made from what is known of its site. */
export function newSource({ feedUrl, name, homepage, language, country }: SiteFacts, slug?: string): NewSource {
  const { hostname } = new URL(homepage ?? feedUrl)
  return {
    slug: slug ?? (CARRIERS.test(hostname) ? '' : siteName(hostname)),
    name: (name ?? hostname).slice(0, MAX_NAME),
    homepage,
    language: (language && languageTagOf(language)) || USUAL_LANGUAGE,
    country: country ?? countryOfHost(hostname),
  }
}

/** The word of a host that is its own: aljazeera of www.aljazeera.net, bbc of feeds.bbc.co.uk. */
function siteName(hostname: string): string {
  if (/^[\d.]+$|^\[/.test(hostname)) return slugify(hostname)
  const labels = hostname.split('.')
  const last = labels.length - 1
  const isBelow = labels[last]!.length === 2 && SECOND_LEVEL.test(labels[last - 1] ?? '')
  const own = isBelow || PLATFORM.test(hostname) ? last - 2 : last - 1
  return slugify(labels[Math.max(own, 0)]!)
}
