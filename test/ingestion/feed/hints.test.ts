import { describe, expect, it } from 'vitest'
import { linkHeader } from '../../../src/ingestion/feed/hints.ts'
import { parseFeed } from '../../../src/ingestion/feed/parse-feed.ts'

const now = new Date('2026-05-02T12:00:00Z')
const NAMESPACES = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"'
const rss = (channel: string) =>
  `<rss version="2.0" ${NAMESPACES}><channel>${channel}<item><title>أ</title></item></channel></rss>`
const hintsOf = (text: string) => parseFeed(text, { url: 'https://a.example/feeds/rss.xml', now }).hints!

describe('how often a feed wants to be polled', () => {
  it.each([
    ['<ttl>30</ttl>', 1800],
    ['<ttl> 60 </ttl>', 3600],
    ['<ttl>0</ttl>', null],
    ['<ttl>-5</ttl>', null],
    ['<ttl>bald</ttl>', null],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>', 1800],
    ['<sy:updatePeriod> Daily </sy:updatePeriod>', 86_400],
    ['<sy:updateFrequency>4</sy:updateFrequency>', 21_600],
    ['<sy:updatePeriod>sometimes</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>', null],
    ['<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>', 3600],
    ['<ttl>120</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>', 7200],
    ['', null],
  ])('%s is %s seconds', (channel, seconds) => {
    expect(hintsOf(rss(channel)).minIntervalSeconds).toBe(seconds)
  })
})

describe('links of a feed', () => {
  const links =
    '<atom:link rel="self" href="/feeds/rss.xml"/><atom:link rel="HUB" href="https://hub.example/"/>' +
    '<atom:link rel="next" href="?page=2"/>'

  it('are the hub, the topic and the page before, in RSS', () => {
    expect(hintsOf(rss(links))).toEqual({
      minIntervalSeconds: null,
      hub: 'https://hub.example/',
      self: 'https://a.example/feeds/rss.xml',
      previousPage: 'https://a.example/feeds/rss.xml?page=2',
    })
  })

  it('are the same in Atom, where an archive comes before a page', () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom">${links.replaceAll('atom:', '')}<link rel="prev-archive" href="old.xml"/></feed>`
    expect(hintsOf(atom)).toMatchObject({
      hub: 'https://hub.example/',
      self: 'https://a.example/feeds/rss.xml',
      previousPage: 'https://a.example/feeds/old.xml',
    })
  })

  it('are the members of JSON Feed, of hubs the first that speaks WebSub', () => {
    const hubs = [
      { type: 'rssCloud', url: 'https://cloud.example/' },
      { type: 'WebSub', url: 'https://hub.example/' },
    ]
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'أ',
      feed_url: 'https://a.example/f.json',
      next_url: 'https://a.example/f.json?p=2',
      hubs,
      items: [],
    }
    expect(hintsOf(JSON.stringify(feed))).toEqual({
      minIntervalSeconds: null,
      hub: 'https://hub.example/',
      self: 'https://a.example/f.json',
      previousPage: 'https://a.example/f.json?p=2',
    })
  })
})

describe('a Link header', () => {
  it.each([
    [
      '<https://hub.example/>; rel="hub", <https://a.example/rss>; rel="self"',
      'https://hub.example/',
      'https://a.example/rss',
    ],
    [
      '<https://a.example/rss>;rel=self,<https://hub.example/>;rel=hub',
      'https://hub.example/',
      'https://a.example/rss',
    ],
    ['<https://hub.example/>; title="a, b; c"; rel="something HUB"', 'https://hub.example/', null],
    ['</rss>; rel=self; type="application/rss+xml"', null, 'https://a.example/rss'],
    ['<https://one.example/>; rel=hub, <https://two.example/>; rel=hub', 'https://one.example/', null],
    ['<javascript:alert(1)>; rel=hub', null, null],
    ['<https://a.example/?a=1,2>; rel=self', null, 'https://a.example/?a=1,2'],
    ['nonsense', null, null],
    [undefined, null, null],
  ])('%s names hub %s and topic %s', (value, hub, self) => {
    expect(linkHeader(value, 'https://a.example/')).toEqual({ hub, self })
  })
})
