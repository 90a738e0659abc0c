import { type GraphQLField, getNamedType, isCompositeType, isRequiredArgument, parse, print } from 'graphql'
import { expect, it } from 'vitest'
import { policyOf } from '../../../src/gateway/caching/cache-policy.ts'
import { servedSchema } from '../../support/ask-schema.ts'

const schema = servedSchema()
const fields = Object.values(schema.getQueryType()!.getFields()) as GraphQLField<unknown, unknown>[]
const scopeOf = ({ extensions }: GraphQLField<unknown, unknown>) => {
  const { scope = 'READ' } = extensions as { scope?: string | null }
  return scope
}
/** Asks for a field with whatever it needs: nothing is executed here. */
function documentOf({ name, args, type }: GraphQLField<unknown, unknown>) {
  const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: null`)
  const selection = isCompositeType(getNamedType(type)) ? ' { __typename }' : ''
  return parse(`{ ${name}${given.length > 0 ? `(${given.join()})` : ''}${selection} }`)
}

it('G12: an answer that needs more than READ, or tells who asks, is never public, and never kept for others', () => {
  const restricted = fields.filter((field) => scopeOf(field) !== 'READ')
  expect(restricted.map(({ name }) => name)).toEqual(expect.arrayContaining(['documents', 'usage', 'viewer']))
  for (const field of restricted) {
    const document = documentOf(field)
    expect([print(document), policyOf(schema, document)]).toEqual([
      print(document),
      { maxAge: 0, isPrivate: true, isKept: false },
    ])
  }
})

it('G12: of what is for nobody else nothing is public by another way to it', () => {
  for (const inside of ['... on Feed { url }', '... on Partner { name }']) {
    for (const way of ['node(id: "x")', 'nodes(ids: ["x"])']) {
      const { isPrivate, isKept } = policyOf(
        schema,
        parse(`{ ${way} { ${inside} } articles(first: 1) { totalCount } }`),
      )
      expect([way, inside, isPrivate, isKept]).toEqual([way, inside, true, false])
    }
  }
})
