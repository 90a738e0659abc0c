import {
  defaultFieldResolver,
  type GraphQLArgument,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql'
import type { Context } from '../context.ts'
import type { Scope } from '../entities/enums.ts'
import { AppError } from '../errors.ts'
import { callDirectly } from './direct-resolvers.ts'
import { boundLists } from './list-bounds.ts'

// biome-ignore lint/complexity/noBannedTypes: this is how type-graphql calls a class
type ResolverClass = Function

/** Subscriptions bring their own streams; type-graphql wants this all the same. */
const NO_PUB_SUB = {
  publish: () => {},
  subscribe: (): never => {
    throw new Error('subscriptions follow the log of changes')
  },
}

/** What the roots are for: type-graphql gives them no description. */
const ROOTS: Readonly<Record<string, string>> = {
  Query: 'القراءة\nWhat can be read. Without a key the scope READ is enough, unless a field names another in brackets.',
  Mutation: 'التشغيل والتحرير\nWhat operators, sources and partners change; each field needs the scope in brackets.',
  Subscription: 'البث الحي\nWhat is told as it happens, over WebSocket at /graphql or SSE at /graphql/stream.',
}

/**
 * The schema of the resolvers. Each field of Query, Mutation and Subscription needs the scope that its `extensions.scope` names, READ
 * where it does not say, none where it says null; it is checked here, so that no resolver can forget it.
 */
export function buildGraphqlSchema(resolvers: NonEmptyArray<ResolverClass>): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, validate: false, emitSchemaFile: false, pubSub: NO_PUB_SUB })
  callDirectly(schema)
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (!root) continue
    root.description = ROOTS[root.name]
    guard(root)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type))
      for (const { args } of Object.values(type.getFields())) orderArguments(args as GraphQLArgument[])
  }
  boundLists(schema)
  return schema
}

/** Arguments that say which part of a list is wanted, as they are read. */
const PAGING = ['orderBy', 'first', 'after', 'last', 'before']

/** What must be given stands first, paging last: type-graphql leaves arguments in an order that changes from build to build. */
function orderArguments(args: GraphQLArgument[]): void {
  const rank = (arg: GraphQLArgument) => (isRequiredArgument(arg) ? -2 : PAGING.indexOf(arg.name))
  args.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}

function guard(root: GraphQLObjectType): void {
  for (const field of Object.values(root.getFields())) {
    const { scope = 'READ' } = field.extensions as { scope?: Scope | null }
    if (scope === null) continue
    const guarded = (resolve: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> => {
      return (parent, args, context, info) => {
        requireScope(context, scope)
        return resolve(parent, args, context, info)
      }
    }
    // Of a subscription the stream is guarded: what comes out of it was allowed.
    if (field.subscribe) field.subscribe = guarded(field.subscribe)
    else field.resolve = guarded(field.resolve ?? defaultFieldResolver)
  }
}

function requireScope({ caller }: Context, scope: Scope): void {
  if (!caller.scopes.has(scope)) throw new AppError('FORBIDDEN', `This needs a key with the scope ${scope}`, { scope })
}
