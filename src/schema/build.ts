import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema } from 'graphql'
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql'
import type { Context } from '../context.ts'
import type { Scope } from '../entities/enums.ts'
import { AppError } from '../errors.ts'

// biome-ignore lint/complexity/noBannedTypes: this is how type-graphql calls a class
type ResolverClass = Function

/** Subscriptions bring their own streams; type-graphql wants this all the same. */
const NO_PUB_SUB = {
  publish: () => {},
  subscribe: (): never => {
    throw new Error('subscriptions follow the log of changes')
  },
}

/**
 * The schema of the resolvers. Each field of Query, Mutation and Subscription needs the scope that its `extensions.scope` names, READ
 * where it does not say, none where it says null; it is checked here, so that no resolver can forget it.
 */
export function buildGraphqlSchema(resolvers: NonEmptyArray<ResolverClass>): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, validate: false, emitSchemaFile: false, pubSub: NO_PUB_SUB })
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) guard(root)
  }
  return schema
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
