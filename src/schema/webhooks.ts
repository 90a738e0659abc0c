import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { DeliveryKind, DeliveryState, WebhookState } from '../entities/enums.ts'
import type { UserError } from '../entities/user-error.ts'
import type { WebhookAttempt, WebhookDelivery } from '../entities/webhook.ts'
import type { ArticleFilterInput as Filter } from '../stores/article-filter.ts'
import type { WebhookRow } from '../stores/webhook-store.ts'
import { ArticleFilterInput } from './article-filter.ts'
import { ChangeType, describeEnum } from './enums.ts'
import { ChangeCursorScalar, DateTimeScalar, URLScalar } from './scalars.ts'
import { UserErrorType } from './user-error.ts'

describeEnum('WebhookState', WebhookState, 'حال خطّاف الويب\nWhether a webhook is delivered to.', {
  ACTIVE: 'يعمل\nIt is.',
  PAUSED: 'أوقفه المشغّل\nIts operator paused it.',
  DISABLED: 'عُطّل لأن مستلمه تعذّر طويلاً\nIts receiver failed for too long; `reason` says how.',
})
describeEnum('WebhookDeliveryKind', DeliveryKind, 'ما تقوله الرسالة\nWhat a message tells.', {
  CHANGES: 'تغييرات\nChanges of the log.',
  GAP: 'فجوة في السجل\nThat changes before the next were lost to this webhook.',
})
describeEnum('WebhookDeliveryState', DeliveryState, 'حال التسليم\nHow far a message is.', {
  PENDING: 'ينتظر\nIt is sent until it is taken.',
  DELIVERED: 'سُلّم\nIts receiver took it.',
  DEAD: 'رُفض نهائياً\nIts receiver would not have it; `webhookRedeliver` sends it once more.',
  AGAIN: 'سيُعاد\nA dead letter that is about to be sent once more.',
  DROPPED: 'تُرك\nA replay from elsewhere left it behind.',
})

const MENDABLE = 'ما يمكن للطالب إصلاحه\nWhat the caller can mend; nothing was changed where there is anything.'

@ObjectType('WebhookAttempt', { description: 'محاولة تسليم\nOne time that a message was sent.', simpleResolvers: true })
export class WebhookAttemptType implements Pick<WebhookAttempt, 'attempt' | 'at' | 'durationMs' | 'status' | 'error'> {
  @Field(() => Int, { description: 'رقمها، من 1\nCounted from 1.' })
  attempt: number

  @Field(() => DateTimeScalar, { description: 'متى أُرسلت\nWhen it was sent.' })
  at: Date

  @Field(() => Int, { description: 'المدة بالملّي ثانية\nMilliseconds until the answer, or until there was none.' })
  durationMs: number

  @Field(() => Int, { nullable: true, description: 'حالة HTTP\nThe status of the answer; null where none came.' })
  status: number | null

  @Field(() => String, { nullable: true, description: 'الخطأ\nWhat was wrong; null where it was taken.' })
  error: string | null
}

@ObjectType('WebhookDelivery', {
  description: 'رسالة إلى خطّاف ويب\nA message to a webhook. However often it is sent, it bears the same id and text.',
  simpleResolvers: true,
})
export class WebhookDeliveryType
  implements Pick<WebhookDelivery, 'messageId' | 'kind' | 'state' | 'events' | 'createdAt' | 'settledAt'>
{
  @Field(() => String, { description: 'ترويسة webhook-id\nThe header `webhook-id`.' })
  messageId: string

  @Field(() => DeliveryKind, { description: 'نوعها\nWhat it tells.' })
  kind: DeliveryKind

  @Field(() => DeliveryState, { description: 'حالها\nHow far it is.' })
  state: DeliveryState

  @Field(() => Int, { description: 'عدد التغييرات فيها\nChanges that it tells.' })
  events: number

  @Field(() => DateTimeScalar, { description: 'متى صُنعت\nWhen it was made.' })
  createdAt: Date

  @Field(() => DateTimeScalar, { nullable: true, description: 'متى انتهى أمرها\nWhen it was settled.' })
  settledAt: Date | null
}

