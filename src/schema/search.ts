import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { Tag } from '../entities/tag.ts'
import type { Highlight } from '../search/highlights.ts'
import type { Hit, SearchPage } from '../search/search.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { ArticleType } from './article.ts'
import { type Connection, PageInfoType } from './connections.ts'
import { describeEnum } from './enums.ts'
import { ChangeCursorScalar, CursorScalar, DateScalar } from './scalars.ts'
import { SourceType } from './source.ts'
import { TagType } from './tag.ts'

export const SearchOrder = { RELEVANCE: 'RELEVANCE', NEWEST: 'NEWEST' } as const
export const SearchField = { TITLE: 'TITLE', EXCERPT: 'EXCERPT', BODY: 'BODY', TAGS: 'TAGS' } as const
describeEnum('SearchOrder', SearchOrder, 'ترتيب نتائج البحث\nIn which order a search gives what it finds.', {
  RELEVANCE: 'الأوفق أولاً\nThe best match first.',
  NEWEST: 'الأحدث نشراً أولاً\nThe latest published first.',
})
describeEnum('SearchField', SearchField, 'حقول المقال التي يُبحث فيها\nWhere in an article a passage stands.', {
  TITLE: 'العنوان\nIn the title.',
  EXCERPT: 'الملخص\nIn the excerpt.',
  BODY: 'النص\nIn the body.',
  TAGS: 'الوسوم\nAmong the tags.',
})

@ObjectType('TextRange', {
  description: 'مدى من النص\nUTF-16 offsets, as of String.slice; `end` is the first after it.',
  simpleResolvers: true,
})
export class TextRangeType {
  @Field(() => Int, { description: 'أول وحدة منه\nThe first code unit.' })
  start: number

  @Field(() => Int, { description: 'ما بعد آخر وحدة منه\nThe one after the last.' })
  end: number
}

@ObjectType('Highlight', {
  description:
    'مقطع من النص فيه ما بُحث عنه\nA passage of the text as printed, cut between words; the whole of a title or excerpt. Ranges are UTF-16 offsets into it and cover whole words, attached particles too: a mark inside an Arabic word breaks its letters apart in some browsers.',
  simpleResolvers: true,
})
export class HighlightType implements Highlight {
  @Field(() => SearchField, { description: 'في أي حقل هو\nWhere it stands.' })
  field: Highlight['field']

  @Field(() => String, { description: 'كما طُبع\nAs printed.' })
  text: string

  @Field(() => [TextRangeType], {
    description: 'مواضع الكلمات المطلوبة بترتيبها\nThe words that were asked for, in order.',
  })
  ranges: TextRangeType[]
}

@ObjectType('SearchEdge', { description: 'مقال وجده البحث\nAn article that was found.', simpleResolvers: true })
export class SearchEdgeType {
  @Field(() => CursorScalar, {
    description: 'الموضع، ويصلح للبحث نفسه\nThe place, good in a list of the same query, filter and order.',
  })
  cursor: string

  @Field(() => ArticleType, { description: 'المقال\nThe article.' })
  node: ArticleRow

  @Field(() => Float, { description: 'درجة الموافقة\nHow well it answers; comparable within one query.' })
  score: number

  hit: Hit
}

@ObjectType('SourceCount', {
  description: 'كم نشر منها مصدر\nHow many of the articles a source published.',
  simpleResolvers: true,
})
export class SourceCountType {
  @Field(() => SourceType, { description: 'المصدر\nThe source.' })
  source: SourceRow

  @Field(() => Int, { description: 'عدد المقالات\nArticles.' })
  count: number
}

@ObjectType('TagCount', {
  description: 'كم منها يحمل وسماً\nHow many of the articles show a tag.',
  simpleResolvers: true,
})
export class TagCountType {
  @Field(() => TagType, { description: 'الوسم\nThe tag.' })
  tag: Tag

  @Field(() => Int, { description: 'عدد المقالات\nArticles.' })
  count: number
}

@ObjectType('DayCount', {
  description: 'كم منها نُشر في يوم\nHow many of the articles were published on a day.',
  simpleResolvers: true,
})
export class DayCountType {
  @Field(() => DateScalar, { description: 'اليوم\nThe day.' })
  day: string

  @Field(() => Int, { description: 'عدد المقالات\nArticles.' })
  count: number
}

@ObjectType('SearchFacets', {
  description:
    'إحصاء كل ما يوافق، لا هذه الصفحة وحدها\nOver everything that matches (of more than 10,000 the newest), not only this page; most frequent first, days newest first.',
})
export class SearchFacetsType {
  matches: SearchPage['matches']
}

@ObjectType('SearchConnection', {
  description: 'صفحة من نتائج البحث\nOne page of what a query finds.',
  simpleResolvers: true,
})
export class SearchConnectionType implements Connection<ArticleRow> {
  @Field(() => [SearchEdgeType], { description: 'المقالات ومواضعها\nThe articles with their places.' })
  edges: SearchEdgeType[]

  @Field(() => [ArticleType], { description: 'المقالات وحدها\nThe articles alone.' })
  nodes: ArticleRow[]

  @Field(() => PageInfoType, { description: 'هل للقائمة بقية، ومن أين\nWhether and where to go on.' })
  pageInfo: PageInfoType

  @Field(() => ChangeCursorScalar, {
    description:
      'المؤشر الحي: منه يُسمع ما جاء بعد هذه النتائج\nWhere `changes` or `articleIngested` must start to hear of what came after this. Take it from the first page.',
  })
  liveCursor: string

  /** What is counted where the numbers are asked for. */
  matches: SearchPage['matches']
  /** The query as typed. */
  text: string
}
