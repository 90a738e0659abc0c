import { Field, InterfaceType, ObjectType } from 'type-graphql'
import type { ArticleRow } from '../stores/article-store.ts'
import { ArticleType } from './article.ts'
import type { TypedRow } from './node.ts'
import { ChangeCursorScalar, DateTimeScalar } from './scalars.ts'

@InterfaceType('Change', {
  description: 'One entry of the log of changes.',
  resolveType: ({ __typename }: TypedRow) => __typename,
})
export abstract class ChangeType {
  @Field(() => ChangeCursorScalar, { description: 'Follow from here, and nothing is lost and nothing comes twice.' })
  cursor: string

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at: Date
}

@ObjectType('ArticleIngested', {
  implements: ChangeType,
  description: 'مقال جديد\nLeft out of a replay once the article is withdrawn.',
  simpleResolvers: true,
})
export class ArticleIngestedType extends ChangeType {
  @Field(() => ArticleType, { description: 'The article, as it is now.' })
  article: ArticleRow
}
