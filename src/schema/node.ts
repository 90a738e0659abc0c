import 'reflect-metadata'
import { Field, ID, InterfaceType } from 'type-graphql'

/** A row that goes out where the schema says only an interface, with the name of its type. */
export interface TypedRow {
  __typename: string
}

/** What an id promises. */
export const ID_PROMISE = 'معرّف معتم لا يتغيّر ولا يبطل\nOpaque, and good for ever, e.g. art_7f3k.'

@InterfaceType('Node', {
  description: 'كل ما له معرّف\nWhatever has an id.',
  resolveType: ({ __typename }: TypedRow) => __typename,
})
export abstract class NodeType {
  @Field(() => ID, { description: ID_PROMISE })
  id: string
}
