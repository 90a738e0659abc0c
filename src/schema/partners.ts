import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { PartnerMode } from '../entities/enums.ts'
import type { UserError } from '../entities/user-error.ts'
import type { KeyRow } from '../stores/key-store.ts'
import type { ListedPartner } from '../stores/partner-store.ts'
import { describeEnum, Scope } from './enums.ts'
import { DateTimeScalar } from './scalars.ts'
import { UserErrorType } from './user-error.ts'

describeEnum(
  'PartnerMode',
  PartnerMode,
  'ما مصير ما يرسله الشريك بلا مستند مسجَّل\nWhat becomes of operations that a partner sends without a registered document.',
  {
    LOG: 'يُنفَّذ ويُسجَّل\nThey run, and are noted.',
    WARN: 'يُنفَّذ مع تنبيه في الجواب\nThey run, and the answer warns.',
    ENFORCE: 'يُرفض\nThey are refused.',
  },
)

const MENDABLE = 'ما يمكن للطالب إصلاحه\nWhat the caller can mend; nothing was changed where there is anything.'

@ObjectType('ApiKey', {
  description: 'مفتاح شريك، بلا سرّه\nA key of a partner; its secret is shown once, where it is made.',
  simpleResolvers: true,
})
export class ApiKeyType
  implements Pick<KeyRow, 'scopes' | 'mustSign' | 'isLive' | 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'>
{
  @Field(() => [Scope], { description: 'ما يأذن به\nWhat it lets its bearer do.' })
  scopes: Scope[]

  @Field(() => Boolean, {
    description: 'هل يُوجب توقيع الطلبات\nWhether what is asked with it must be signed (RFC 9421).',
  })
  mustSign: boolean

  @Field(() => Boolean, { description: 'هل يأذن الآن\nWhether it lets in now: neither revoked nor expired.' })
  isLive: boolean

  @Field(() => DateTimeScalar, { description: 'متى صُنع\nWhen it was made.' })
  createdAt: Date

  @Field(() => DateTimeScalar, { nullable: true, description: 'متى ينتهي\nWhen it ends; null where it does not.' })
  expiresAt: Date | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'آخر استعمال\nWhen it was last used, to the minute; null before the first time.',
  })
  lastUsedAt: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'متى أُبطل\nWhen it was revoked.' })
  revokedAt: Date | null
}

@ObjectType('PartnerAccount', {
  description: 'شريك كما يراه المشغّل\nA partner as operators see him.',
  simpleResolvers: true,
})
export class PartnerAccountType implements Pick<ListedPartner, 'mode' | 'createdAt' | 'apps' | 'documents'> {
  @Field(() => PartnerMode, { description: 'ما مصير ما لا مستند له\nWhat becomes of operations without a document.' })
  mode: PartnerMode

  @Field(() => DateTimeScalar, { description: 'متى أُضيف\nWhen he was made.' })
  createdAt: Date

  @Field(() => Int, { description: 'عدد تطبيقاته\nHow many apps he has.' })
  apps: number

  @Field(() => Int, { description: 'عدد مستنداته\nHow many documents of his are registered.' })
  documents: number
}

@InputType('KeyInput', { description: 'مفتاح جديد\nA key to be made.' })
export class KeyInput {
  @Field(() => ID, { description: 'معرّف الشريك أو اسمه\nId or name of the partner.' })
  partner: string

  @Field(() => [Scope], { description: 'ما يأذن به، واحد على الأقل\nWhat it lets its bearer do; one at least.' })
  scopes: Scope[]

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'مع سرّ للتوقيع\nWith a secret to sign pushes to /ingest.',
  })
  signing?: boolean | null

  @Field(() => Int, {
    nullable: true,
    description: 'ينتهي بعد أيام، وبلا نهاية إن لم تُذكر\nEnds after so many days, e.g. 90; never where it is left out.',
  })
  days?: number | null
}

@ObjectType('KeyPayload', { description: 'المفتاح كما صار\nA key as the mutation left it.', simpleResolvers: true })
export class KeyPayloadType {
  @Field(() => ApiKeyType, {
    nullable: true,
    description: 'المفتاح كما صار\nAs it is now; null where there are userErrors.',
  })
  key: KeyRow | null

  @Field(() => String, {
    nullable: true,
    description: 'المفتاح نفسه، يُعرض مرة واحدة\nThe key itself, shown where it was made and never again.',
  })
  secret: string | null

  @Field(() => String, {
    nullable: true,
    description: 'سرّ التوقيع، يُعرض مرة واحدة\nThe secret to sign with, shown where it was made and never again.',
  })
  signingSecret: string | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@ObjectType('PartnerPayload', {
  description: 'الشريك كما صار\nA partner as the mutation left him.',
  simpleResolvers: true,
})
export class PartnerPayloadType {
  @Field(() => PartnerAccountType, {
    nullable: true,
    description: 'الشريك كما صار\nAs he is now; null where there are userErrors.',
  })
  account: ListedPartner | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}
