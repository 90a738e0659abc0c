import 'reflect-metadata'
import { Field, ID, InterfaceType } from 'type-graphql'

/** A row that goes out where the schema says only an interface, with the name of its type. */
export interface TypedRow {
  __typename: string
}

@InterfaceType('Node', {
  description: 'Whatever has an id.',
  resolveType: ({ __typename }: TypedRow) => __typename,
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Opaque, and good for ever.' })
  id: string
}
