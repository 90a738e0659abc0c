import { Arg, Ctx, Query, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { TrendingTagType, TrendWindow } from '../schema/trending-tag.ts'
import type { TrendingTag } from '../stores/trending-store.ts'
import { defaultsTo, FIRST, lengthOf } from './page-range.ts'

/** What is written about more than usual. */
@Resolver()
export class TrendingTagsResolver {
  @Query(() => [TrendingTagType], {
    description: 'وسوم صاعدة\nTags whose use rises fastest against their own past.',
  })
  async trendingTags(
    @Ctx() { stores, now }: Context,
    @Arg('window', () => TrendWindow, {
      nullable: true,
      defaultValue: 'DAY',
      description: 'المدة\nHow far back is looked.',
    })
    window: keyof typeof TrendWindow | null,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): Promise<TrendingTag[]> {
    return await stores.trending.tags(window ?? 'DAY', lengthOf(first, 20), now())
  }
}
