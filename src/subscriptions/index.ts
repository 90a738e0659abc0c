import { ArticleIngestedResolver } from './article-ingested.ts'
import { ChangesSubscription } from './changes.ts'
import { FeedHealthChangedResolver } from './feed-health-changed.ts'

/** Every resolver of subscriptions. */
export const SUBSCRIPTIONS = [ArticleIngestedResolver, ChangesSubscription, FeedHealthChangedResolver] as const
