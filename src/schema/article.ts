import { Field, ObjectType } from 'type-graphql'
import type { ArticleRow } from '../stores/article-store.ts'
import { ArticleStatus, DatePrecision, TextDirection } from './enums.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar, URLScalar } from './scalars.ts'

/** What `Article` gives straight from its row; whatever may be withheld is resolved. */
type Plain = Pick<
  ArticleRow,
  | 'id'
  | 'url'
  | 'title'
  | 'language'
  | 'direction'
  | 'publishedAt'
  | 'publishedAtPrecision'
  | 'observedAt'
  | 'ingestedAt'
  | 'revisedAt'
  | 'isLate'
  | 'status'
>

@ObjectType('Article', {
  implements: NodeType,
  description: 'مقال\nOne article of one publisher.',
  simpleResolvers: true,
})
export class ArticleType extends NodeType implements Plain {
  @Field(() => URLScalar, {
    nullable: true,
    description:
      'العنوان الأصلي للمقال، وهو null إن عُرف المقال من صفحة لا تذكره\nCanonical address; null where the article was learnt from a page that gives none.',
  })
  url: string | null

  @Field(() => String, { description: 'العنوان\nThe headline as printed.' })
  title: string

  @Field(() => String, {
    description:
      'لغة النص كما كُشفت منه، مثل ar أو en\nBCP 47, detected from the text, e.g. ar; `und` where it cannot be told.',
  })
  language: string

  @Field(() => TextDirection, {
    description:
      'اتجاه النص في مجمله\nThe direction of the text as a whole: the value of `dir` for title, excerpt and body, whatever Latin names, links or numbers stand in them.',
  })
  direction: ArticleRow['direction']

  @Field(() => DateTimeScalar, { description: 'وقت النشر\nWhen it was published; never later than observedAt.' })
  publishedAt: Date

  @Field(() => DatePrecision, {
    description:
      'دقّة وقت النشر: إلى الثانية أو إلى اليوم أو بلا تاريخ من الناشر\nHow precisely publishedAt is known; DAY for a date without a time (midnight UTC stands for it: print the UTC date, convert no zone), OBSERVED where the publisher gave none.',
  })
  publishedAtPrecision: ArticleRow['publishedAtPrecision']

  @Field(() => DateTimeScalar, {
    description:
      'متى رأيناه أول مرة\nWhen it was first seen by the crawler, or the stamp printed on the page it was learnt from.',
  })
  observedAt: Date

  @Field(() => DateTimeScalar, { description: 'متى دخل المخزن\nWhen it was taken into the store.' })
  ingestedAt: Date

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'متى غيّر الناشر النص آخر مرة\nWhen the publisher last changed the text; null when it never did.',
  })
  revisedAt: Date | null

  @Field(() => Boolean, {
    description:
      "وصل بعد نشره بأكثر من يوم: أرشيف لا خبر\nIngested more than a day after it was published (of a DAY, after that day's end): archive, not news.",
  })
  isLate: boolean

  @Field(() => ArticleStatus, {
    description:
      'منشور أم مسحوب\nA withdrawn article keeps id, url, title, source and dates; the rest is null or empty. Only id, url and changes still lead to it.',
  })
  status: ArticleRow['status']
}
