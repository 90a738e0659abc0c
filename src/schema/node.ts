import 'reflect-metadata'
import { Field, ID, InterfaceType } from 'type-graphql'

/** A row that goes out where the schema says only an interface, with the name of its type. */
export interface TypedRow {
  __typename: string
}

/** What an id promises. */
export const ID_PROMISE = 'Opaque, and good for ever.'

@InterfaceType('Node', {
  description: 'Whatever has an id.',
  resolveType: ({ __typename }: TypedRow) => __typename,
})
export abstract class NodeType {
  @Field(() => ID, { description: ID_PROMISE })
  id: string
}
