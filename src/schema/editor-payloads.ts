import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import type { Pin } from '../entities/inbox.ts'
import type { UserError } from '../entities/user-error.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import { ArticleType } from './article.ts'
import { LinkKind } from './enums.ts'
import { RelatedLinkType } from './related-link.ts'
import { UserErrorType } from './user-error.ts'

const MENDABLE = 'ما يمكن للطالب إصلاحه\nWhat the caller can mend; nothing was changed where there is anything.'

@InputType('LinkPinInput', { description: 'رابط يُثبَّت يدوياً\nA link to set by hand.' })
export class LinkPinInput implements Omit<Pin, 'position'> {
  @Field(() => ID, { description: 'المقال الذي يعرضه\nThe article that shows it.' })
  from: string

  @Field(() => ID, { description: 'المقال الذي يقود إليه\nThe article that it leads to.' })
  to: string

  @Field(() => LinkKind, { description: 'القائمة التي يقف فيها\nThe list that it stands in.' })
  kind: Pin['kind']

  @Field(() => Int, {
    nullable: true,
    defaultValue: 1,
    description:
      'موضعه بين المثبّتة، من 1 إلى 50\nIts place among what is set by hand in that list, 1 to 50; whoever stands there moves down.',
  })
  position?: number | null
}

@ObjectType('ArticlePayload', {
  description: 'المقال كما صار\nAn article as the mutation left it.',
  simpleResolvers: true,
})
export class ArticlePayloadType {
  @Field(() => ArticleType, { nullable: true, description: 'المقال\nNull where there are userErrors.' })
  article: ArticleRow | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@ObjectType('LinkPayload', { description: 'الرابط كما صار\nA link as the mutation left it.', simpleResolvers: true })
export class LinkPayloadType {
  @Field(() => RelatedLinkType, { nullable: true, description: 'الرابط\nNull where there are userErrors.' })
  link: LinkRow | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}
