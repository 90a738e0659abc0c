import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Expectation, FeedCase, Field } from './expectation.ts'

type Json = Readonly<Record<string, unknown>>

/** Names under which suites keep a value, the first that is there counts. */
const FEED_NAMES: readonly (readonly [Field, readonly string[]])[] = [
  ['title', ['title']],
  ['link', ['link', 'home_page_url', 'links']],
  ['language', ['language']],
  ['updated', ['updatedParsed', 'lastBuildDateParsed', 'updated', 'lastBuildDate']],
]
const ENTRY_NAMES: typeof FEED_NAMES = [
  ['title', ['title']],
  ['link', ['link', 'url', 'links']],
  ['id', ['guid', 'id']],
  ['summary', ['description', 'summary']],
  ['content', ['content', 'content_html', 'content_text']],
  ['author', ['authors', 'author']],
  ['published', ['publishedParsed', 'pubDateParsed', 'published', 'pubDate', 'date_published']],
  ['updated', ['updatedParsed', 'updated', 'date_modified']],
  ['tags', ['categories', 'tags']],
]

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value inside the object that some suites make of it: `{value}`, `{encoded}`, `{name}` or `{term}` of a category. */
function bare(value: unknown): unknown {
  if (!isObject(value)) return value
  return value.value ?? value.encoded ?? value.name ?? value.label ?? value.term
}

/** Of links the one that leads to the page: Atom's alternate. */
function pageOf(links: unknown): unknown {
  const all = [links].flat()
  const page = all.find((link) => isObject(link) && link.href && (link.rel ?? 'alternate') === 'alternate')
  return isObject(page) ? page.href : undefined
}

function person(value: unknown): unknown {
  if (!isObject(value)) return value
  const { name, email } = value
  return name === undefined && email === undefined ? undefined : { name, email }
}

function valuesOf(field: Field, value: unknown): unknown[] {
  if (field === 'link') return [typeof value === 'string' ? value : pageOf(value)]
  if (field === 'author') return [value].flat().map(person)
  return field === 'tags' ? [value].flat().map(bare) : [bare(value)]
}

function expectationsOf(answer: Json, names: typeof FEED_NAMES, entry: number | null): Expectation[] {
  return names.flatMap(([field, keys]) => {
    const key = keys.find((name) => answer[name] !== undefined && answer[name] !== null)
    if (key === undefined) return []
    const path = entry === null ? `feed.${key}` : `entries.${entry}.${key}`
    return valuesOf(field, answer[key]).flatMap((value, element) =>
      value === undefined || value === null || value === '' ? [] : { path, field, entry, element, value },
    )
  })
}

/** The answer that stands beside a feed: `x.json` beside x.xml, or `x_expected.json`. */
function answerFile(file: string, files: ReadonlySet<string>): string | null {
  const stem = file.replace(/\.(?:xml|rss|rdf|atom|json)$/, '')
  const beside = file.endsWith('.json') ? [] : [`${stem}.json`]
  return [...beside, `${stem}_expected.json`].find((name) => files.has(name)) ?? null
}

/** Cases of a folder of feeds, each with its answer beside it, in the shapes of gofeed and feedsmith. */
export function readPairs(folder: string): FeedCase[] {
  const files = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
  return [...files].flatMap((file) => {
    if (!/\.(?:xml|rss|rdf|atom|json)$/.test(file)) return []
    const answer = answerFile(file, files)
    if (answer === null) return []
    const wanted = JSON.parse(readFileSync(join(folder, answer), 'utf8')) as Json
    const entries = [wanted.items ?? wanted.entries ?? []].flat().filter(isObject)
    return {
      file,
      bytes: readFileSync(join(folder, file)),
      contentType: null,
      url: null,
      expectations: [
        ...expectationsOf(wanted, FEED_NAMES, null),
        ...entries.flatMap((entry, index) => expectationsOf(entry, ENTRY_NAMES, index)),
      ],
      notCounted: 0,
    }
  })
}
