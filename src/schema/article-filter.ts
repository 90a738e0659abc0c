import { Field, ID, InputType } from 'type-graphql'
import type { ArticleFilterInput as FilterInput } from '../stores/article-filter.ts'
import { DateTimeScalar } from './scalars.ts'

/** Of a list of sources or tags. */
const anyOf = (arabic: string, example: string) =>
  `أي من هذه ${arabic}\nAny of. Ids or slugs, e.g. ["${example}"]; an empty list matches nothing.`

@InputType('ArticleFilter', {
  description:
    'مرشِّح المقالات: يجب أن تصحّ الشروط كلها\nEvery condition must hold. The same filter means the same in a query and in a subscription, e.g. { sources: ["bbc"], text: "غزة -كأس", includeCopies: false }.',
})
export class ArticleFilterInput implements FilterInput {
  @Field(() => [ID], { nullable: true, description: anyOf('المصادر', 'bbc') })
  sources?: string[] | null

  @Field(() => [ID], { nullable: true, description: anyOf('الوسوم', 'هدنه') })
  tags?: string[] | null

  @Field(() => [ID], { nullable: true, description: 'كل هذه الوسوم معاً\nAll of. Ids or slugs, e.g. ["غزه", "هدنه"].' })
  allTags?: string[] | null

  @Field(() => [String], {
    nullable: true,
    description: 'بأي من هذه اللغات، مثل ar\nAny of; BCP 47, and `ar` stands for `ar-EG` too.',
  })
  languages?: string[] | null

  @Field(() => [String], {
    nullable: true,
    description: 'من مصادر أي من هذه البلدان، مثل EG\nAny of; of the source, ISO 3166-1 alpha-2, e.g. ["EG", "SA"].',
  })
  countries?: string[] | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'نُشر حينها أو بعدها\nPublished then or later, e.g. 2025-05-02T00:00:00Z.',
  })
  publishedFrom?: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'نُشر قبلها\nPublished earlier than this.' })
  publishedBefore?: Date | null

  @Field(() => String, {
    nullable: true,
    description:
      'كلمات يجب أن ترد كلها، بلغة البحث\nThe query language of search; every word must hold, e.g. "هدنة غزة" -كأس.',
  })
  text?: string | null

  @Field(() => ID, { nullable: true, description: 'ضمن هذه القصة\nWithin this story, by its id.' })
  story?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'هل في «إقرأ أيضاً» ما يُعرض\nWhether readAlso has something to show.',
  })
  hasReadAlso?: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'هل تُعرض النسخ مع أصلها\nFalse hides a copy where the article that it copies matches as well. Means nothing inside `not`.',
  })
  includeCopies?: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'الأرشيف وحده true والأخبار وحدها false\nTrue for archive only, false for news only.',
  })
  isLate?: boolean | null

  @Field(() => ArticleFilterInput, {
    nullable: true,
    description: 'ما لا يوافق هذا المرشِّح\nNone of what this matches, e.g. { tags: ["رياضه"] }.',
  })
  not?: ArticleFilterInput | null
}
