import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Expectation, type FeedCase, isEntryField, isFeedField } from './expectation.ts'

interface Assert {
  path: (string | number)[]
  op: string
  value?: unknown
}
interface Line {
  file: string
  asserts: Assert[] | null
  httpHeaders?: string[] | null
}

/** Other names of one value in feedparser's model (feedparser.readthedocs.io, «Content Normalization»). */
const SYNONYMS: Readonly<Record<string, string>> = {
  description: 'summary',
  guid: 'id',
  modified: 'updated',
  modified_parsed: 'updated',
  updated_parsed: 'updated',
  issued: 'published',
  issued_parsed: 'published',
  published_parsed: 'published',
  title_detail: 'title',
  summary_detail: 'summary',
  author_detail: 'author',
  authors: 'author',
}
/** Members of a value that say what it is; its type, language and base say how it was written. */
const VALUES = new Set(['value', 'term', 'name', 'email'])

/** Feedparser runs its suite from a server at this address, against which relative links are expected. */
const SERVER = 'http://127.0.0.1:8097/'

/** A parsed date of feedparser is a Python time tuple in UTC. */
function moment(value: unknown): unknown {
  if (!Array.isArray(value) || value.length < 6) return value
  const [year, month, ...rest] = value as number[]
  const [day, hour, minute, second] = rest
  return new Date(Date.UTC(year!, month! - 1, day, hour, minute, second)).toISOString()
}

function expectationOf({ path, op, value }: Assert): Expectation | null {
  if (op !== '==') return null
  const printed = path.join('.')
  const [first] = path
  if (printed === 'encoding') return { path: printed, field: 'encoding', entry: null, element: 0, value }
  const entry = first === 'entries' && typeof path[1] === 'number' ? path[1] : null
  if (first !== 'feed' && entry === null) return null
  const [raw, ...rest] = path.slice(entry === null ? 1 : 2)
  const field = SYNONYMS[String(raw)] ?? String(raw)
  if (entry === null ? !isFeedField(field) : !isEntryField(field)) return null
  const element = typeof rest[0] === 'number' ? Number(rest.shift()) : 0
  const member = rest.shift()
  if (rest.length > 0 || (member !== undefined && !VALUES.has(String(member)))) return null
  const wanted = member === 'name' || member === 'email' ? { [member]: value } : moment(value)
  return { path: printed, field: field as Expectation['field'], entry, element, value: wanted }
}

function headerOf(line: Line, name: string): string | null {
  const header = line.httpHeaders?.find((header) => header.toLowerCase().startsWith(`${name}:`))
  return header?.slice(name.length + 1).trim() ?? null
}

/** Cases of a file of asserts, one line a feed: `{file, asserts: [{path, op, value}] | null, httpHeaders}`, the feeds beside it. */
export function readAsserts(path: string): FeedCase[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map((text) => {
    const line = JSON.parse(text) as Line
    const asserts = (line.asserts ?? []).filter(({ path }) => path[0] !== 'bozo')
    const expectations = asserts.map(expectationOf).filter((expectation) => expectation !== null)
    return {
      file: line.file,
      bytes: readFileSync(join(dirname(path), line.file)),
      contentType: headerOf(line, 'content-type'),
      url: headerOf(line, 'content-location') ?? new URL(line.file, SERVER).href,
      expectations,
      notCounted: asserts.length - expectations.length,
    }
  })
}
