import { Arg, Ctx, Extensions, FieldResolver, Float, ID, Int, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import type { FeedCandidate, FoundItem } from '../entities/discovery.ts'
import type { SourceHealth as Health } from '../entities/enums.ts'
import { encodeId } from '../entities/node-id.ts'
import { noFeed } from '../entities/registry-error.ts'
import { FeedConnectionType } from '../schema/connections.ts'
import { SourceHealth } from '../schema/enums.ts'
import { FeedCandidateType, FeedDayType, FeedItemType, FeedType } from '../schema/feed.ts'
import { FeedPreviewType } from '../schema/feed-payloads.ts'
import { AFTER } from '../schema/list-arguments.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { CursorScalar, DateTimeScalar, URLScalar } from '../schema/scalars.ts'
import { SourceType } from '../schema/source.ts'
import type { FeedDayRow, FeedRow } from '../stores/feed-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { itemsToday, itemsUsual, notModifiedRatio } from './feed-figures.ts'
import { sourceNamed } from './named.ts'
import { connectionOf, defaultsTo, FIRST, lengthOf, pageRange } from './page-range.ts'

/** The id of no row: a source that there is not has no feeds. */
const NOTHING = '0'

@Resolver(() => FeedType)
export class FeedResolver {
  @Query(() => FeedConnectionType, {
    nullable: true,
    description: 'خلاصات\n[OPERATE] Those that are polled or paused, in the order in which they were added.',
  })
  @Extensions({ scope: 'OPERATE' })
  async feeds(
    @Ctx() context: Context,
    @Arg('source', () => ID, { nullable: true, description: 'معرّف أو اسم مختصر\nId or slug.' }) source: string | null,
    @Arg('health', () => [SourceHealth], { nullable: true, description: 'أي من هذه\nAny of.' }) health: Health[] | null,
    @Arg('first', FIRST, defaultsTo(50)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<FeedConnectionType> {
    const sourceId = source == null ? null : ((await sourceNamed(source, context))?.id ?? NOTHING)
    const filter = { sourceId, health }
    return { ...connectionOf(await context.stores.feeds.page(filter, pageRange({ first, after }, 50))), filter }
  }

  @Query(() => FeedPreviewType, {
    nullable: true,
    description: 'ما الذي يأتي به عنوان قبل إضافته\n[OPERATE] What a page or feed address would bring. Stores nothing.',
  })
  @Extensions({ scope: 'OPERATE' })
  async feedPreview(
    @Ctx() { feedFinder }: Context,
    @Arg('url', () => URLScalar, {
      description: 'عنوان الخلاصة أو صفحة الموقع\nThe address of the feed, or of a page of its site.',
    })
    url: string,
  ): Promise<FeedPreviewType> {
    const found = await feedFinder.preview(url)
    return found.ok ? { ...found, userErrors: [] } : { candidates: [], userErrors: [noFeed(found)] }
  }

  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: FeedRow): string {
    return encodeId('fed', id)
  }

  @FieldResolver(() => SourceType, { description: 'المصدر الذي تأتي بمقالاته\nWhose articles it brings.' })
  async source(@Root() { sourceId }: FeedRow, @Ctx() { loaders }: Context): Promise<SourceRow> {
    return (await loaders.source.load(sourceId))!
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'متى تُطلب المرة القادمة\nWhen it is polled next; null while it is paused, removed or gone.',
  })
  nextFetchAt(@Root() { health, goneAt, nextFetchAt }: FeedRow): Date | null {
    return health === 'PAUSED' || goneAt !== null ? null : nextFetchAt
  }

  @FieldResolver(() => [FeedDayType], {
    description: 'أيامها الأربعة عشر الأخيرة، الأقدم أولاً\nThe last 14 days, the oldest first; without those unpolled.',
  })
  async days(@Root() { id }: FeedRow, @Ctx() { loaders }: Context): Promise<FeedDayRow[]> {
    return await loaders.daysOfFeed.load(id)
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'حصة الطلبات التي لم تأت بجديد\nShare of the polls of the last 14 days that brought nothing new, 0 to 1; null before the first.',
  })
  async notModifiedRatio(@Root() { id }: FeedRow, @Ctx() { loaders }: Context): Promise<number | null> {
    return notModifiedRatio(await loaders.daysOfFeed.load(id))
  }

  @FieldResolver(() => Int, { description: 'عناصرها الجديدة اليوم\nNew items of this day in UTC.' })
  async itemsToday(@Root() { id }: FeedRow, @Ctx() { loaders, now }: Context): Promise<number> {
    return itemsToday(await loaders.daysOfFeed.load(id), now())
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'عناصرها الجديدة في اليوم المعتاد\nNew items of a usual day: the mean of the days before, at most 13; null before there is one.',
  })
  async itemsUsual(@Root() { id }: FeedRow, @Ctx() { loaders, now }: Context): Promise<number | null> {
    return itemsUsual(await loaders.daysOfFeed.load(id), now())
  }
}

@Resolver(() => FeedCandidateType)
export class FeedCandidateResolver {
  @FieldResolver(() => [FeedItemType], { description: 'ما فيها الآن بترتيبها\nWhat it shows now, in its order.' })
  items(@Root() { items }: FeedCandidate, @Arg('first', FIRST, defaultsTo(5)) first: number | null): FoundItem[] {
    return items.slice(0, lengthOf(first, 5))
  }
}

@Resolver(() => FeedConnectionType)
export class FeedConnectionResolver {
  @FieldResolver(() => Int, { description: 'العدد الكلي\nExact.' })
  async totalCount(@Root() { filter }: FeedConnectionType, @Ctx() { stores }: Context): Promise<number> {
    return await stores.feeds.count(filter)
  }
}
