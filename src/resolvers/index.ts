import { ArticleResolver } from './article.ts'
import { ArticleGroupsResolver } from './article-groups.ts'
import { ArticleLinksResolver } from './article-links.ts'
import { ArticleTextResolver } from './article-text.ts'
import { ArticlesIngestResolver } from './articles-ingest.ts'
import { ArticleUpdatedResolver, ChangesResolver } from './changes.ts'
import { ArticleConnectionResolver, SourceConnectionResolver, TagConnectionResolver } from './connections.ts'
import { DisplayTermsResolver } from './display-terms.ts'
import { DocumentsResolver } from './documents.ts'
import { EditorMutationsResolver } from './editor-mutations.ts'
import { FeedCandidateResolver, FeedConnectionResolver, FeedResolver } from './feed.ts'
import { FeedMutationsResolver } from './feed-mutations.ts'
import { NodeResolver } from './node.ts'
import { OperationResolver } from './operation.ts'
import { PartnerMutationsResolver } from './partner-mutations.ts'
import { ApiKeyResolver, PartnersResolver } from './partners.ts'
import { QueryResolver } from './query.ts'
import { RelatedLinkResolver } from './related-link.ts'
import { SearchEdgeResolver, SearchResolver } from './search.ts'
import { SearchFacetsResolver } from './search-facets.ts'
import { SourceResolver } from './source.ts'
import { SourceMutationsResolver } from './source-mutations.ts'
import { StoryConnectionResolver, StoryResolver } from './story.ts'
import { TagResolver } from './tag.ts'
import { TrendingTagsResolver } from './trending-tags.ts'
import { UsageResolver } from './usage.ts'
import { UserErrorResolver } from './user-error.ts'
import { ViewerResolver } from './viewer.ts'
import { WebhookMutationsResolver } from './webhook-mutations.ts'
import { WebhookDeliveryResolver, WebhookResolver } from './webhooks.ts'

/** Every resolver of queries, of mutations and of the fields of what they give. */
export const RESOLVERS = [
  NodeResolver,
  QueryResolver,
  ArticleResolver,
  ArticleTextResolver,
  ArticleLinksResolver,
  ArticleGroupsResolver,
  RelatedLinkResolver,
  SourceResolver,
  TagResolver,
  TrendingTagsResolver,
  StoryResolver,
  ArticleConnectionResolver,
  SourceConnectionResolver,
  TagConnectionResolver,
  StoryConnectionResolver,
  SearchResolver,
  SearchEdgeResolver,
  SearchFacetsResolver,
  FeedResolver,
  FeedCandidateResolver,
  FeedConnectionResolver,
  FeedMutationsResolver,
  SourceMutationsResolver,
  ArticlesIngestResolver,
  EditorMutationsResolver,
  DocumentsResolver,
  ChangesResolver,
  ArticleUpdatedResolver,
  UsageResolver,
  UserErrorResolver,
  ViewerResolver,
  DisplayTermsResolver,
  WebhookResolver,
  WebhookDeliveryResolver,
  WebhookMutationsResolver,
  OperationResolver,
  PartnersResolver,
  ApiKeyResolver,
  PartnerMutationsResolver,
] as const
