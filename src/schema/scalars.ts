import 'reflect-metadata'
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { readMoment } from '../entities/rfc3339.ts'

/** Longest cursor that is looked at. */
const MAX_CURSOR = 1_000

/** What a scalar reads from a string; null where the string is none of it. */
function reading<T>(name: string, described: string, read: (text: string) => T | null) {
  const parse = (value: unknown): T => {
    const result = typeof value === 'string' ? read(value) : null
    if (result !== null) return result
    throw new GraphQLError(`${name} must be ${described}, not ${String(JSON.stringify(value)).slice(0, 100)}`)
  }
  const parseLiteral = (node: ValueNode): T => parse(node.kind === Kind.STRING ? node.value : null)
  return { parseValue: parse, parseLiteral }
}

/** RFC 3339 in UTC, to the second where nothing lies beyond it. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'لحظة بالتوقيت العالمي\nRFC 3339 in UTC, e.g. 2025-05-02T14:56:11Z.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => (value as Date).toISOString().replace('.000Z', 'Z'),
  ...reading('DateTime', 'RFC 3339 with an offset, such as 2025-05-02T14:56:11Z', readMoment),
})

/** A day without a time. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'يوم من التقويم\nA calendar day, e.g. 2025-05-02.',
  serialize: String,
  ...reading('Date', 'a calendar day such as 2025-05-02', (text) => {
    const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
    return day?.toJSON()?.startsWith(text) ? text : null
  }),
})

/** An address; given out as it is stored. */
export const URLScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'عنوان كامل يبدأ بـ http أو https\nAn absolute http or https URL, e.g. https://news.example/a/1.',
  serialize: String,
  ...reading('URL', 'an absolute http or https URL', (text) =>
    /^https?:\/\//i.test(text.trim()) && URL.canParse(text) ? text : null,
  ),
})

/** Who made a cursor judges what it says; here it is only text of a sane length. */
const opaque = (name: string, description: string) =>
  new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: String,
    ...reading(name, 'a cursor that this server gave', (text) => (text.length <= MAX_CURSOR ? text : null)),
  })

export const CursorScalar = opaque('Cursor', 'موضع معتم في قائمة\nOpaque position in a connection.')
export const ChangeCursorScalar = opaque(
  'ChangeCursor',
  'موضع معتم في سجل التغييرات\nOpaque position in the log of changes. Not interchangeable with Cursor.',
)
