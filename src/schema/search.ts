import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql'
import type { Tag } from '../entities/tag.ts'
import type { Highlight } from '../search/highlights.ts'
import type { Hit, SearchPage } from '../search/search.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { ArticleType } from './article.ts'
import { type Connection, PageInfoType } from './connections.ts'
import { ChangeCursorScalar, CursorScalar, DateScalar } from './scalars.ts'
import { SourceType } from './source.ts'
import { TagType } from './tag.ts'

export const SearchOrder = { RELEVANCE: 'RELEVANCE', NEWEST: 'NEWEST' } as const
export const SearchField = { TITLE: 'TITLE', EXCERPT: 'EXCERPT', BODY: 'BODY', TAGS: 'TAGS' } as const
registerEnumType(SearchOrder, { name: 'SearchOrder', description: 'RELEVANCE is the best match first.' })
registerEnumType(SearchField, { name: 'SearchField', description: 'Where in an article a passage stands.' })

@ObjectType('TextRange', { description: 'UTF-16 offsets; `end` is the first after it.', simpleResolvers: true })
export class TextRangeType {
  @Field(() => Int, { description: 'The first code unit.' })
  start: number

  @Field(() => Int, { description: 'The one after the last.' })
  end: number
}

@ObjectType('Highlight', {
  description:
    'A passage of the text as printed, cut between words; the whole of a title or excerpt. Ranges are UTF-16 offsets into it and cover whole words, attached particles too: a mark inside an Arabic word breaks its letters apart in some browsers.',
  simpleResolvers: true,
})
export class HighlightType implements Highlight {
  @Field(() => SearchField, { description: 'Where it stands.' })
  field: Highlight['field']

  @Field(() => String, { description: 'As printed.' })
  text: string

  @Field(() => [TextRangeType], { description: 'The words that were asked for, in order.' })
  ranges: TextRangeType[]
}

@ObjectType('SearchEdge', { description: 'An article that was found.', simpleResolvers: true })
export class SearchEdgeType {
  @Field(() => CursorScalar, { description: 'The place, good in a list of the same query, filter and order.' })
  cursor: string

  @Field(() => ArticleType, { description: 'The article.' })
  node: ArticleRow

  @Field(() => Float, { description: 'How well it answers; comparable within one query.' })
  score: number

  hit: Hit
}

@ObjectType('SourceCount', { description: 'How many of the articles a source published.', simpleResolvers: true })
export class SourceCountType {
  @Field(() => SourceType, { description: 'The source.' })
  source: SourceRow

  @Field(() => Int, { description: 'Articles.' })
  count: number
}

@ObjectType('TagCount', { description: 'How many of the articles show a tag.', simpleResolvers: true })
export class TagCountType {
  @Field(() => TagType, { description: 'The tag.' })
  tag: Tag

  @Field(() => Int, { description: 'Articles.' })
  count: number
}

@ObjectType('DayCount', { description: 'How many of the articles were published on a day.', simpleResolvers: true })
export class DayCountType {
  @Field(() => DateScalar, { description: 'The day.' })
  day: string

  @Field(() => Int, { description: 'Articles.' })
  count: number
}

@ObjectType('SearchFacets', {
  description:
    'Over everything that matches (of more than 10,000 the newest), not only this page; most frequent first, days newest first.',
})
export class SearchFacetsType {
  matches: SearchPage['matches']
}

@ObjectType('SearchConnection', { description: 'One page of what a query finds.', simpleResolvers: true })
export class SearchConnectionType implements Connection<ArticleRow> {
  @Field(() => [SearchEdgeType], { description: 'The articles with their places.' })
  edges: SearchEdgeType[]

  @Field(() => [ArticleType], { description: 'The articles alone.' })
  nodes: ArticleRow[]

  @Field(() => PageInfoType, { description: 'Whether and where to go on.' })
  pageInfo: PageInfoType

  @Field(() => ChangeCursorScalar, {
    description:
      'Where `changes` or `articleIngested` must start to hear of what came after this. Take it from the first page.',
  })
  liveCursor: string

  /** What is counted where the numbers are asked for. */
  matches: SearchPage['matches']
  /** The query as typed. */
  text: string
}
