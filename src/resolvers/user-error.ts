import { Arg, FieldResolver, Resolver, Root } from 'type-graphql'
import type { UserError } from '../entities/user-error.ts'
import { UserErrorType } from '../schema/user-error.ts'

@Resolver(() => UserErrorType)
export class UserErrorResolver {
  @FieldResolver(() => String, {
    description:
      'جملة بالعربية، أو بالإنجليزية عند الطلب\nA sentence in Arabic, or in English where `language` begins with en.',
  })
  message(
    @Root() { message }: UserError,
    @Arg('language', () => String, {
      nullable: true,
      defaultValue: 'ar',
      description: 'لغة الجملة: ar أو en\nThe language of the sentence: ar or en.',
    })
    language: string | null,
  ): string {
    return /^en\b/i.test(language ?? '') ? message.en : message.ar
  }
}
