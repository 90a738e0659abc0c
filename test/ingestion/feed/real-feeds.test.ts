import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cleanLine } from '../../../src/arabic/clean.ts'
import type { ParsedDocument } from '../../../src/entities/article-item.ts'
import { decode } from '../../../src/ingestion/charset.ts'
import { NotAFeed, parseFeed } from '../../../src/ingestion/feed/parse-feed.ts'
import { readHtml } from '../../../src/ingestion/html-text.ts'

const feeds = '../shared/data/feeds'
const missing = !existsSync(feeds)
if (missing) console.warn(`The real feeds are not at ${feeds}: their tests are skipped`)
const now = new Date('2026-06-01T00:00:00Z')

const textOf = (path: string) => decode(readFileSync(join(feeds, path)), { kind: 'feed' }).text
const parse = (text: string) => parseFeed(text, { now, url: 'http://feed.example/' })

function filesOf(set: string, pattern = /\.(?:xml|json)$/): string[] {
  const files = readdirSync(join(feeds, set), { recursive: true, encoding: 'utf8' }).sort()
  // A JSON file beside a feed of its name is what the feed should give.
  const isAnswer = (file: string) =>
    /_expected\.json$/.test(file) || (file.endsWith('.json') && files.includes(file.replace(/json$/, 'xml')))
  return files.filter((file) => pattern.test(file) && !isAnswer(file)).map((file) => join(set, file))
}

/** The document, or null where it is told to be no feed; anything else that is thrown fails the test. */
function attempt(text: string): ParsedDocument | null {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof NotAFeed) return null
    throw error
  }
}

interface Expected {
  title?: string
  link?: string
  links?: (string | { href?: string })[]
}

/** An item that has only a link is rejected: a title makes the link visible. */
const entitled = (text: string) => text.replace(/<(?:item|entry)(?:\s[^>]*)?>/g, '$&<title>T</title>')
const plain = (html: string) => cleanLine(readHtml(html).text)

describe.skipIf(missing)('feeds from the suites of other parsers', () => {
  it.each([
    ['gofeed', { files: 506, feeds: 502 }],
    ['feedparser-sample', { files: 416, feeds: 415 }],
    ['feedsmith-references', { files: 13, feeds: 13 }],
    ['miniflux', { files: 18, feeds: 16 }],
  ])('are read in %s, or told to be no feeds', (set, expected) => {
    const documents = filesOf(set).map((file) => attempt(textOf(file)))
    expect({ files: documents.length, feeds: documents.filter(Boolean).length }).toEqual(expected)
  })

  it('have the titles and links that gofeed expects', () => {
    const score = { titles: 0, titlesRight: 0, links: 0, linksRight: 0 }
    for (const file of filesOf('gofeed', /\.xml$/)) {
      const answer = join(feeds, file.replace(/xml$/, 'json'))
      if (!existsSync(answer)) continue
      const { items, entries } = JSON.parse(readFileSync(answer, 'utf8'))
      const expected: Expected[] = items ?? entries ?? []
      const found = expected.length > 0 ? (attempt(textOf(file))?.items ?? []) : []
      for (const [index, { title, link, links }] of expected.entries()) {
        if (title) {
          score.titles += 1
          score.titlesRight += Number(found[index]?.item.title === plain(title))
        }
        const first = links?.[0]
        const href = link ?? (typeof first === 'string' ? first : first?.href)
        if (href) {
          const url = attempt(title ? textOf(file) : entitled(textOf(file)))?.items[index]?.item.url
          score.links += 1
          score.linksRight += Number(url === new URL(href).href)
        }
      }
    }
    console.info('gofeed', JSON.stringify(score))
    expect(score.titlesRight).toBe(score.titles)
    expect(score.linksRight).toBe(score.links)
  })

  it('have the titles, links and names that feedparser expects', () => {
    const score = { asserts: 0, right: 0, wrong: [] as string[] }
    const lines = readFileSync(join(feeds, 'feedparser-sample/expected.jsonl'), 'utf8').trim().split('\n')
    for (const line of lines) {
      const { file, asserts } = JSON.parse(line) as {
        file: string
        asserts: { path: string[]; op: string; value: string }[]
      }
      for (const { path, op, value } of asserts ?? []) {
        const field = { title: 'title', link: 'url', id: 'guid' }[path[2]!] as 'title' | 'url' | 'guid' | undefined
        if (op !== '==' || path.length !== 3 || path[0] !== 'entries' || !field) continue
        const text = textOf(join('feedparser-sample', file))
        const item = attempt(field === 'title' ? text : entitled(text))?.items[Number(path[1])]?.item
        const wanted = { title: plain(value), url: URL.canParse(value) ? new URL(value).href : value, guid: value }[
          field
        ]
        // A headline that is only a picture is none.
        if (wanted === '') continue
        const right = item && (item[field] === wanted || (field === 'title' && item.title === value))
        score.asserts += 1
        if (right) score.right += 1
        else score.wrong.push(file)
      }
    }
    console.info('feedparser', JSON.stringify(score))
    // An id made absolute against the address of the feed; an item of a link alone, which is no article.
    expect(score.right).toBeGreaterThanOrEqual(score.asserts - 2)
  })

  it('give the same items as feedsmith reads from its own references', () => {
    for (const file of filesOf('feedsmith-references')) {
      const expected = JSON.parse(readFileSync(join(feeds, file.replace(/xml$/, 'json')), 'utf8'))
      const wanted: { title?: string | { value: string } }[] = expected.items ?? expected.entries
      const titles = wanted.map(({ title }) => plain((typeof title === 'string' ? title : title?.value) ?? ''))
      expect(parse(textOf(file)).items.map(({ item }) => item.title ?? '')).toEqual(titles)
    }
  })
})

describe.skipIf(missing)('Arabic feeds', () => {
  it.each(['BBC', 'CNN', 'alarabia', 'france24', 'skynews'])(
    'of %s are the same in windows-1256 and UTF-8',
    (source) => {
      const last = readdirSync(join(feeds, 'ant-rss-reserialised')).filter((name) => name.startsWith(`${source}_12_`))
      const bytes = readFileSync(join(feeds, 'ant-rss-windows1256', `${source}.windows-1256.xml`))
      const { text, charset, replaced } = decode(bytes, { kind: 'feed' })
      expect({ charset, replaced }).toEqual({ charset: 'windows-1256', replaced: 0 })
      const { items, rejected } = parse(text)
      expect(rejected).toEqual([])
      expect(items).toEqual(parse(textOf(join('ant-rss-reserialised', last[0]!))).items)
      expect(items.every(({ item }) => item.title && item.url && item.publishedAt)).toBe(true)
    },
  )

  it('lose no item over 60 snapshots of five publishers', () => {
    const manifest = readFileSync(join(feeds, 'ant-rss-reserialised/manifest.jsonl'), 'utf8').trim().split('\n')
    for (const { file, items } of manifest.map((line) => JSON.parse(line))) {
      const document = parse(textOf(join('ant-rss-reserialised', file)))
      expect([file, document.items.length, document.rejected.length]).toEqual([file, items, 0])
      expect(document.items.every(({ item }) => item.publishedAt)).toBe(true)
    }
  })

  it('in fourteen languages keep the language of each item', () => {
    const files = filesOf('euparliamentmonitor-rss-history/rss')
    const first = parse(textOf(files[0]!))
    const last = parse(textOf(files.at(-1)!))
    expect([first.items.length, last.items.length, last.rejected.length]).toEqual([154, 196, 0])
  })
})
