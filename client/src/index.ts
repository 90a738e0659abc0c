export {
  type Change,
  type ChangesOptions,
  type ClientOptions,
  type Document,
  SilaClient,
  type SubscribeOptions,
  type TypedDocument,
} from './client.ts'
export { articleDocument, articlesDocument, searchDocument } from './documents.ts'
export { type ErrorInfo, SilaError } from './failure.ts'
export type { FeedResult, FeedState, FollowOptions, Gap } from './follow.ts'
export type {
  ArticleCardFragment,
  ArticleFilter,
  ArticleQuery,
  ArticlesQuery,
  ChangeType,
  RelatedCardFragment,
  SearchQuery,
} from './generated.ts'
export type { KeyGiver } from './key.ts'
export type { Subscription } from './subscription.ts'
