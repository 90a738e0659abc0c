import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  validateSchema,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { RESOLVERS } from '../../src/resolvers/index.ts'
import { buildGraphqlSchema } from '../../src/schema/build.ts'
import { SUBSCRIPTIONS } from '../../src/subscriptions/index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const built = buildGraphqlSchema([...RESOLVERS, ...SUBSCRIPTIONS])
const contract = buildSchema(read('test/fixtures/contract/schema.graphql'), { assumeValidSDL: true })

/** What the contract names of built types and is still to come. Whatever is built must leave this list. */
const NOT_BUILT_YET: string[] = []
/** Types of the contract that nothing built leads to yet. */
const TYPES_NOT_BUILT_YET: string[] = []

const promised = Object.values(contract.getTypeMap()).filter(({ name }) => !name.startsWith('__'))

type Member = GraphQLField<unknown, unknown> | GraphQLInputField

function membersOf(type: GraphQLNamedType | undefined): Member[] {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : []
}

const isRoot = (type: GraphQLNamedType) =>
  [built.getQueryType(), built.getMutationType(), built.getSubscriptionType()].includes(type as never)

const argumentOf = ({ name, type, defaultValue }: GraphQLArgument): string =>
  `${name}: ${type}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`

/** Everything that the contract fixes of a type, a line each. */
function promisesOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name} ${name}`)
  const bases = isObjectType(type) ? type.getInterfaces().map(({ name }) => `${type.name} implements ${name}`) : []
  return bases.concat(
    membersOf(type).flatMap((member) => {
      const line = `${type.name}.${argumentOf(member as GraphQLArgument)}`
      return [
        line,
        ...('args' in member ? member.args.map((arg) => `${type.name}.${member.name}(${argumentOf(arg)})`) : []),
      ]
    }),
  )
}

describe('the built schema', () => {
  it('is the one in schema.graphql; `npm run build && npm run schema:print` writes it', () => {
    // In a process that builds it once, as the server does: another build turns the arguments of some fields around.
    const printed = execFileSync(process.execPath, ['scripts/print-schema.js', '--stdout'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(printed).toBe(read('schema.graphql'))
  })

  it('is valid, and describes every type and field', () => {
    expect(validateSchema(built)).toEqual([])
    const types = Object.values(built.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
    const bare = types.flatMap((type) => [
      ...(type.description || isRoot(type) ? [] : [type.name]),
      ...membersOf(type).flatMap(({ name, description }) => (description ? [] : [`${type.name}.${name}`])),
    ])
    expect(bare).toEqual([])
  })

  it('keeps every promise of the contract but those listed', () => {
    const kept = new Set(Object.values(built.getTypeMap()).flatMap(promisesOf))
    const broken = promised
      .filter(({ name }) => built.getType(name) !== undefined)
      .flatMap(promisesOf)
      .filter((promise) => !kept.has(promise))
      .filter(
        (promise) => !NOT_BUILT_YET.some((name) => promise.startsWith(`${name}:`) || promise.startsWith(`${name}(`)),
      )
    expect(broken).toEqual([])
  })

  it('lists as missing only what is missing', () => {
    const missing = promised.flatMap(({ name }) => {
      const type = built.getType(name)
      const has = new Set(membersOf(type).map((member) => member.name))
      return type === undefined
        ? []
        : membersOf(contract.getType(name))
            .filter((m) => !has.has(m.name))
            .map((m) => `${name}.${m.name}`)
    })
    expect(missing.sort()).toEqual(NOT_BUILT_YET)
    const types = promised.map(({ name }) => name).filter((name) => built.getType(name) === undefined)
    expect(types.sort()).toEqual(TYPES_NOT_BUILT_YET)
  })
})
