import { Extensions, Resolver, Root, Subscription } from 'type-graphql'
import { FeedType } from '../schema/feed.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import { abortable } from './abortable.ts'

/** Feeds whose health changes, live. */
@Resolver()
export class FeedHealthChangedResolver {
  @Subscription(() => FeedType, {
    description:
      'تغيّر حال خلاصة\n[OPERATE] Each feed whose health changes, as it is then; a reader that is behind gets the latest state of each.',
    subscribe: ({ context }) => abortable((signal) => context.feedHealth.follow(signal)),
  })
  @Extensions({ scope: 'OPERATE' })
  feedHealthChanged(@Root() feed: FeedRow): FeedRow {
    return feed
  }
}
