import {
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { servedSchema } from '../support/ask-schema.ts'

/** Types of the specification, which describes them itself. */
const BUILT_IN = /^(?:__|(?:ID|Int|Float|String|Boolean)$)/
/** A reader's first letter decides which way the line runs. */
const ARABIC_FIRST = /^[^\p{L}]*\p{Script=Arabic}/u

type Described = readonly [place: string, description: string | null | undefined]

function membersOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => [`${type.name}.${name}`, description] as const)
  }
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const place = `${type.name}.${field.name}`
    const args: readonly GraphQLArgument[] = 'args' in field ? field.args : []
    return [
      [place, field.description] as const,
      ...args.map(({ name, description }) => [`${place}(${name})`, description] as const),
    ]
  })
}

const types = Object.values(servedSchema().getTypeMap()).filter(({ name }) => !BUILT_IN.test(name))
const described: Described[] = types.flatMap((type) => [[type.name, type.description] as const, ...membersOf(type)])

describe('the descriptions of the schema', () => {
  it('begin with a line in Arabic, and go on in English: of every type, field, argument and value', () => {
    expect(described.length).toBeGreaterThan(500)
    const lacking = described
      .filter(([, description]) => {
        const [arabic = '', english = ''] = description?.split('\n') ?? []
        return !ARABIC_FIRST.test(arabic) || !/^[^\p{L}]*\p{Script=Latin}/u.test(english)
      })
      .map(([place, description]) => `${place}: ${description}`)
    expect(lacking).toEqual([])
  })

  it('show by example what a text has to look like', () => {
    const examples = described.filter(([, description]) => /\be\.g\. /i.test(description ?? ''))
    expect(examples.length).toBeGreaterThan(30)
  })
})
