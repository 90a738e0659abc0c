import { Field, ID, InputType, ObjectType } from 'type-graphql'
import type { PushAnswer, PushResult } from '../entities/push.ts'
import { DatePrecision, IngestOutcome } from './enums.ts'
import { DateTimeScalar, URLScalar } from './scalars.ts'
import { UserErrorType } from './user-error.ts'

@InputType('RelatedInput', { description: 'A headline that the page of an article shows beside it.' })
export class RelatedInput {
  @Field(() => String, { description: 'As printed.' })
  headline: string

  @Field(() => URLScalar, { nullable: true, description: 'Where it leads.' })
  url?: string | null

  @Field(() => String, { nullable: true, description: 'What the page says of it.' })
  excerpt?: string | null
}

@InputType('ArticleInput', {
  description: 'An article as its publisher has it. What is left out is not known, which erases nothing that is.',
})
export class ArticleInput {
  @Field(() => String, { nullable: true, description: "The publisher's own name of it, the same at every push." })
  guid?: string | null

  @Field(() => URLScalar, { nullable: true, description: 'Its address.' })
  url?: string | null

  @Field(() => String, { description: 'The headline.' })
  title: string

  @Field(() => String, { nullable: true, description: 'A summary: plain text or HTML.' })
  excerpt?: string | null

  @Field(() => String, { nullable: true, description: 'The body, at most 2 MB; it is sanitised.' })
  html?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The body where there is no HTML; an empty line parts paragraphs.',
  })
  text?: string | null

  @Field(() => [String], { nullable: true, description: 'As printed.' })
  authors?: string[] | null

  @Field(() => [String], { nullable: true, description: 'As printed.' })
  tags?: string[] | null

  @Field(() => URLScalar, { nullable: true, description: 'The address of its picture.' })
  image?: string | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was published; of a DAY its midnight in UTC.' })
  publishedAt?: Date | null

  @Field(() => DatePrecision, { nullable: true, defaultValue: 'TIME', description: 'How precisely that is known.' })
  publishedAtPrecision?: DatePrecision | null

  @Field(() => String, { nullable: true, description: 'BCP 47; else it is detected.' })
  language?: string | null

  @Field(() => [RelatedInput], {
    nullable: true,
    description: 'إقرأ أيضاً\nWhat its page points to, in page order; an empty list says that it points to nothing.',
  })
  readAlso?: RelatedInput[] | null

  @Field(() => [RelatedInput], {
    nullable: true,
    description: 'مقالات مشابهة\nWhat its page calls similar, in page order.',
  })
  similar?: RelatedInput[] | null
}

@InputType('ArticlesIngestInput', { description: 'Articles of one source.' })
export class ArticlesIngestInput {
  @Field(() => ID, { description: 'Id or slug of the source.' })
  source: string

  @Field(() => String, {
    nullable: true,
    description: 'A name of this push, at most 255 characters: the same push again gives the first answer.',
  })
  idempotencyKey?: string | null

  @Field(() => [ArticleInput], { description: 'At most 100.' })
  articles: ArticleInput[]
}

@ObjectType('IngestResult', { description: 'What became of one article.', simpleResolvers: true })
export class IngestResultType implements Pick<PushResult, 'outcome' | 'error'> {
  @Field(() => IngestOutcome, { description: 'UNCHANGED where it is known and says nothing new.' })
  outcome: PushResult['outcome']

  @Field(() => UserErrorType, {
    nullable: true,
    description: 'Why it was REJECTED; `field` leads from the article on.',
  })
  error: PushResult['error']
}

@ObjectType('ArticlesIngestPayload', {
  description: 'results has one entry an article, in order; empty where userErrors is not.',
  simpleResolvers: true,
})
export class ArticlesIngestPayloadType implements PushAnswer {
  @Field(() => [IngestResultType], { description: 'What became of the articles.' })
  results: PushResult[]

  @Field(() => [UserErrorType], { description: 'Why nothing was taken.' })
  userErrors: PushAnswer['userErrors']
}
