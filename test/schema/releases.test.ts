import { readdirSync, readFileSync } from 'node:fs'
import { CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core'
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, printSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { servedSchema } from '../support/ask-schema.ts'

const folder = new URL('../../docs/releases/', import.meta.url)
const numbers = (version: string) => version.split('.').map(Number)
const byVersion = (a: string, b: string) => {
  const [left, right] = [numbers(a), numbers(b)]
  const at = left.findIndex((part, index) => part !== right[index])
  return at < 0 ? 0 : left[at]! - right[at]!
}
const versions = readdirSync(folder)
  .map((name) => /^(\d+\.\d+\.\d+)\.graphql$/.exec(name)?.[1])
  .filter((version) => version !== undefined)
  .sort(byVersion)

/** What would break clients of an older schema; what was @deprecated there may go. */
async function broken(older: string, newer: string): Promise<string[]> {
  const changes = await diff(buildSchema(older), buildSchema(newer), [DiffRule.suppressRemovalOfDeprecatedField])
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message)
}

describe('what was released', () => {
  it('is kept by the schema as it is built: nothing that clients of the last release rely on is gone or another', async () => {
    const last = versions.at(-1)!
    const released = readFileSync(new URL(`${last}.graphql`, folder), 'utf8')
    expect(await broken(released, printSchema(servedSchema()))).toEqual([])
  })

  it('is there for the version that package.json names', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(versions.at(-1)).toBe(version)
  })

  it('goes with a notice: whatever is deprecated names the date from which on it may be gone', () => {
    const reasons = Object.values(servedSchema().getTypeMap()).flatMap((type) => {
      const members = isEnumType(type)
        ? type.getValues()
        : isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
          ? Object.values(type.getFields())
          : []
      return members.flatMap(({ deprecationReason }) => deprecationReason ?? [])
    })
    for (const reason of reasons) expect(reason).toMatch(/\b\d{4}-\d\d-\d\d\b/)
  })

  const SCHEMA = `type Query { a(first: Int = 20): [String!]! b: Kind old: Int @deprecated(reason: "use a; 2026-12-31") }
    enum Kind { ONE TWO } input Given { text: String }`
  it.each([
    ['a field is gone', SCHEMA.replace('b: Kind', '')],
    ['a field may be null', SCHEMA.replace('[String!]!', '[String!]')],
    ['a field is of another type', SCHEMA.replace('b: Kind', 'b: Int')],
    ['an argument is gone', SCHEMA.replace('(first: Int = 20)', '')],
    ['an argument must be given', SCHEMA.replace('first: Int = 20', 'first: Int!')],
    ['an input field must be given', SCHEMA.replace('text: String', 'text: String!')],
    ['a value is gone', SCHEMA.replace('ONE TWO', 'ONE')],
  ])('would not be kept where %s', async (_, changed) => {
    expect(await broken(SCHEMA, changed)).not.toEqual([])
  })

  it.each([
    ['a field more', SCHEMA.replace('b: Kind', 'b: Kind c: Int')],
    ['a value more', SCHEMA.replace('ONE TWO', 'ONE TWO THREE')],
    ['an argument more that may be left out', SCHEMA.replace('first: Int = 20', 'first: Int = 20, after: ID')],
    ['what was deprecated gone', SCHEMA.replace(/old: Int @deprecated\(.*?\)/, '')],
  ])('is kept by %s', async (_, changed) => {
    expect(await broken(SCHEMA, changed)).toEqual([])
  })
})
