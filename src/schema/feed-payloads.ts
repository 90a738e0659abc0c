import { Field, InputType, ObjectType } from 'type-graphql'
import type { FeedCandidate } from '../entities/discovery.ts'
import type { Source } from '../entities/source.ts'
import type { UserError } from '../entities/user-error.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { DisplayPolicy } from './enums.ts'
import { FeedCandidateType, FeedType } from './feed.ts'
import { URLScalar } from './scalars.ts'
import { SourceType } from './source.ts'
import { UserErrorType } from './user-error.ts'

const MENDABLE = 'ما يمكن للطالب إصلاحه\nWhat the caller can mend; nothing was changed where there is anything.'

@ObjectType('FeedPreview', { description: 'ما يأتي به عنوان\nWhat an address would bring.', simpleResolvers: true })
export class FeedPreviewType {
  @Field(() => [FeedCandidateType], { description: 'الخلاصات المحتملة، الأرجح أولاً\nThe likeliest first.' })
  candidates: FeedCandidate[]

  @Field(() => [UserErrorType], { description: 'لماذا لا توجد\nWhy there is none.' })
  userErrors: UserError[]
}

@ObjectType('FeedPayload', { description: 'الخلاصة كما صارت\nA feed as the mutation left it.', simpleResolvers: true })
export class FeedPayloadType {
  @Field(() => FeedType, {
    nullable: true,
    description: 'ما طُلب كما صار\nAs it is now; null where there are userErrors.',
  })
  feed: FeedRow | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@ObjectType('SourcePayload', {
  description: 'المصدر كما صار\nA source as the mutation left it.',
  simpleResolvers: true,
})
export class SourcePayloadType {
  @Field(() => SourceType, {
    nullable: true,
    description: 'ما طُلب كما صار\nAs it is now; null where there are userErrors.',
  })
  source: SourceRow | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@InputType('SourceInput', { description: 'ما يُعدَّل من مصدر\nWhat is left out stays; null empties what may be empty.' })
export class SourceInput {
  @Field(() => String, {
    nullable: true,
    description: 'الاسم الذي يعرفه القرّاء، ولا يُفرَّغ\nThe name that readers know; never empty.',
  })
  name?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'الاسم المختصر، ولا يُفرَّغ\nLetters, digits, dots and hyphens, e.g. al-sabah; the former one goes on to lead to the source. Never empty.',
  })
  slug?: string | null

  @Field(() => URLScalar, { nullable: true, description: 'عنوان الموقع\nThe address of its site.' })
  homepage?: string | null

  @Field(() => URLScalar, { nullable: true, description: 'عنوان الشعار\nThe address of its sign.' })
  logo?: string | null

  @Field(() => String, { nullable: true, description: 'رمز البلد من حرفين، مثل EG\nISO 3166-1 alpha-2, e.g. EG.' })
  country?: string | null

  @Field(() => String, { nullable: true, description: 'اللغة، ولا تُفرَّغ\nBCP 47, e.g. ar; never empty.' })
  language?: string | null

  @Field(() => DisplayPolicy, {
    nullable: true,
    description: 'سياسة العرض، ولا تُفرَّغ\nHow much of its articles is shown; never empty.',
  })
  display?: Source['display'] | null

  @Field(() => String, {
    nullable: true,
    description:
      'سطر النسبة إلى المصدر، وإلا فاسمه\nThe line that must stand beside its articles, e.g. «عن وكالة الأنباء»; its name where there is none.',
  })
  attribution?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'هل توقَف خلاصاته\nWhether its feeds are left alone; never empty.',
  })
  paused?: boolean | null
}
