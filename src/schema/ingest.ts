import { Field, ID, InputType, ObjectType } from 'type-graphql'
import type { PushAnswer, PushResult } from '../entities/push.ts'
import { DatePrecision, IngestOutcome } from './enums.ts'
import { DateTimeScalar, URLScalar } from './scalars.ts'
import { UserErrorType } from './user-error.ts'

@InputType('RelatedInput', {
  description: 'عنوان تعرضه صفحة المقال بجانبه\nA headline that the page of an article shows beside it.',
})
export class RelatedInput {
  @Field(() => String, { description: 'كما طُبع\nAs printed.' })
  headline: string

  @Field(() => URLScalar, { nullable: true, description: 'العنوان الذي يقود إليه\nWhere it leads.' })
  url?: string | null

  @Field(() => String, { nullable: true, description: 'ما تقوله الصفحة عنه\nWhat the page says of it.' })
  excerpt?: string | null
}

@InputType('ArticleInput', {
  description:
    'مقال كما هو عند ناشره\nAn article as its publisher has it. What is left out is not known, which erases nothing that is. E.g. { url: "https://news.example/a/1", title: "…", text: "…" }.',
})
export class ArticleInput {
  @Field(() => String, {
    nullable: true,
    description: "معرّفه عند ناشره، ولا يتغيّر\nThe publisher's own name of it, the same at every push.",
  })
  guid?: string | null

  @Field(() => URLScalar, { nullable: true, description: 'عنوانه على الويب\nIts address.' })
  url?: string | null

  @Field(() => String, { description: 'العنوان\nThe headline.' })
  title: string

  @Field(() => String, { nullable: true, description: 'ملخص\nA summary: plain text or HTML.' })
  excerpt?: string | null

  @Field(() => String, { nullable: true, description: 'النص بصيغة HTML\nThe body, at most 2 MB; it is sanitised.' })
  html?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'النص بلا HTML\nThe body where there is no HTML; an empty line parts paragraphs.',
  })
  text?: string | null

  @Field(() => [String], { nullable: true, description: 'كما طُبع\nAs printed.' })
  authors?: string[] | null

  @Field(() => [String], { nullable: true, description: 'كما طُبع\nAs printed.' })
  tags?: string[] | null

  @Field(() => URLScalar, { nullable: true, description: 'عنوان صورته\nThe address of its picture.' })
  image?: string | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'وقت نشره\nWhen it was published; of a DAY its midnight in UTC.',
  })
  publishedAt?: Date | null

  @Field(() => DatePrecision, {
    nullable: true,
    defaultValue: 'TIME',
    description: 'دقّة وقت النشر\nHow precisely that is known.',
  })
  publishedAtPrecision?: DatePrecision | null

  @Field(() => String, { nullable: true, description: 'لغته، وإلا كُشفت من نصّه\nBCP 47, e.g. ar; else it is detected.' })
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

@InputType('ArticlesIngestInput', { description: 'مقالات من مصدر واحد\nArticles of one source.' })
export class ArticlesIngestInput {
  @Field(() => ID, { description: 'معرّف المصدر أو اسمه المختصر\nId or slug of the source, e.g. bbc.' })
  source: string

  @Field(() => String, {
    nullable: true,
    description:
      'اسم لهذا الإدخال: إن أُعيد أُعيد جوابه الأول\nA name of this push, at most 255 characters, e.g. a UUID: the same push again gives the first answer.',
  })
  idempotencyKey?: string | null

  @Field(() => [ArticleInput], { description: 'المقالات، 100 على الأكثر\nAt most 100.' })
  articles: ArticleInput[]
}

@ObjectType('IngestResult', { description: 'ما صار إليه مقال\nWhat became of one article.', simpleResolvers: true })
export class IngestResultType implements Pick<PushResult, 'outcome' | 'error'> {
  @Field(() => IngestOutcome, {
    description: 'النتيجة\nWhat was done; UNCHANGED where it is known and says nothing new.',
  })
  outcome: PushResult['outcome']

  @Field(() => UserErrorType, {
    nullable: true,
    description: 'سبب الرفض\nWhy it was REJECTED; `field` leads from the article on.',
  })
  error: PushResult['error']
}

@ObjectType('ArticlesIngestPayload', {
  description:
    'حصيلة الإدخال: نتيجة لكل مقال بترتيبها\nresults has one entry an article, in order; empty where userErrors is not.',
  simpleResolvers: true,
})
export class ArticlesIngestPayloadType implements PushAnswer {
  @Field(() => [IngestResultType], { description: 'ما صار إليه كل مقال\nWhat became of the articles.' })
  results: PushResult[]

  @Field(() => [UserErrorType], { description: 'لماذا لم يُؤخذ شيء\nWhy nothing was taken.' })
  userErrors: PushAnswer['userErrors']
}
