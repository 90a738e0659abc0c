import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
} from 'graphql'
import { getMetadataStorage } from 'type-graphql'

type Resolve = GraphQLFieldResolver<unknown, unknown, Record<string, unknown>>
type ResolverMetadata = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number]
type Parameter = NonNullable<ResolverMetadata['params']>[number]
/** What is handed to one parameter of a method. */
type Read = (root: unknown, args: Record<string, unknown>, context: unknown) => unknown

/** One of each class of resolvers: they hold nothing. */
// biome-ignore lint/complexity/noBannedTypes: this is how type-graphql calls a class
const instances = new Map<Function, Record<string, (...given: unknown[]) => unknown>>()

/**
 * Has the methods of resolvers called straight away, where they take parents, contexts and plain arguments. type-graphql waits for each
 * argument to be validated, which here none is, and sorts the parameters at every call: on a page of articles that is a third of the
 * work.
 */
export function callDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage()
  for (const metadata of fieldResolvers) {
    if (metadata.kind !== 'external' || (metadata.middlewares?.length ?? 0) > 0) continue
    const target = metadata.getObjectType?.()
    const names = objectTypes.filter((type) => type.target === target).map(({ name }) => name)
    for (const name of names) {
      const type = schema.getType(name)
      const field = type && 'getFields' in type ? type.getFields()[metadata.schemaName] : undefined
      if (field === undefined || !('resolve' in field)) continue
      const resolve = directly(metadata, field as GraphQLField<unknown, unknown>)
      if (resolve !== null) (field as GraphQLField<unknown, unknown>).resolve = resolve as never
    }
  }
}

function directly({ target, methodName, params = [] }: ResolverMetadata, field: GraphQLField<unknown, unknown>) {
  const reads = params.toSorted((a, b) => a.index - b.index).map((parameter) => readerOf(parameter, field))
  if (!reads.every((read) => read !== null)) return null
  const instance = instances.get(target) ?? (new (target as new () => never)() as never)
  instances.set(target, instance)
  const [first, second, third] = reads
  const method = instance[methodName]!
  const resolve: Resolve =
    third === undefined && second !== undefined
      ? (root, args, context) => method.call(instance, first!(root, args, context), second(root, args, context))
      : (root, args, context) =>
          method.apply(
            instance,
            reads.map((read) => read(root, args, context)),
          )
  return resolve
}

function readerOf(parameter: Parameter, field: GraphQLField<unknown, unknown>): Read | null {
  switch (parameter.kind) {
    case 'root': {
      const { propertyName } = parameter
      return propertyName === undefined ? (root) => root : (root) => (root as Record<string, unknown>)[propertyName]
    }
    case 'context': {
      const { propertyName } = parameter
      if (propertyName === undefined) return (_root, _args, context) => context
      return (_root, _args, context) => (context as Record<string, unknown>)[propertyName]
    }
    case 'arg': {
      const { name } = parameter
      const type = field.args.find((arg) => arg.name === name)?.type
      // What is made into an instance of its class stays with type-graphql.
      return type === undefined || isInputObjectType(getNamedType(type)) ? null : (_root, args) => args[name]
    }
    default:
      return null
  }
}