@ObjectType('Webhook', {
  description: 'خطّاف ويب لشريك\nAn address of a partner to which changes are delivered in the order of the log.',
  simpleResolvers: true,
})
export class WebhookType
  implements
    Pick<
      WebhookRow,
      'url' | 'types' | 'state' | 'reason' | 'failures' | 'failingSince' | 'lastDeliveredAt' | 'createdAt'
    >
{
  @Field(() => URLScalar, { description: 'عنوان المستلم\nWhere it is delivered to.' })
  url: string

  @Field(() => [ChangeType], { description: 'أنواع التغييرات\nOf these types.' })
  types: ChangeType[]

  @Field(() => WebhookState, { description: 'حاله\nWhether it is delivered to.' })
  state: WebhookState

  @Field(() => String, { nullable: true, description: 'سبب التعطيل\nWhy it is disabled.' })
  reason: string | null

  @Field(() => Int, { description: 'محاولات فاشلة متتالية\nAttempts in a row that failed.' })
  failures: number

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'يتعذّر منذ\nSince when attempts fail; null while they do not.',
  })
  failingSince: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'آخر تسليم\nWhen its receiver last took a message.' })
  lastDeliveredAt: Date | null

  @Field(() => DateTimeScalar, { description: 'متى أُنشئ\nWhen it was made.' })
  createdAt: Date
}

@InputType('WebhookInput', { description: 'خطّاف ويب جديد\nA webhook to be made.' })
export class WebhookInput {
  @Field(() => ID, { description: 'معرّف الشريك أو اسمه\nId or name of the partner.' })
  partner: string

  @Field(() => URLScalar, { description: 'عنوان المستلم، https\nWhere it is delivered to, over https.' })
  url: string

  @Field(() => ArticleFilterInput, {
    nullable: true,
    description: 'المرشِّح\nOf which articles; of all where it is left out.',
  })
  filter?: Filter | null

  @Field(() => [ChangeType], {
    nullable: true,
    description: 'أنواع التغييرات، وكلها إن لم تُذكر\nAny of these; all types where it is left out.',
  })
  types?: ChangeType[] | null

  @Field(() => ChangeCursorScalar, {
    nullable: true,
    description:
      'المؤشر الذي يبدأ بعده، ومن الآن إن لم يُذكر\nThe cursor to begin after; from now on where it is left out.',
  })
  after?: string | null
}

@InputType('WebhookUpdateInput', {
  description: 'ما يتغيّر من خطّاف ويب\nWhat changes of a webhook; what is left out stays.',
})
export class WebhookUpdateInput {
  @Field(() => URLScalar, { nullable: true, description: 'عنوان المستلم\nWhere it is delivered to.' })
  url?: string | null

  @Field(() => ArticleFilterInput, {
    nullable: true,
    description: 'المرشِّح، وnull يفرغه\nOf which articles; null is all.',
  })
  filter?: Filter | null

  @Field(() => [ChangeType], { nullable: true, description: 'أنواع التغييرات\nOf these types.' })
  types?: ChangeType[] | null
}

@ObjectType('WebhookPayload', {
  description: 'خطّاف الويب كما صار\nA webhook as the mutation left it.',
  simpleResolvers: true,
})
export class WebhookPayloadType {
  @Field(() => WebhookType, {
    nullable: true,
    description: 'ما طُلب كما صار\nAs it is now; null where there are userErrors, and of one that was removed.',
  })
  webhook: WebhookRow | null

  @Field(() => String, {
    nullable: true,
    description: 'سرّ التوقيع، يُعرض مرة واحدة\nThe signing secret, shown where it was made and never again.',
  })
  secret: string | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@ObjectType('WebhookDeliveryPayload', {
  description: 'التسليم كما صار\nA delivery as the mutation left it.',
  simpleResolvers: true,
})
export class WebhookDeliveryPayloadType {
  @Field(() => WebhookDeliveryType, {
    nullable: true,
    description: 'ما طُلب كما صار\nAs it is now; null where there are userErrors.',
  })
  delivery: WebhookDelivery | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}
