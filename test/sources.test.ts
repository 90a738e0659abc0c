import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readOpml } from '../src/ingestion/opml.ts'
import { feedAddress } from '../src/ingestion/schedule/feed-address.ts'

const read = (name: string): string => readFileSync(new URL(`../sources/${name}`, import.meta.url), 'utf8')
const text = read('arabic.opml')
const { feeds, rejected } = readOpml(text)
const ARABIC = /\p{Script=Arabic}/u

describe('the list of sources in Arabic', () => {
  it('goes in whole: at least 150 feeds, and nothing that is turned away', () => {
    expect(rejected).toEqual([])
    expect(feeds.length).toBeGreaterThanOrEqual(150)
  })

  it('names each address once, however it is written', () => {
    const keys = feeds.map(({ url }) => feedAddress(url)?.urlKey)
    expect(keys).not.toContain(undefined)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  it('has at most three feeds of a site, and names the site of a section', () => {
    for (const site of new Set(feeds.map(({ homepage }) => homepage))) {
      expect(site).toMatch(/^https?:\/\//)
      const ofIt = feeds.filter(({ homepage }) => homepage === site)
      expect(ofIt.length, `${site}`).toBeLessThanOrEqual(3)
      expect(new Set(ofIt.map(({ publisher, title }) => publisher ?? title)).size, `${site}`).toBe(1)
    }
  })

  it('gives each feed a name in Arabic, the language, a country and the folder of it', () => {
    const folders = new Map<string, Set<string>>()
    for (const { url, title, language, country, tags } of feeds) {
      expect(title, url).toMatch(ARABIC)
      expect(language, url).toBe('ar')
      expect(country, url).not.toBeNull()
      expect(tags, url).toEqual([expect.stringMatching(ARABIC)])
      folders.set(tags[0]!, (folders.get(tags[0]!) ?? new Set()).add(country!))
    }
    const mixed = [...folders].filter(([, countries]) => countries.size > 1).map(([folder]) => folder)
    expect(mixed).toEqual(['قنوات عربية ودولية'])
    expect(folders.size).toBe(20)
  })

  it('tells the origin of each feed, and the README knows its repositories', () => {
    const outlines = text.match(/<outline [^>]*xmlUrl=[^>]*>/g) ?? []
    const origins = outlines.map((outline) => /\sorigin="([^"]+)"/.exec(outline)?.[1])
    expect(origins).toHaveLength(feeds.length)
    expect(origins).not.toContain(undefined)
    const readme = read('README.md')
    for (const origin of new Set(origins)) {
      if (!/^public-code\/\d+$/.test(origin!)) expect(readme).toContain(`\`${origin}\``)
    }
  })

  it('is counted by its README', () => {
    expect(read('README.md')).toContain(`${feeds.length} feeds`)
  })
})
