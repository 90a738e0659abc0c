import { Field, ObjectType } from 'type-graphql'
import type { UserError } from '../entities/user-error.ts'
import { UserErrorCode } from './enums.ts'

@ObjectType('UserError', {
  description:
    'خطأ يمكن للطالب إصلاحه: code للبرامج وmessage للناس\nWhat the caller can mend. code is for programs, message for people; `ar` and `en`.',
  simpleResolvers: true,
})
export class UserErrorType implements Pick<UserError, 'code' | 'field'> {
  @Field(() => UserErrorCode, { description: 'نوع الخطأ\nWhat kind of mistake it is.' })
  code: UserErrorCode

  @Field(() => [String], {
    nullable: true,
    description:
      'الطريق إلى الحقل الخاطئ\nThe way to the field within the input, e.g. ["input", "slug"]; null where it is about the whole.',
  })
  field: string[] | null
}
