import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError, messageOf } from '../src/errors.ts'
import { NotAFeed } from '../src/ingestion/feed/not-a-feed.ts'
import { readAsserts } from './feeds/asserts.ts'
import { isEqual } from './feeds/equal.ts'
import type { Expectation, FeedCase } from './feeds/expectation.ts'
import { type FeedFacts, factsOf, feedsmithFacts } from './feeds/facts.ts'
import { readPairs } from './feeds/pairs.ts'
import { reasonOf } from './feeds/reason.ts'
import { figure, type Measure } from './measure.ts'

const GOAL = 0.99
const BASELINE = 'feedsmith alone'

/** One expectation with what was found; `reason` where that is not it. */
interface Result {
  set: string
  file: string
  path: string
  field: string
  expected: string
  found: string
  met: boolean
  baselineMet: boolean
  reason: string | null
}

/** What a parser made of a case: its facts, or the sentence that says why there are none. */
type Attempt = FeedFacts | string

function attempt(read: (feed: FeedCase) => FeedFacts, feed: FeedCase, onCrash: (error: unknown) => void): Attempt {
  try {
    return read(feed)
  } catch (error) {
    if (!(error instanceof NotAFeed)) onCrash(error)
    return messageOf(error)
  }
}

function found(
  facts: Attempt,
  { field, entry, element, value: wanted }: Expectation,
): { value: unknown; reason: string } {
  if (typeof facts === 'string') return { value: null, reason: facts }
  const place: unknown = entry === null ? facts : facts.entries[entry]
  if (place === undefined) return { value: null, reason: `only ${facts.entries.length} items are found` }
  if (typeof place === 'string') return { value: null, reason: place }
  const value = (place as Record<string, unknown>)[field]
  const one = Array.isArray(value) && field !== 'author' ? value[element] : value
  return { value: one, reason: reasonOf(facts, field, one, wanted) }
}

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

function compare(set: string, feed: FeedCase, crashes: { set: string; file: string; error: string }[]): Result[] {
  const ours = attempt(factsOf, feed, (error) => crashes.push({ set, file: feed.file, error: messageOf(error) }))
  const theirs = attempt(feedsmithFacts, feed, () => {})
  return feed.expectations.map((expectation) => {
    const { field, path, value: wanted } = expectation
    const { value, reason } = found(ours, expectation)
    const holds = (one: unknown) => isEqual(field, one as string, wanted, feed.bytes)
    const met = holds(value)
    return {
      set,
      file: feed.file,
      path,
      field,
      expected: shown(wanted),
      found: shown(value),
      met,
      baselineMet: holds(found(theirs, expectation).value),
      reason: met ? null : reason,
    }
  })
}

const share = (results: Result[], key: 'met' | 'baselineMet'): number =>
  results.length === 0 ? 0 : results.filter((result) => result[key]).length / results.length

const shareFigure = (name: string, results: Result[], atLeast?: number) =>
  figure(name, share(results, 'met'), {
    baseline: { name: BASELINE, value: share(results, 'baselineMet'), unit: 'share' },
    atLeast,
  })

/** The cases of an input: a file of asserts, a folder that has one, or a folder of feeds with their answers. Throws where there are none. */
function casesOf(path: string): FeedCase[] {
  const isFolder = statSync(path).isDirectory()
  const asserts = isFolder ? join(path, 'expected.jsonl') : path
  const cases = existsSync(asserts) ? readAsserts(asserts) : readPairs(path)
  if (cases.length > 0) return cases
  throw new AppError('BAD_USER_INPUT', `${path} has no expected.jsonl and no feed with its answer beside it`)
}

/**
 * `sila eval feeds`: the share of what the suites of other parsers expect of a feed's title, link, language, date and charset,
 * and of its entries' title, link, id, summary, content, author, dates and tags, that the server's parser finds.
 */
export const measureFeeds: Measure = async (inputs) => {
  const crashes: { set: string; file: string; error: string }[] = []
  const all: Result[] = []
  let feeds = 0
  let notCounted = 0
  const bySet = inputs.map((path) => {
    const set = basename(statSync(path).isDirectory() ? path : dirname(path))
    const cases = casesOf(path)
    feeds += cases.length
    for (const feed of cases) notCounted += feed.notCounted
    const results = cases.flatMap((feed) => compare(set, feed, crashes))
    all.push(...results)
    return { set, results }
  })
  const misses = all.filter(({ met }) => !met)
  return {
    name: 'feeds',
    figures: [
      shareFigure('expectations met', all, GOAL),
      ...(bySet.length > 1 ? bySet.map(({ set, results }) => shareFigure(`expectations met, ${set}`, results)) : []),
      figure('crashes', crashes.length, { unit: 'feeds', atMost: 0 }),
      figure('expectations', all.length, { unit: 'values' }),
      figure('expectations of other values, not counted', notCounted, { unit: 'values' }),
      figure('feeds', feeds, { unit: 'feeds' }),
    ],
    details: [
      {
        title: 'Not met',
        rows: misses.map(({ file, path, expected, found, reason }) => ({ file, path, expected, found, reason })),
      },
      { title: 'Crashes', rows: crashes },
      {
        title: 'By field',
        rows: [...new Set(all.map(({ field }) => field))].sort().map((name) => {
          const results = all.filter(({ field }) => field === name)
          const met = results.filter(({ met }) => met).length
          return {
            field: name,
            expected: results.length,
            met,
            'met by the baseline': results.filter((r) => r.baselineMet).length,
          }
        }),
      },
    ],
    records: all,
  }
}
