import {
  type ExecutionArgs,
  type GraphQLFieldMap,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import type { Caller } from '../../src/context.ts'
import { canonicalJson } from '../../src/entities/canonical-json.ts'
import { Scope } from '../../src/entities/enums.ts'
import { groupKey } from '../../src/subscriptions/group-key.ts'
import { selectionKey } from '../../src/subscriptions/selected-changes.ts'
import { servedSchema } from '../support/ask-schema.ts'

const DOCUMENT = `subscription Live($filter: ArticleFilter, $after: ChangeCursor, $tags: Int = 3) {
  articleIngested(filter: $filter, after: $after) { article { title tags(first: $tags) { name } } }
}
subscription Other($after: ArticleFilter) { articleIngested(filter: $after) { cursor } }`

const READER: Caller = { scopes: new Set(['READ']), partner: null, keyId: null }
const ANY = selectionKey('articleIngested', {})

function keyOf(given: Partial<ExecutionArgs> & { caller?: Caller; text?: string; selection?: string } = {}): string {
  const { caller = READER, text = DOCUMENT, selection = ANY, ...args } = given
  const schema: GraphQLSchema = servedSchema()
  return groupKey(selection, {
    schema,
    document: parse(text),
    operationName: 'Live',
    contextValue: { caller },
    ...args,
  })
}

/** A caller of few possible kinds, so that two are often alike. */
function randomCaller(): Caller {
  const some = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)]!
  const scopes = Object.values(Scope).filter(() => Math.random() < 0.5)
  const partner = some([null, { id: '1', name: 'أ' }, { id: '2', name: 'أ' }])
  return {
    scopes: new Set(Math.random() < 0.5 ? scopes : scopes.reverse()),
    partner,
    keyId: partner && some(['k', 'l']),
  }
}

describe('the key of a group', () => {
  it('is shared by two callers only where scopes, partner and key are the same', () => {
    const shown = ({ scopes, partner, keyId }: Caller) => `${[...scopes].sort()} ${partner?.id} ${keyId}`
    let alike = 0
    for (let round = 0; round < 3_000; round++) {
      const [one, two] = [randomCaller(), randomCaller()]
      const isSame = shown(one) === shown(two)
      expect(keyOf({ caller: one }) === keyOf({ caller: two })).toBe(isSame)
      if (isSame) alike++
    }
    expect(alike).toBeGreaterThan(20)
  })

  it('does not ask where somebody begins, nor in which order variables are given', () => {
    const key = keyOf({ variableValues: { tags: 3, filter: { languages: ['ar'], isLate: false } } })
    const again = { after: 'x', filter: { isLate: false, languages: ['ar'] }, tags: 3 }
    expect(keyOf({ variableValues: again })).toBe(key)
  })

  it.each<[what: string, given: Parameters<typeof keyOf>[0]]>([
    ['another document', { text: DOCUMENT.replace('title', 'url') }],
    ['another operation', { operationName: 'Other' }],
    ['another selection', { selection: selectionKey('articleIngested', { filter: { languages: ['ar'] } }) }],
    ['another variable', { variableValues: { tags: 4 } }],
    ['a variable that is null', { variableValues: { tags: null } }],
  ])('differs for %s', (_, given) => {
    expect(keyOf(given)).not.toBe(keyOf())
  })

  it('takes a variable for a cursor only where the operation that runs says so', () => {
    const keys = ['x', 'y'].map((after) => keyOf({ operationName: 'Other', variableValues: { after } }))
    expect(keys[0]).not.toBe(keys[1])
  })

  it('may leave cursors out, because nothing within an event takes one', () => {
    const schema = servedSchema()
    const within = Object.values(schema.getTypeMap()).filter(
      (type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
    ) as { name: string; getFields(): GraphQLFieldMap<unknown, unknown> }[]
    const taking = within.flatMap(({ name, getFields }) =>
      Object.values(getFields.call(schema.getType(name)))
        .filter(({ args }) => args.some(({ type }) => String(type).startsWith('ChangeCursor')))
        .map((field) => `${name}.${field.name}`),
    )
    expect(taking.filter((field) => !/^(Query|Mutation|Subscription)\./.test(field))).toEqual([])
    expect(taking).toContain('Subscription.articleIngested')
  })
})

describe('the key of a selection', () => {
  it('takes null for left out, and names in any order', () => {
    expect(selectionKey('f', { filter: { text: null, tags: ['a'] }, after: 'x' })).toBe(
      selectionKey('f', { filter: { tags: ['a'] } }),
    )
    expect(selectionKey('f', { filter: null })).toBe(selectionKey('f', {}))
    expect(selectionKey('f', { filter: { tags: ['a'] } })).not.toBe(selectionKey('f', { filter: { tags: ['b'] } }))
  })

  it('keeps null in what stands for variables', () => {
    expect(canonicalJson({ b: null, a: { d: 1, c: [null, { f: 1, e: 2 }] } })).toBe(
      '{"a":{"c":[null,{"e":2,"f":1}],"d":1},"b":null}',
    )
  })
})
