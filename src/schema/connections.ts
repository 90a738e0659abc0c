import { type ClassType, Field, ObjectType } from 'type-graphql'
import type { Tag } from '../entities/tag.ts'
import type { ArticleFilter } from '../stores/article-filter.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import type { SourceFilterInput, SourceRow } from '../stores/source-store.ts'
import type { TagQuery } from '../stores/tag-store.ts'
import { ArticleType } from './article.ts'
import { RelatedLinkType } from './related-link.ts'
import { ChangeCursorScalar, CursorScalar } from './scalars.ts'
import { SourceType } from './source.ts'
import { TagType } from './tag.ts'

@ObjectType('PageInfo', { description: 'As the Relay cursor specification has it.', simpleResolvers: true })
export class PageInfoType {
  @Field(() => Boolean)
  hasNextPage: boolean

  @Field(() => Boolean)
  hasPreviousPage: boolean

  @Field(() => CursorScalar, { nullable: true })
  startCursor: string | null

  @Field(() => CursorScalar, { nullable: true })
  endCursor: string | null
}

/** What every connection gives of its page. */
export interface Connection<Node> {
  edges: { cursor: string; node: Node }[]
  nodes: Node[]
  pageInfo: PageInfoType
}

function connectionOf<Node>(name: string, node: ClassType) {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class EdgeType {
    @Field(() => CursorScalar)
    cursor: string

    @Field(() => node)
    node: Node
  }

  @ObjectType({ simpleResolvers: true })
  abstract class ConnectionType implements Connection<Node> {
    @Field(() => [EdgeType])
    edges: EdgeType[]

    @Field(() => [node])
    nodes: Node[]

    @Field(() => PageInfoType)
    pageInfo: PageInfoType
  }
  return ConnectionType
}

@ObjectType('ArticleConnection', { simpleResolvers: true })
export class ArticleConnectionType extends connectionOf<ArticleRow>('Article', ArticleType) {
  @Field(() => ChangeCursorScalar, {
    description:
      'Where `changes` or `articleIngested` over the same filter must start to continue this page with no gap and no repeat. Take it from the first page.',
  })
  liveCursor: string

  /** What is counted where the number is asked for. */
  filter: ArticleFilter
}

@ObjectType('RelatedLinkConnection', { simpleResolvers: true })
export class RelatedLinkConnectionType extends connectionOf<LinkRow>('RelatedLink', RelatedLinkType) {}

@ObjectType('SourceConnection', { simpleResolvers: true })
export class SourceConnectionType extends connectionOf<SourceRow>('Source', SourceType) {
  filter: SourceFilterInput
}

@ObjectType('TagConnection', { simpleResolvers: true })
export class TagConnectionType extends connectionOf<Tag>('Tag', TagType) {
  filter: TagQuery
}
