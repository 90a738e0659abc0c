import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql'

/** The most that any list gives at once, whatever is asked. */
export const MAX_LENGTH = 100

/**
 * The most objects of lists whose length nobody asks for, by `Type.field`, or by the type of what they hold wherever that is listed.
 * What a request can cost rests on them, so they are kept here and not by resolvers.
 */
const LIST_BOUNDS: Readonly<Record<string, number>> = {
  'Article.blocks': 1_000,
  'Revision.paragraphs': 200,
  'Highlight.ranges': 100,
  'Feed.days': 14,
  'FeedPreview.candidates': 20,
  'RegisteredDocument.operations': 50,
  'WebhookDelivery.attempts': 20,
  'DisplayTermsPayload.terms': 100,
  'Query.arrivals': 1_000,
  UserError: 100,
}

/** The most that a list holds of itself; undefined where its arguments or the page that it is part of say so. */
export function listBound(parent: string, { name, type }: Pick<GraphQLField<unknown, unknown>, 'name' | 'type'>) {
  return LIST_BOUNDS[`${parent}.${name}`] ?? LIST_BOUNDS[getNamedType(type).name]
}

/** Cuts every list that has a bound of its own. */
export function boundLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const most = isListType(getNullableType(field.type)) ? listBound(type.name, field) : undefined
      if (most === undefined) continue
      const { resolve = defaultFieldResolver } = field
      field.resolve = async (...given) => {
        const list = await resolve(...given)
        return Array.isArray(list) && list.length > most ? list.slice(0, most) : list
      }
    }
  }
}
