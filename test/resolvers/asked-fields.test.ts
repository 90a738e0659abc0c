import { type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { asksOfNodes } from '../../src/resolvers/asked-fields.ts'

function asks(query: string): boolean {
  const { definitions } = parse(query)
  const [operation] = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  const fragments: Record<string, FragmentDefinitionNode> = {}
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node
  const fieldNodes = operation!.selectionSet.selections as readonly FieldNode[]
  return asksOfNodes({ fieldNodes, fragments } as Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>, 'tags')
}

describe('whether entries of a connection are asked for their tags', () => {
  it.each([
    ['{ articles { nodes { title tags { name } } } }', true],
    ['{ articles { edges { node { tags { name } } } } }', true],
    ['{ articles { nodes { words: tags { name } } } }', true],
    ['{ articles { nodes { ... on Article { ...Rest } } } } fragment Rest on Article { tags { name } }', true],
    ['{ articles { ...Page } } fragment Page on ArticleConnection { edges { node { tags { name } } } }', true],
    ['query ($all: Boolean!) { articles { nodes { tags @include(if: $all) { name } } } }', true],
    ['{ articles { nodes { title } } articles { nodes { tags { name } } } }', true],
    ['{ articles { nodes { title story { tags { name } } } } }', false],
    ['{ articles { nodes { tags: title } } }', false],
    ['{ articles { totalCount } }', false],
  ])('%s: %s', (query, expected) => {
    expect(asks(query)).toBe(expected)
  })
})
