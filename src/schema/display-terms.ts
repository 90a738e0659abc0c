import { Field, ID, InputType, ObjectType } from 'type-graphql'
import type { DisplayTerms } from '../entities/display-terms.ts'
import type { UserError } from '../entities/user-error.ts'
import { DisplayPolicy } from './enums.ts'
import { UserErrorType } from './user-error.ts'

@ObjectType('DisplayTerms', {
  description:
    'ما اتُّفق عليه مع شريك\nWhat was agreed with a partner about the articles of one source, or of all. About one source it decides; about all it can only take away.',
  simpleResolvers: true,
})
export class DisplayTermsType implements Pick<DisplayTerms, 'display' | 'attribution'> {
  @Field(() => DisplayPolicy, {
    nullable: true,
    description: 'كم يُعرض له\nHow much this partner may show; null where that is as the source says.',
  })
  display: DisplayTerms['display']

  @Field(() => String, {
    nullable: true,
    description: 'سطر النسبة\nThe line that names the source; null where that is as the source says.',
  })
  attribution: string | null
}

@InputType('DisplayTermsInput', { description: 'شروط العرض لشريك\nWhat is agreed with a partner.' })
export class DisplayTermsInput {
  @Field(() => ID, { description: 'معرّف الشريك أو اسمه\nId or name of the partner.' })
  partner: string

  @Field(() => ID, {
    nullable: true,
    description: 'معرّف المصدر أو اسمه المختصر، وكل المصادر إن لم يُذكر\nId or slug; all sources where it is left out.',
  })
  source?: string | null

  @Field(() => DisplayPolicy, {
    nullable: true,
    description: 'كم يُعرض له\nHow much the partner may show; as the source says where it is left out.',
  })
  display?: DisplayTerms['display']

  @Field(() => String, {
    nullable: true,
    description: 'سطر النسبة\nThe line that names the source; as the source says where it is left out.',
  })
  attribution?: string | null
}

@ObjectType('DisplayTermsPayload', {
  description: 'الشروط كما صارت\nWhat is agreed with the partner now.',
  simpleResolvers: true,
})
export class DisplayTermsPayloadType {
  @Field(() => [DisplayTermsType], {
    description: 'كل شروط الشريك\nAll terms of the partner, the first hundred; empty where there are userErrors.',
  })
  terms: DisplayTerms[]

  @Field(() => [UserErrorType], {
    description: 'ما يمكن للطالب إصلاحه\nWhat the caller can mend; nothing was changed where there is anything.',
  })
  userErrors: UserError[]
}
