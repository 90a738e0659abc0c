import { type ClassType, Field, ObjectType } from 'type-graphql'
import type { Tag } from '../entities/tag.ts'
import type { ArticleFilter } from '../stores/article-filter.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { FeedFilter, FeedRow } from '../stores/feed-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import type { ListedPartner } from '../stores/partner-store.ts'
import type { SourceFilterInput, SourceRow } from '../stores/source-store.ts'
import type { StoryQuery, StoryRow } from '../stores/story-store.ts'
import type { TagQuery } from '../stores/tag-store.ts'
import { ArticleType } from './article.ts'
import { RegisteredDocumentType } from './documents.ts'
import { FeedType } from './feed.ts'
import { PartnerAccountType } from './partners.ts'
import { RelatedLinkType } from './related-link.ts'
import { ChangeCursorScalar, CursorScalar } from './scalars.ts'
import { SourceType } from './source.ts'
import { StoryType } from './story.ts'
import { TagType } from './tag.ts'
import { OperationUsageType } from './usage.ts'

const PAGE = 'صفحة من قائمة\nOne page of a list.'

@ObjectType('PageInfo', {
  description:
    'معلومات الصفحة\nAs the Relay cursor specification has it. Go on with `after: endCursor` while hasNextPage is true.',
  simpleResolvers: true,
})
export class PageInfoType {
  @Field(() => Boolean, { description: 'هل بعدها المزيد\nWhether there is more after this page.' })
  hasNextPage: boolean

  @Field(() => Boolean, { description: 'هل قبلها المزيد\nWhether there is more before this page.' })
  hasPreviousPage: boolean

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'موضع أول عنصر\nOf the first edge; null where there is none.',
  })
  startCursor: string | null

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'موضع آخر عنصر\nOf the last edge; null where there is none.',
  })
  endCursor: string | null
}

/** What every connection gives of its page. */
export interface Connection<Node> {
  edges: { cursor: string; node: Node }[]
  nodes: Node[]
  pageInfo: PageInfoType
}

function connectionOf<Node>(name: string, node: ClassType) {
  @ObjectType(`${name}Edge`, {
    description: 'عنصر وموضعه في القائمة\nOne entry of a list, with its place in it.',
    simpleResolvers: true,
  })
  class EdgeType {
    @Field(() => CursorScalar, {
      description: 'الموضع، ويصلح لقائمة بالترتيب نفسه\nThe place; `after` or `before` in a list of the same order.',
    })
    cursor: string

    @Field(() => node, { description: 'العنصر\nThe entry.' })
    node: Node
  }

  @ObjectType({ simpleResolvers: true })
  abstract class ConnectionType implements Connection<Node> {
    @Field(() => [EdgeType], { description: 'العناصر ومواضعها\nThe entries with their places.' })
    edges: EdgeType[]

    @Field(() => [node], { description: 'العناصر وحدها\nThe entries alone.' })
    nodes: Node[]

    @Field(() => PageInfoType, { description: 'هل للقائمة بقية، ومن أين\nWhether and where to go on.' })
    pageInfo: PageInfoType
  }
  return ConnectionType
}

@ObjectType('ArticleConnection', { description: PAGE, simpleResolvers: true })
export class ArticleConnectionType extends connectionOf<ArticleRow>('Article', ArticleType) {
  @Field(() => ChangeCursorScalar, {
    description:
      'المؤشر الحي: منه يتابع المشترك بلا فجوة ولا تكرار\nWhere `changes` or `articleIngested` over the same filter must start to continue this page with no gap and no repeat. Take it from the first page.',
  })
  liveCursor: string

  /** What is counted where the number is asked for. */
  filter: ArticleFilter
}

@ObjectType('RelatedLinkConnection', { description: PAGE, simpleResolvers: true })
export class RelatedLinkConnectionType extends connectionOf<LinkRow>('RelatedLink', RelatedLinkType) {}

@ObjectType('StoryConnection', { description: PAGE, simpleResolvers: true })
export class StoryConnectionType extends connectionOf<StoryRow>('Story', StoryType) {
  @Field(() => ChangeCursorScalar, {
    description:
      'المؤشر الحي: منه تُتابَع القصص بلا فجوة\nWhere `changes` must start to continue this page with no gap. Take it from the first page.',
  })
  liveCursor: string

  /** What is counted where the number is asked for. */
  query: StoryQuery
}

@ObjectType('SourceConnection', { description: PAGE, simpleResolvers: true })
export class SourceConnectionType extends connectionOf<SourceRow>('Source', SourceType) {
  filter: SourceFilterInput
}

@ObjectType('TagConnection', { description: PAGE, simpleResolvers: true })
export class TagConnectionType extends connectionOf<Tag>('Tag', TagType) {
  filter: TagQuery
}

@ObjectType('FeedConnection', { description: PAGE, simpleResolvers: true })
export class FeedConnectionType extends connectionOf<FeedRow>('Feed', FeedType) {
  filter: FeedFilter
}

@ObjectType('RegisteredDocumentConnection', { description: PAGE, simpleResolvers: true })
export class RegisteredDocumentConnectionType extends connectionOf<RegisteredDocumentType>(
  'RegisteredDocument',
  RegisteredDocumentType,
) {}

@ObjectType('PartnerAccountConnection', { description: PAGE, simpleResolvers: true })
export class PartnerAccountConnectionType extends connectionOf<ListedPartner>('PartnerAccount', PartnerAccountType) {}

@ObjectType('OperationUsageConnection', { description: PAGE, simpleResolvers: true })
export class OperationUsageConnectionType extends connectionOf<OperationUsageType>(
  'OperationUsage',
  OperationUsageType,
) {}
