import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, codesOf } from '../support/ask.ts'
import { servedSchema } from '../support/ask-schema.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const schema = servedSchema()
const roots = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!]
const fields = roots.flatMap((root) =>
  Object.values(root.getFields()).map((field) => ({ root: root.name, field, scope: scopeOf(field) })),
)
const guarded = fields.filter(({ scope }) => scope !== 'READ' && scope !== null)

function scopeOf({ extensions }: GraphQLField<unknown, unknown>): string | null {
  const { scope = 'READ' } = extensions as { scope?: string | null }
  return scope
}

/** Some value that a type takes, as it is written in a document. */
function someValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return someValue(type.ofType)
  if (isListType(type)) return '[]'
  if (isEnumType(type)) return type.getValues()[0]!.name
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(isRequiredInputField)
    return `{ ${needed.map((field) => `${field.name}: ${someValue(field.type)}`).join(', ')} }`
  }
  return type.name === 'URL' ? '"https://x.test/"' : type.name === 'Int' ? '1' : '"x"'
}

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

describe('the scopes of the schema', () => {
  it('guard all mutations and what operators read', () => {
    expect(guarded.filter(({ root }) => root === 'Mutation').length).toBe(
      Object.keys(schema.getMutationType()!.getFields()).length,
    )
    expect(guarded.map(({ root, field }) => `${root}.${field.name}`)).toEqual(
      expect.arrayContaining(['Query.feeds', 'Query.feedPreview', 'Subscription.feedHealthChanged']),
    )
  })

  it('stand in brackets where the field is described, and nowhere else', () => {
    for (const { root, field, scope } of fields) {
      const told = /^\[([A-Z]+)\]/m.exec(field.description ?? '')?.[1] ?? null
      expect([field.name, told]).toEqual([field.name, scope === 'READ' ? null : scope])
      // Without its scope such a field is null, and the rest of the answer stands.
      if (told !== null && root !== 'Subscription')
        expect([field.name, isNonNullType(field.type)]).toEqual([field.name, false])
    }
  })

  it.each(
    guarded.filter(({ root }) => root !== 'Subscription').map((one) => [`${one.root}.${one.field.name}`, one] as const),
  )('leave %s null with FORBIDDEN for who may only read, and the rest stands', async (_, { root, field, scope }) => {
    const args = field.args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${someValue(arg.type)}`)
    const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
    const document = `${root.toLowerCase()} { __typename ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${selection} }`
    const answer = await ask(database.db, document)
    expect([answer.data, codesOf(answer)]).toEqual([{ __typename: root, [field.name]: null }, ['FORBIDDEN']])
    expect((answer.errors![0]!.originalError as unknown as { details: object }).details).toEqual({ scope })
  })
})
