import { Field, Int, ObjectType } from 'type-graphql'
import type { Partner } from '../entities/api-key.ts'
import { Scope } from './enums.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar } from './scalars.ts'

@ObjectType('Partner', {
  implements: NodeType,
  description: 'شريك له مفاتيحه\nSomebody who asks with keys of his own.',
  simpleResolvers: true,
})
export class PartnerType extends NodeType implements Pick<Partner, 'id' | 'name'> {
  @Field(() => String, { description: 'الاسم الذي أعطاه المشغّل\nThe name that the operator gave.' })
  name: string
}

@ObjectType('Quota', {
  description: 'الحصّة في الدقيقة بنقاط الكلفة\nIn points of cost, as extensions.cost counts them, a minute.',
  simpleResolvers: true,
})
export class QuotaType {
  @Field(() => Int, { description: 'النقاط في الدقيقة\nPoints a minute.' })
  limit: number

  @Field(() => Int, { description: 'ما بقي منها\nWhat is left of them.' })
  remaining: number

  @Field(() => DateTimeScalar, { description: 'متى تكتمل من جديد\nWhen all of them are there again.' })
  resetsAt: Date
}

@ObjectType('Viewer', { description: 'السائل\nWho is asking.', simpleResolvers: true })
export class ViewerType {
  @Field(() => PartnerType, {
    nullable: true,
    description: 'صاحب المفتاح\nWhose key it is; null without one, and of the admin key.',
  })
  partner: Pick<Partner, 'id' | 'name'> | null

  @Field(() => [Scope], { description: 'ما يحقّ للسائل\nWhat the caller may do.' })
  scopes: Scope[]

  @Field(() => QuotaType, {
    nullable: true,
    description: 'ما بقي من الحصّة، وnull لمن لا حصّة له\nWhat is left; null for a caller without one.',
  })
  quota: QuotaType | null
}
