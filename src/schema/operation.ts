import { Field, Float, Int, ObjectType } from 'type-graphql'
import { ChangeCursorScalar, DateTimeScalar } from './scalars.ts'

@ObjectType('Operation', {
  description: 'كيف يجري العمل الآن\nWhat waits, and how far everything is, at one moment.',
  simpleResolvers: true,
})
export class OperationType {
  @Field(() => Int, { description: 'ما ينتظر في صندوق الوارد\nItems that wait for the desk.' })
  inbox: number

  @Field(() => Float, {
    description: 'عمر أقدم منتظر بالثواني\nSeconds for which the oldest of them has waited; 0 where none does.',
  })
  inboxOldestAge: number

  @Field(() => Boolean, { description: 'هل المكتب يعمل\nWhether a desk holds the lease, and so admits articles.' })
  deskAtWork: boolean

  @Field(() => Float, { description: 'آخر موضع في السجل\nThe last position of the log of changes.' })
  logPosition: number

  @Field(() => Float, { description: 'ما يحفظه السجل\nChanges that the log still holds.' })
  logLength: number

  @Field(() => DateTimeScalar, { nullable: true, description: 'آخر تغيير\nWhen something last changed.' })
  lastChangeAt: Date | null

  @Field(() => Int, { description: 'خلاصات حان طلبها\nFeeds that are due.' })
  feedsDue: number

  @Field(() => Float, {
    description: 'تأخر أكثرها تأخراً بالثواني\nSeconds for which the feed has been due that waits longest.',
  })
  feedOverdue: number

  @Field(() => Int, { description: 'صفحات تنتظر القراءة\nPages of items that wait to be read.' })
  pagesWaiting: number

  @Field(() => Int, { description: 'رسائل تنتظر التسليم\nMessages to webhooks that wait.' })
  deliveriesWaiting: number

  @Field(() => Float, {
    description: 'عمر أقدمها بالثواني\nSeconds for which the oldest of them has waited; 0 where none does.',
  })
  deliveryOldestAge: number

  @Field(() => Float, { description: 'حجم قاعدة البيانات بالبايت\nBytes of the database.' })
  databaseBytes: number
}

@ObjectType('LogEnds', {
  description: 'طرفا سجل التغييرات\nHow far the log of changes reaches.',
  simpleResolvers: true,
})
export class LogEndsType {
  @Field(() => ChangeCursorScalar, {
    description:
      'المؤشر الذي يسبق النهاية بما طُلب\nThe cursor so many changes before the end as was asked, as far as the log reaches.',
  })
  cursor: string

  @Field(() => ChangeCursorScalar, { description: 'مؤشر الآن\nWhere the log ends now.' })
  liveCursor: string

  @Field(() => ChangeCursorScalar, {
    description: 'أقدم مؤشر\nThe earliest cursor after which it can still be read.',
  })
  oldestCursor: string
}

@ObjectType('ArrivalCount', {
  description: 'ما وصل من مصدر في ساعة\nArticles of a source that arrived within one hour.',
  simpleResolvers: true,
})
export class ArrivalCountType {
  @Field(() => DateTimeScalar, { description: 'بداية الساعة\nWhen the hour began, in UTC.' })
  hour: Date

  @Field(() => Int, { description: 'العدد\nHow many, copies included.' })
  count: number
}
