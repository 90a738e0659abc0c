import { Parser } from 'htmlparser2'
import { absoluteUrl } from '../urls.ts'

/** Addresses on a page behind which there may be a feed. */
export interface PageLinks {
  /** Of `link rel=alternate`: what the page itself calls its feeds. */
  declared: string[]
  /** Of `a`: what looks like a feed by its address. */
  linked: string[]
}

/** Of each sort so many are kept, in the order of the page. */
const MAX_LINKS = 20
const FEED_TYPE =
  /^(?:application\/(?:rss|atom|rdf|feed|x-rss|x-atom)\+(?:xml|json)|(?:application|text)\/(?:xml|rss))$/
/** A word of its own within a path or query: «/rss/», «/feed», «?format=atom», never «/feedback». */
const FEED_WORD = /(?:^|[/._?=&-])(?:rss-?\d{0,4}|rss-?feeds?|feeds?|atom|rdf)(?=$|[/._?=&-])/i
/** Hosts that carry the feeds of others. */
const CARRIER = /(?:^|\.)feedburner\.com$/

/** The addresses of a page that may be feeds. Reads the page once from front to back, whatever it holds. */
export function pageLinks(html: string, url: string): PageLinks {
  const links: PageLinks = { declared: [], linked: [] }
  let base: string | null = null
  const add = (list: string[], href: string) => {
    const address = absoluteUrl(href, base ?? url)
    if (address !== null && !list.includes(address) && list.length < MAX_LINKS) list.push(address)
  }
  const parser = new Parser({
    onopentag(name, { href, rel = '', type = '' }) {
      if (href === undefined) return
      if (name === 'base') base ??= absoluteUrl(href, url)
      else if (name === 'link' && isAlternate(rel) && isFeedType(type, href)) add(links.declared, href)
      else if (name === 'a' && looksLikeFeed(href, base ?? url)) add(links.linked, href)
    },
  })
  parser.end(html)
  return links
}

const isAlternate = (rel: string): boolean => /(?:^|\s)(?:alternate|feed)(?:\s|$)/i.test(rel)

/** Plain JSON stands for many things (WordPress offers its API so): there the address must say that it is a feed. */
function isFeedType(type: string, href: string): boolean {
  const media = type.split(';', 1)[0]!.trim().toLowerCase()
  return FEED_TYPE.test(media) || (media === 'application/json' && FEED_WORD.test(href))
}

function looksLikeFeed(href: string, base: string): boolean {
  // Most links of a page are none: this look is cheap, and spares the reading of the address.
  if (!/rss|feed|atom|rdf/i.test(href)) return false
  const address = absoluteUrl(href, base)
  if (address === null) return false
  const { host, pathname, search } = new URL(address)
  return (isOneSite(host, new URL(base).host) && FEED_WORD.test(pathname + search)) || CARRIER.test(host)
}

/** Whether two hosts are one site: the same but for «www.», or one below the other. */
export function isOneSite(a: string, b: string): boolean {
  const [one, other] = [a, b].map((host) => host.toLowerCase().replace(/^www\./, '')) as [string, string]
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)
}
