import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import type { Tag } from '../entities/tag.ts'
import { ArticleType } from '../schema/article.ts'
import { ArticleListArgs } from '../schema/article-list-args.ts'
import { ArticleConnectionType, StoryConnectionType } from '../schema/connections.ts'
import { AFTER, FILTER, ID_OF, orderedBy } from '../schema/list-arguments.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { CursorScalar } from '../schema/scalars.ts'
import { SourceType } from '../schema/source.ts'
import { StoryFilterInput, StoryOrder, StoryType } from '../schema/story.ts'
import { TagType } from '../schema/tag.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import type { StoryRow } from '../stores/story-store.ts'
import { articleList } from './article-list.ts'
import { rowOf } from './node.ts'
import { connectionOf, defaultsTo, FIRST, lengthOf, pageRange } from './page-range.ts'

/** Stories, and what hangs on one. */
@Resolver(() => StoryType)
export class StoryResolver {
  @Query(() => StoryType, { nullable: true, description: 'قصة واحدة\nA merged one too: it says into which.' })
  async story(@Ctx() { loaders }: Context, @Arg('id', () => ID, ID_OF.story) id: string): Promise<StoryRow | null> {
    return await rowOf('sty', id, loaders.story)
  }

  @Query(() => StoryConnectionType, {
    description:
      'قصص\nClusters of two or more articles about the same event; those active in the last 7 days unless the filter says otherwise.',
  })
  async stories(
    @Ctx() { stores, search, now }: Context,
    @Arg('filter', () => StoryFilterInput, FILTER) given: StoryFilterInput | null,
    @Arg('orderBy', () => StoryOrder, orderedBy('LATEST_ACTIVITY'))
    orderBy: keyof typeof StoryOrder | null,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<StoryConnectionType> {
    const filter = given ?? {}
    const text = filter.text == null ? null : await search.filter({ text: filter.text, includeCopies: true })
    const query = { filter, text, now: now() }
    const page = await stores.stories.page(query, orderBy ?? 'LATEST_ACTIVITY', pageRange({ first, after }, 20))
    return { ...connectionOf(page), liveCursor: page.liveCursor, query }
  }

  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: StoryRow): string {
    return encodeId('sty', id)
  }

  @FieldResolver(() => ArticleType, { description: 'أكثر مقالاتها توسطاً\nIts most central article.' })
  async lead(@Root() { leadId }: StoryRow, @Ctx() { loaders }: Context): Promise<ArticleRow> {
    return (await loaders.article.load(leadId))!
  }

  @FieldResolver(() => [TagType], {
    description: 'وسومها، الأكثر وروداً أولاً\nIts tags, those of most of its articles first.',
  })
  async tags(
    @Root() { id }: StoryRow,
    @Ctx() { loaders }: Context,
    @Arg('first', FIRST, defaultsTo(10)) first: number | null,
  ): Promise<Tag[]> {
    return (await loaders.tagsOfStory.load(id)).slice(0, lengthOf(first, 10))
  }

  @FieldResolver(() => [SourceType], { description: 'من يغطّيها، الأسبق أولاً\nWho covers it, first to publish first.' })
  async sources(
    @Root() { id }: StoryRow,
    @Ctx() { loaders }: Context,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): Promise<SourceRow[]> {
    const covering = (await loaders.sourcesOfStory.load(id)).slice(0, lengthOf(first, 20))
    return await Promise.all(covering.map(async ({ sourceId }) => (await loaders.source.load(sourceId))!))
  }

  @FieldResolver(() => StoryType, {
    nullable: true,
    description:
      'القصة التي دُمجت فيها\nSet once it was merged into another story; it then keeps title, dates and lead, and has no articles.',
  })
  async mergedInto(@Root() { mergedIntoId }: StoryRow, @Ctx() { loaders }: Context): Promise<StoryRow | null> {
    return mergedIntoId === null ? null : await loaders.story.load(mergedIntoId)
  }

  @FieldResolver(() => ArticleConnectionType, { description: 'مقالاته وحدها\nAs Query.articles, within it.' })
  async articles(
    @Root() { id }: StoryRow,
    @Ctx() context: Context,
    @Args(() => ArticleListArgs) args: ArticleListArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnectionType> {
    return await articleList(context, args, info, { story: id })
  }
}

/** Counting costs a statement of its own, so it is done only where the number is asked for. */
@Resolver(() => StoryConnectionType)
export class StoryConnectionResolver {
  @FieldResolver(() => Int, {
    description: 'العدد الكلي، ويقف العدّ عند 10000\nExact up to 10,000, where counting stops.',
  })
  async totalCount(@Root() { query }: StoryConnectionType, @Ctx() { stores }: Context): Promise<number> {
    return await stores.stories.count(query)
  }
}
