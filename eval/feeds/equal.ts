import { decode } from '../../src/ingestion/charset.ts'
import { parseDate } from '../../src/ingestion/dates.ts'
import { sanitize } from '../../src/ingestion/extract/sanitize.ts'
import { languageTag, lineOf, type Maybe, nameOf, type Person } from '../../src/ingestion/feed/raw-text.ts'
import { absoluteUrl } from '../../src/ingestion/urls.ts'
import type { Field } from './expectation.ts'

/** The brackets that HTML 5 means by `&lang;` and `&rang;` stand for those of HTML 4. */
const BRACKETS: Readonly<Record<string, string>> = { '\u3008': '\u27E8', '\u3009': '\u27E9' }

const tidy = (value: string): string =>
  value
    .normalize('NFC')
    .replace(/[\u3008\u3009]/g, (sign) => BRACKETS[sign]!)
    .replace(/\s+/g, ' ')
    .trim()

/** Two lines of text: markup is taken out of both. */
const sameLine = (found: string, wanted: string): boolean =>
  tidy(found) === tidy(wanted) || lineOf(tidy(found)) === lineOf(tidy(wanted))

function published(html: string): string | null {
  const sanitized = sanitize(html, { baseUrl: null })
  return sanitized.ok ? tidy(sanitized.html) : null
}

/** Two pieces of HTML: both as the server would publish them, which is without what it takes out for safety or looks. */
const sameHtml = (found: string, wanted: string): boolean =>
  tidy(found) === tidy(wanted) || published(found) === published(wanted)

/** Two addresses; a relative one that is wanted may be found resolved. */
const sameAddress = (found: string, wanted: string): boolean =>
  absoluteUrl(found) === (absoluteUrl(wanted) ?? '') || found.trim().endsWith(wanted.trim())

function sameDate(found: string, wanted: string): boolean {
  if (tidy(found) === tidy(wanted)) return true
  const time = Date.parse(parseDate(found, new Date(8.64e15))?.at ?? '')
  return time === Math.floor(Date.parse(wanted) / 1000) * 1000
}

const emailIn = (text: Maybe): string | undefined => /[^\s<>()[\]]+@[^\s<>()[\]]+/.exec(text ?? '')?.[0]

/** Two people: by the names they have without their mailboxes, and by the mailboxes where one is wanted. */
function samePerson(found: Person, wanted: unknown): boolean {
  const { name, email } = typeof wanted === 'string' ? { name: wanted, email: emailIn(wanted) } : (wanted as Person)
  const wantedName = nameOf(name)
  if (wantedName !== null && nameOf(found.name) !== wantedName) return false
  if (email && (found.email ?? emailIn(found.name)) !== email) return false
  return wantedName !== null || Boolean(email)
}

/** Two names of a charset: one by the labels of WHATWG, or both read these bytes as the same text. */
function sameCharset(found: string, wanted: string, bytes: Uint8Array): boolean {
  if (found === wanted.toLowerCase()) return true
  try {
    const decoder = new TextDecoder(wanted)
    return decoder.encoding === found || decoder.decode(bytes) === decode(bytes, { kind: 'feed' }).text
  } catch {
    return false
  }
}

/** Whether what a parser found is what a suite expects, field by field under the rule that the server's use of it sets. */
export function isEqual(field: Field, found: Maybe | Person[], wanted: unknown, bytes: Uint8Array): boolean {
  if (found === null || found === undefined) return false
  // Suites do not agree who comes first of the authors that several vocabularies name.
  if (Array.isArray(found)) return found.some((person) => samePerson(person, wanted))
  if (typeof wanted !== 'string') return false
  const value = found
  switch (field) {
    case 'title':
    case 'tags':
      return sameLine(value, wanted)
    case 'summary':
    case 'content':
      return sameHtml(value, wanted)
    case 'link':
      return sameAddress(value, wanted)
    case 'id':
      return value.trim() === wanted.trim()
    case 'language':
      return languageTag(value) === languageTag(wanted)
    case 'published':
    case 'updated':
      return sameDate(value, wanted)
    case 'encoding':
      return sameCharset(value, wanted, bytes)
    case 'author':
      return false
    default:
      return field satisfies never
  }
}
