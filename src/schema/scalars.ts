import 'reflect-metadata'
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/
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

function readMoment(text: string): Date | null {
  const match = RFC3339.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  // JavaScript would take 31 February for 3 March. A leap second is the second before it.
  const isDay = day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  if (year < 1 || month < 1 || month > 12 || !isDay || hour > 23 || minute > 59 || second > 60) return null
  const time = `${text.slice(0, 10)}T${match[4]}:${match[5]}:${second === 60 ? '59' : match[6]}`
  const moment = new Date(`${time}${match[7]?.slice(0, 4) ?? ''}${match[8]!.toUpperCase()}`)
  return moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999 ? moment : null
}

/** RFC 3339 in UTC, to the second where nothing lies beyond it. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'RFC 3339 in UTC, e.g. 2025-05-02T14:56:11Z.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => (value as Date).toISOString().replace('.000Z', 'Z'),
  ...reading('DateTime', 'RFC 3339 with an offset, such as 2025-05-02T14:56:11Z', readMoment),
})

/** An address; given out as it is stored. */
export const URLScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute http or https URL.',
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

export const CursorScalar = opaque('Cursor', 'Opaque position in a connection.')
export const ChangeCursorScalar = opaque(
  'ChangeCursor',
  'Opaque position in the log of changes. Not interchangeable with Cursor.',
)
