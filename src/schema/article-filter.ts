import { Field, ID, InputType } from 'type-graphql'
import type { ArticleFilterInput as FilterInput } from '../stores/article-filter.ts'
import { DateTimeScalar } from './scalars.ts'

const NAMES = 'Ids or slugs; an empty list matches nothing.'

@InputType('ArticleFilter', {
  description: 'Every condition must hold. The same filter means the same in a query and in a subscription.',
})
export class ArticleFilterInput implements FilterInput {
  @Field(() => [ID], { nullable: true, description: `Any of. ${NAMES}` })
  sources?: string[] | null

  @Field(() => [ID], { nullable: true, description: `Any of. ${NAMES}` })
  tags?: string[] | null

  @Field(() => [ID], { nullable: true, description: 'All of. Ids or slugs.' })
  allTags?: string[] | null

  @Field(() => [String], { nullable: true, description: 'Any of; BCP 47, and `ar` stands for `ar-EG` too.' })
  languages?: string[] | null

  @Field(() => [String], { nullable: true, description: 'Any of; of the source, ISO 3166-1 alpha-2.' })
  countries?: string[] | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Published then or later.' })
  publishedFrom?: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Published earlier.' })
  publishedBefore?: Date | null

  @Field(() => String, { nullable: true, description: 'The query language of search; every word must hold.' })
  text?: string | null

  @Field(() => ID, { nullable: true, description: 'Within this story.' })
  story?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Whether readAlso has something to show.' })
  hasReadAlso?: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'False hides a copy where the article that it copies matches as well. Means nothing inside `not`.',
  })
  includeCopies?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'True for archive only, false for news only.' })
  isLate?: boolean | null

  @Field(() => ArticleFilterInput, { nullable: true, description: 'None of what this matches.' })
  not?: ArticleFilterInput | null
}
