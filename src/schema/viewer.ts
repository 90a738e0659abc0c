import { Field, Int, ObjectType } from 'type-graphql'
import type { Partner } from '../entities/api-key.ts'
import { Scope } from './enums.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar } from './scalars.ts'

@ObjectType('Partner', {
  implements: NodeType,
  description: 'Somebody who asks with keys of his own.',
  simpleResolvers: true,
})
export class PartnerType extends NodeType implements Pick<Partner, 'id' | 'name'> {
  @Field(() => String, { description: 'The name that the operator gave.' })
  name: string
}

@ObjectType('Quota', {
  description: 'In points of cost, as extensions.cost counts them, a minute.',
  simpleResolvers: true,
})
export class QuotaType {
  @Field(() => Int, { description: 'Points a minute.' })
  limit: number

  @Field(() => Int, { description: 'What is left of them.' })
  remaining: number

  @Field(() => DateTimeScalar, { description: 'When all of them are there again.' })
  resetsAt: Date
}

@ObjectType('Viewer', { description: 'Who is asking.', simpleResolvers: true })
export class ViewerType {
  @Field(() => PartnerType, { nullable: true, description: 'Whose key it is; null without one, and of the admin key.' })
  partner: Pick<Partner, 'id' | 'name'> | null

  @Field(() => [Scope], { description: 'What the caller may do.' })
  scopes: Scope[]

  @Field(() => QuotaType, { nullable: true, description: 'Null for a caller without one.' })
  quota: QuotaType | null
}
