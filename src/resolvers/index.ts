import { ArticleResolver } from './article.ts'
import { ArticleLinksResolver } from './article-links.ts'
import { ArticleTextResolver } from './article-text.ts'
import { ArticleConnectionResolver, SourceConnectionResolver, TagConnectionResolver } from './connections.ts'
import { NodeResolver } from './node.ts'
import { QueryResolver } from './query.ts'
import { RelatedLinkResolver } from './related-link.ts'
import { SourceResolver } from './source.ts'
import { TagResolver } from './tag.ts'

/** Every resolver of queries and of the fields of what they give. */
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
] as const
