import { expect, it } from 'vitest'
import { clean } from '../../src/ingestion/clean.ts'
import { canonicalUrl } from '../../src/ingestion/urls.ts'
import { headlineKey } from '../../src/linking/keys.ts'
import { edition, editionOf, editionSize } from '../../src/sample/edition.ts'
import { loadSample } from '../../src/sample/load-sample.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'

const { sources, stories } = await loadSample()
const first = edition(stories, 0)
const second = edition(stories, 1)
const LINE_FIELDS = 'after authors correction excerpt html language readAlso similar source tags text title url'.split(
  ' ',
)

it('has twelve stories of ten lines, with known fields, publishers and offsets in order', () => {
  expect(stories).toHaveLength(12)
  const slugs = sources.map(({ slug }) => slug)
  expect(new Set(slugs).size).toBe(slugs.length)
  for (const { story, lines } of stories) {
    expect(lines, story).toHaveLength(10)
    expect(lines[0]!.after, story).toBe(0)
    for (const [index, line] of lines.entries()) {
      expect(LINE_FIELDS, story).toEqual(expect.arrayContaining(Object.keys(line)))
      expect(slugs, story).toContain(line.source)
      expect(line.after, story).toBeGreaterThanOrEqual(lines[index - 1]?.after ?? 0)
      expect(new URL(line.url.replace('{edition}', '7')).href, story).toContain('7')
    }
  }
})

it('defines every placeholder, and uses every number', () => {
  for (const { story, numbers, lines } of stories) {
    const used = new Set([...JSON.stringify(lines).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))
    used.delete('edition')
    expect([...used].sort(), story).toEqual(Object.keys(numbers).sort())
    for (const [name, [min, max]] of Object.entries(numbers))
      expect(max, `${story} ${name}`).toBeGreaterThanOrEqual(min)
  }
})

it('gives an address once, but to corrections, which have the address and source of an earlier line', () => {
  for (const { lines } of stories) {
    const seen = new Map<string, string>()
    for (const { url, source, correction } of lines) {
      if (correction) expect(seen.get(url)).toBe(source)
      else expect(seen.has(url), url).toBe(false)
      seen.set(url, source)
    }
  }
  const corrections = stories.flatMap(({ lines }) => lines.filter(({ correction }) => correction)).length
  expect(new Set(first.map(({ item }) => canonicalUrl(item.url))).size).toBe(first.length - corrections)
})

it('passes cleaning whole, with no placeholder left', () => {
  for (const { item } of [...first, ...second]) {
    expect(JSON.stringify(item)).not.toMatch(/\{\w+\}|undefined/)
    const cleaned = clean(item, { now: new Date('2026-01-01T00:00:00Z') })
    expect(cleaned, item.url).toMatchObject({ ok: true, article: { title: item.title } })
    if (cleaned.ok) expect(cleaned.article.blocks?.length, item.url).toBeGreaterThan(0)
  }
})

it.each([0, 1, 17])('names articles of its own in at least 85 % of the headlines of edition %i', (number) => {
  const items = edition(stories, number).map(({ item }) => item)
  const titles = new Set(items.map(({ title }) => headlineKey(title)))
  const headlines = items.flatMap(({ readAlso, similar }) => [...(readAlso ?? []), ...(similar ?? [])])
  const named = headlines.filter(({ headline }) => titles.has(headlineKey(headline)))
  expect(headlines.length).toBeGreaterThan(100)
  expect(named.length / headlines.length).toBeGreaterThanOrEqual(0.85)
})

it('gives the same items for the same edition', () => {
  expect(edition(stories, 0)).toEqual(first)
  expect(editionSize(stories)).toBe(first.length)
})

it('orders the items by minute, with the stories interleaved and the lines of each in order', () => {
  const minutes = first.map(({ minute }) => minute)
  expect(minutes).toEqual([...minutes].sort((a, b) => a - b))
  for (const { lines } of stories) {
    const addresses = lines.map(({ url }) => url.replace('{edition}', '0'))
    expect(first.map(({ item }) => item.url).filter((url) => addresses.includes(url))).toEqual(addresses)
  }
  const storyOf = (url: string) =>
    stories.findIndex(({ lines }) => lines.some((line) => line.url.replace('{edition}', '0') === url))
  const told = new Set(first.slice(0, 20).map(({ item }) => storyOf(item.url)))
  expect(told.size).toBeGreaterThanOrEqual(4)
})

it('gives another edition other addresses, other numbers and another order', () => {
  const addresses = new Set(first.map(({ item }) => item.url))
  expect(second.filter(({ item }) => addresses.has(item.url))).toEqual([])
  const texts = new Set(first.map(({ item }) => item.text ?? item.html))
  const changed = second.filter(({ item }) => !texts.has(item.text ?? item.html)).length
  expect(changed / second.length).toBeGreaterThan(0.5)
  expect(second.map(({ source }) => source)).not.toEqual(first.map(({ source }) => source))
})

it('tells the edition of an address, and that an address is of none', () => {
  for (const { item } of edition(stories, 4_711)) expect(editionOf(stories, canonicalUrl(item.url)!)).toBe(4_711)
  expect(editionOf(stories, 'https://marsa.example/news/x/01-1')).toBeNull()
  expect(editionOf(stories, 'https://elsewhere.example/news/1/01-1')).toBeNull()
})

it('draws numbers from 0 to below 1 that depend on the seed alone', () => {
  const draw = (seed: string) => Array.from({ length: 1_000 }, seededRandom(seed))
  expect(draw('a')).toEqual(draw('a'))
  expect(draw('a')).not.toEqual(draw('b'))
  expect(draw('a').every((number) => number >= 0 && number < 1)).toBe(true)
  const mean = draw('a').reduce((sum, number) => sum + number) / 1_000
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
})
