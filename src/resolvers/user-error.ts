import { Arg, FieldResolver, Resolver, Root } from 'type-graphql'
import type { UserError } from '../entities/user-error.ts'
import { UserErrorType } from '../schema/user-error.ts'

@Resolver(() => UserErrorType)
export class UserErrorResolver {
  @FieldResolver(() => String, { description: 'A sentence in Arabic, or in English where `language` begins with en.' })
  message(
    @Root() { message }: UserError,
    @Arg('language', () => String, { nullable: true, defaultValue: 'ar' }) language: string | null,
  ): string {
    return /^en\b/i.test(language ?? '') ? message.en : message.ar
  }
}
