import { ArticleResolver } from './article.ts'
import { ArticleLinksResolver } from './article-links.ts'
import { ArticleTextResolver } from './article-text.ts'
import { ArticlesIngestResolver } from './articles-ingest.ts'
import { ArticleConnectionResolver, SourceConnectionResolver, TagConnectionResolver } from './connections.ts'
import { FeedCandidateResolver, FeedConnectionResolver, FeedResolver } from './feed.ts'
import { FeedMutationsResolver } from './feed-mutations.ts'
import { NodeResolver } from './node.ts'
import { QueryResolver } from './query.ts'
import { RelatedLinkResolver } from './related-link.ts'
import { SourceResolver } from './source.ts'
import { SourceMutationsResolver } from './source-mutations.ts'
import { TagResolver } from './tag.ts'
import { UserErrorResolver } from './user-error.ts'
import { ViewerResolver } from './viewer.ts'

/** Every resolver of queries, of mutations and of the fields of what they give. */
export const RESOLVERS = [
  NodeResolver,
  QueryResolver,
  ArticleResolver,
  ArticleTextResolver,
  ArticleLinksResolver,
  RelatedLinkResolver,
  SourceResolver,
  TagResolver,
  ArticleConnectionResolver,
  SourceConnectionResolver,
  TagConnectionResolver,
  FeedResolver,
  FeedCandidateResolver,
  FeedConnectionResolver,
  FeedMutationsResolver,
  SourceMutationsResolver,
  ArticlesIngestResolver,
  UserErrorResolver,
  ViewerResolver,
] as const
