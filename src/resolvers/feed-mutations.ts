import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import { feedState, noSuch } from '../entities/registry-error.ts'
import type { UserError } from '../entities/user-error.ts'
import { FeedPayloadType } from '../schema/feed-payloads.ts'
import { ID_OF } from '../schema/list-arguments.ts'
import { URLScalar } from '../schema/scalars.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import { feedNamed, sourceNamed } from './named.ts'

const refused = (error: UserError): FeedPayloadType => ({ feed: null, userErrors: [error] })

/** Changes a feed that is there and not removed; the payload shows what it came to. */
async function change(
  id: string,
  context: Context,
  act: (feed: FeedRow) => Promise<UserError | undefined>,
): Promise<FeedPayloadType> {
  const feed = await feedNamed(id, context)
  if (feed === null) return refused(noSuch('feed', 'id'))
  if (feed.removedAt !== null) return refused(feedState('removed'))
  const error = await act(feed)
  if (error !== undefined) return refused(error)
  context.loaders.source.clear(feed.sourceId)
  return { feed: await feedNamed(id, context), userErrors: [] }
}

/** Feeds as their operator sets them up. */
@Resolver()
export class FeedMutationsResolver {
  @Mutation(() => FeedPayloadType, {
    nullable: true,
    description:
      'إضافة خلاصة\n[OPERATE] Stores the feed of an address, under the given source or one made for its site, e.g. feedAdd(url: "https://news.example/"). One that was removed comes back under its id.',
  })
  @Extensions({ scope: 'OPERATE' })
  async feedAdd(
    @Ctx() context: Context,
    @Arg('url', () => URLScalar, {
      description: 'عنوان الخلاصة أو صفحة الموقع\nThe address of the feed, or of a page of its site.',
    })
    url: string,
    @Arg('source', () => ID, { nullable: true, description: 'معرّف أو اسم مختصر\nId or slug.' }) source: string | null,
  ): Promise<FeedPayloadType> {
    const under = source == null ? null : await sourceNamed(source, context)
    if (source != null && under === null) return refused(noSuch('source', 'source'))
    const added = await context.feedFinder.add(url, under?.id ?? null)
    if (!added.ok) return refused(added.error)
    context.loaders.source.clearAll()
    return { feed: await feedNamed(encodeId('fed', added.feedId), context), userErrors: [] }
  }

  @Mutation(() => FeedPayloadType, {
    nullable: true,
    description: 'إيقاف خلاصة إلى حين\n[OPERATE] Leaves it alone until it is resumed.',
  })
  @Extensions({ scope: 'OPERATE' })
  async feedPause(@Ctx() context: Context, @Arg('id', () => ID, ID_OF.feed) id: string): Promise<FeedPayloadType> {
    return await change(id, context, async (feed) => {
      await context.stores.feedRegistry.pause(feed.id)
      return undefined
    })
  }

  @Mutation(() => FeedPayloadType, {
    nullable: true,
    description: 'استئناف خلاصة\n[OPERATE] Polls it again, also where its publisher said 410 Gone.',
  })
  @Extensions({ scope: 'OPERATE' })
  async feedResume(@Ctx() context: Context, @Arg('id', () => ID, ID_OF.feed) id: string): Promise<FeedPayloadType> {
    return await change(id, context, async (feed) => {
      await context.stores.feedRegistry.resume(feed.id)
      return undefined
    })
  }

  @Mutation(() => FeedPayloadType, {
    nullable: true,
    description: 'إزالة خلاصة، وتبقى مقالاتها\n[OPERATE] Stops polling for good; its articles stay.',
  })
  @Extensions({ scope: 'OPERATE' })
  async feedRemove(@Ctx() context: Context, @Arg('id', () => ID, ID_OF.feed) id: string): Promise<FeedPayloadType> {
    const feed = await feedNamed(id, context)
    // Removed is removed: who asks again is not told off.
    if (feed !== null && feed.removedAt !== null) return { feed, userErrors: [] }
    return await change(id, context, async (feed) => {
      await context.stores.feedRegistry.remove(feed.id)
      return undefined
    })
  }

  @Mutation(() => FeedPayloadType, {
    nullable: true,
    description: 'طلب الخلاصة الآن\n[OPERATE] Polls now, politeness kept; answers before the poll is done.',
  })
  @Extensions({ scope: 'OPERATE' })
  async feedRefresh(@Ctx() context: Context, @Arg('id', () => ID, ID_OF.feed) id: string): Promise<FeedPayloadType> {
    return await change(id, context, async (feed) => {
      if (feed.health === 'PAUSED') return feedState('paused')
      if (feed.goneAt !== null) return feedState('gone')
      await context.stores.feedRegistry.refresh([feed.id])
      return undefined
    })
  }
}
