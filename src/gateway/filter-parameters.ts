import { readMoment } from '../entities/rfc3339.ts'
import { AppError } from '../errors.ts'
import type { ArticleFilterInput } from '../stores/article-filter.ts'

/** Entries of a list, as everywhere. */
const MAX_ENTRIES = 100
/** How much of what was sent an error says again. */
const QUOTED = 100

/** A filter of articles and whatever else stands in the query of an address. */
export interface FilterParameters<Other extends string> {
  filter: ArticleFilterInput
  /** The parameters beside the filter, unread. */
  others: Partial<Record<Other, string>>
  /** The filter's parameters in one order and one spelling of the address: equal where the same was asked. */
  canonical: URLSearchParams
}

/** Reads one parameter; throws what it should have been. */
type Reader<Value> = (text: string, name: string) => Value

const fault = (name: string, message: string): AppError => {
  const argument = name.slice(0, QUOTED)
  return new AppError('BAD_USER_INPUT', `'${argument}' ${message}`, { argument })
}

const text: Reader<string> = (given) => given

const list: Reader<string[]> = (given, name) => {
  const entries = given.split(',').map((entry) => entry.trim())
  if (entries.includes('')) throw fault(name, 'has an empty entry; its entries are parted by commas')
  if (entries.length > MAX_ENTRIES) {
    throw fault(name, `has ${entries.length} entries; at most ${MAX_ENTRIES} are allowed`)
  }
  return entries
}

const flag: Reader<boolean> = (given, name) => {
  if (given === 'true' || given === 'false') return given === 'true'
  throw fault(name, 'must be true or false')
}

const moment: Reader<Date> = (given, name) => {
  // In an address a plus that nobody encoded is a blank.
  const read = readMoment(
    /^\d{4}-\d\d-\d\d$/.test(given) ? `${given}T00:00:00Z` : given.replace(/ (?=\d\d:\d\d$)/, '+'),
  )
  if (read === null) throw fault(name, 'must be a day such as 2025-05-02, or RFC 3339 with an offset')
  return read
}

type Flat = Omit<ArticleFilterInput, 'not'>
/** Every field of ArticleFilter but `not`, whose conditions have no place in a flat list. */
const FIELDS: { readonly [Name in keyof Flat]-?: Reader<NonNullable<Flat[Name]>> } = {
  sources: list,
  tags: list,
  allTags: list,
  languages: list,
  countries: list,
  publishedFrom: moment,
  publishedBefore: moment,
  text,
  story: text,
  hasReadAlso: flag,
  includeCopies: flag,
  isLate: flag,
}

/**
 * Reads an ArticleFilter from parameters named as its fields: lists by comma, `true` and `false`, days or RFC 3339.
 * @param others what else may stand there
 * @throws BAD_USER_INPUT that names the parameter, also for one that there is not, is given twice or is empty
 */
export function readFilterParameters<Other extends string>(
  given: unknown,
  others: readonly Other[],
): FilterParameters<Other> {
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(given as Record<string, unknown>)) {
    if (!Object.hasOwn(FIELDS, name) && !others.includes(name as Other)) throw fault(name, 'is no parameter here')
    if (typeof value !== 'string') throw fault(name, 'may be given once')
    // To some an empty list is everything, to others nothing: whoever sends it is told.
    if (value.trim() === '') throw fault(name, 'is empty; leave it out')
    values.set(name, value)
  }
  const named = Object.entries(FIELDS).filter(([name]) => values.has(name))
  const read = named.map(([name, reader]) => [name, reader(values.get(name)!, name)] as const)
  return {
    filter: Object.fromEntries(read),
    others: Object.fromEntries(others.flatMap((name) => (values.has(name) ? [[name, values.get(name)]] : []))) as never,
    canonical: new URLSearchParams(read.map(([name, value]): [string, string] => [name, written(value)])),
  }
}

const written = (value: string | string[] | boolean | Date): string =>
  value instanceof Date ? value.toISOString() : String(value)
