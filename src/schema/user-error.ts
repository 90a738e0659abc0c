import { Field, ObjectType } from 'type-graphql'
import type { UserError } from '../entities/user-error.ts'
import { UserErrorCode } from './enums.ts'

@ObjectType('UserError', {
  description: 'What the caller can mend. code is for programs, message for people; `ar` and `en`.',
  simpleResolvers: true,
})
export class UserErrorType implements Pick<UserError, 'code' | 'field'> {
  @Field(() => UserErrorCode, { description: 'What kind of mistake it is.' })
  code: UserErrorCode

  @Field(() => [String], {
    nullable: true,
    description: 'The way to the field within the input; null where it is about the whole.',
  })
  field: string[] | null
}
