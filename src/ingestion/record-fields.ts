import { isUtf8 } from 'node:buffer'
import { messageOf } from '../errors.ts'
import { decode } from './charset.ts'

/** The members of a record, checked but not read. */
export type Fields = Record<string, unknown>
type Kind = 'a string' | 'a list of strings' | 'a list of headlines'

/** Longer lines are refused: no article has two million characters. */
const MAX_LINE = 2_000_000
/** Every field that is read: those of ArticleInput, those that only files tell, and those of corpus records. */
const KINDS: Readonly<Record<string, Kind>> = {
  guid: 'a string',
  url: 'a string',
  title: 'a string',
  excerpt: 'a string',
  html: 'a string',
  text: 'a string',
  authors: 'a list of strings',
  tags: 'a list of strings',
  image: 'a string',
  publishedAt: 'a string',
  publishedAtPrecision: 'a string',
  language: 'a string',
  readAlso: 'a list of headlines',
  similar: 'a list of headlines',
  source: 'a string',
  observedAt: 'a string',
  menuTags: 'a list of strings',
  id: 'a string',
  summary: 'a string',
  body: 'a string',
  publishedRaw: 'a string',
  category: 'a string',
  author: 'a string',
}
/** What `sila extract` says beside an article: told anew from the text, so nothing is lost. */
const EXTRACT_FIELDS = ['direction', 'removed']
const PRECISIONS = ['TIME', 'DAY', 'OBSERVED'] as const

/** A line that cannot be taken, and the sentence that says why. */
export class Refused extends Error {}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function demand(holds: boolean, name: string, value: unknown, kind: string): void {
  if (!holds) throw new Refused(`${name} is ${kindOf(value)}; ${kind} is needed`)
}

/** Whether a field holds anything: null says the same as a field left out. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null

function checkHeadline(value: unknown, name: string): void {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), name, value, 'an object with a headline')
  const { headline, url, excerpt } = value as Fields
  demand(typeof headline === 'string', `${name}.headline`, headline, 'a string')
  demand(!isGiven(url) || typeof url === 'string', `${name}.url`, url, 'a string')
  demand(!isGiven(excerpt) || typeof excerpt === 'string', `${name}.excerpt`, excerpt, 'a string')
}

function check(name: string, value: unknown, kind: Kind): void {
  demand(kind === 'a string' ? typeof value === 'string' : Array.isArray(value), name, value, kind)
  if (!Array.isArray(value)) return
  for (const [index, member] of value.entries()) {
    if (kind === 'a list of headlines') checkHeadline(member, `${name}[${index}]`)
    else demand(typeof member === 'string', `${name}[${index}]`, member, 'a string')
  }
}

/** Charsets of Arabic that a line is read in where it is not UTF-8. */
const ARABIC_CHARSETS: ReadonlySet<string> = new Set(['windows-1256', 'iso-8859-6'])
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/gi
/** Letters of both scripts in one word: a European text that was taken for Arabic. */
const MIXED_WORD = /[a-z][\u0621-\u064A]|[\u0621-\u064A][a-z]/i

/** A line as text: as UTF-8, or as Arabic of one byte a letter where it reads so. Guesses of less are refused, not kept as rubbish. */
export function lineText(line: Uint8Array): string {
  if (isUtf8(line)) return Buffer.from(line.buffer, line.byteOffset, line.length).toString()
  const { text, charset, replaced } = decode(line, { kind: 'text' })
  if (ARABIC_CHARSETS.has(charset) && replaced === 0 && !MIXED_WORD.test(text.replace(ESCAPE, ' '))) return text
  throw new Refused('The line is not UTF-8, and does not read as Arabic in windows-1256')
}

/** The members of one line of JSON, unchecked. */
export function parseFields(line: string): Fields {
  if (line.length > MAX_LINE) throw new Refused(`The line is longer than ${MAX_LINE} characters`)
  let fields: unknown
  try {
    fields = JSON.parse(line)
  } catch (error) {
    throw new Refused(`The line is not JSON: ${messageOf(error)}`)
  }
  demand(kindOf(fields) === 'an object', 'The line', fields, 'an object')
  return fields as Fields
}

/** Refuses fields unless every one that is known has its type. */
export function checkFields(fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    if (isGiven(value) && Object.hasOwn(KINDS, name)) check(name, value, KINDS[name]!)
  }
  const precision = fields.publishedAtPrecision
  if (isGiven(precision) && !PRECISIONS.includes(precision as 'TIME')) {
    throw new Refused(`publishedAtPrecision is ${JSON.stringify(precision)}; TIME, DAY or OBSERVED is needed`)
  }
}

/** Names that a record has and nothing reads. */
export const unknownNames = (fields: Fields): string[] =>
  Object.keys(fields).filter((name) => !Object.hasOwn(KINDS, name) && !EXTRACT_FIELDS.includes(name))
