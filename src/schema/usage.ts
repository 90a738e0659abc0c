import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { OperationUsage } from '../stores/usage-report.ts'
import { DateTimeScalar } from './scalars.ts'

@ObjectType('OperationUsage', {
  description: 'استعمال عملية في ساعة\nHow an operation of a partner was used within one hour.',
  simpleResolvers: true,
})
export class OperationUsageType implements OperationUsage {
  @Field(() => String, { description: 'اسم الشريك\nWhose it is.' })
  partner: string

  @Field(() => String, { description: 'اسم العملية\nIts name; empty where it has none.' })
  operation: string

  @Field(() => String, {
    nullable: true,
    description: 'معرّف وثيقتها\nThe id of its document; null of what was sent as a text.',
  })
  documentId: string | null

  @Field(() => DateTimeScalar, { description: 'بداية الساعة\nWhen the hour began.' })
  hour: Date

  @Field(() => Int, { description: 'عدد المرات\nHow often it was answered.' })
  calls: number

  @Field(() => Int, { description: 'ما فيه أخطاء\nAnswers that hold errors.' })
  errors: number

  @Field(() => Float, { description: 'الكلفة بالنقاط\nWhat it cost, in points.' })
  cost: number

  @Field(() => DateTimeScalar, { description: 'آخر استعمال\nWhen it was used last within the hour.' })
  lastUsedAt: Date
}
