import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, ID, Info, Query, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import type { TagKind as Kind } from '../entities/enums.ts'
import type { Tag } from '../entities/tag.ts'
import { AppError } from '../errors.ts'
import { ArticleType } from '../schema/article.ts'
import { ArticleListArgs } from '../schema/article-list-args.ts'
import { ArticleConnectionType, SourceConnectionType, TagConnectionType } from '../schema/connections.ts'
import { TagKind } from '../schema/enums.ts'
import { AFTER, FILTER, ID_OF } from '../schema/list-arguments.ts'
import { CursorScalar, URLScalar } from '../schema/scalars.ts'
import { SourceFilterInput, SourceType } from '../schema/source.ts'
import { TagType } from '../schema/tag.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { articleList } from './article-list.ts'
import { rowOf } from './node.ts'
import { connectionOf, defaultsTo, FIRST, pageRange } from './page-range.ts'

/** Where reading begins. */
@Resolver()
export class QueryResolver {
  @Query(() => ArticleType, {
    nullable: true,
    description:
      'مقال واحد\nOne article, by exactly one of id or url (any spelling of the url that canonicalises to the same address).',
  })
  async article(
    @Ctx() context: Context,
    @Arg('id', () => ID, { nullable: true, ...ID_OF.article }) id: string | null,
    @Arg('url', () => URLScalar, {
      nullable: true,
      description: 'عنوان المقال على الويب\nIts address, in any spelling.',
    })
    url: string | null,
  ): Promise<ArticleRow | null> {
    if ((id == null) === (url == null)) throw new AppError('BAD_USER_INPUT', "Give exactly one of 'id' and 'url'")
    if (id != null) return await rowOf('art', id, context.loaders.article)
    const key = context.addressKeyOf(url!)
    return key === null ? null : await context.stores.articles.byAddressKey(key)
  }

  @Query(() => ArticleConnectionType, {
    description:
      'مقالات\nNewest first unless ordered otherwise. 20 where neither first nor last is given. LATEST_INGESTED is the exact reverse of the order in which ARTICLE_INGESTED stands in the log of changes.',
  })
  async articles(
    @Ctx() context: Context,
    @Args(() => ArticleListArgs) args: ArticleListArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnectionType> {
    return await articleList(context, args, info)
  }

  @Query(() => SourceType, { nullable: true, description: 'واحد بمعرّفه أو اسمه المختصر\nBy id or slug.' })
  async source(
    @Ctx() { loaders, stores }: Context,
    @Arg('id', () => ID, ID_OF.slugToo) id: string,
  ): Promise<SourceRow | null> {
    return id.includes('_') ? await rowOf('src', id, loaders.source) : await stores.sources.bySlug(id)
  }

  @Query(() => SourceConnectionType, { description: 'مصادر\nIn the order of their slugs.' })
  async sources(
    @Ctx() { stores }: Context,
    @Arg('filter', () => SourceFilterInput, FILTER) given: SourceFilterInput | null,
    @Arg('first', FIRST, defaultsTo(50)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<SourceConnectionType> {
    const filter = given ?? {}
    return { ...connectionOf(await stores.sources.page(filter, pageRange({ first, after }, 50))), filter }
  }

  @Query(() => TagType, { nullable: true, description: 'واحد بمعرّفه أو اسمه المختصر\nBy id or slug.' })
  async tag(@Ctx() { loaders, stores }: Context, @Arg('id', () => ID, ID_OF.slugToo) id: string): Promise<Tag | null> {
    return id.includes('_') ? await rowOf('tag', id, loaders.tag) : await stores.tags.bySlug(id)
  }

  @Query(() => TagConnectionType, {
    description:
      'وسوم\nThose whose name holds the words of the query, in any spelling; what begins with them stands first, then by slug.',
  })
  async tags(
    @Ctx() { stores }: Context,
    @Arg('query', () => String, {
      nullable: true,
      description: 'كلمات من اسم الوسم\nWords of its name, in any spelling, e.g. انتخابات.',
    })
    query: string | null,
    @Arg('kinds', () => [TagKind], {
      nullable: true,
      description: 'أي من هذه الأنواع\nOf any of these kinds; all where it is left out.',
    })
    kinds: Kind[] | null,
    @Arg('first', FIRST, defaultsTo(50)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<TagConnectionType> {
    const filter = { query, kinds }
    return { ...connectionOf(await stores.tags.page(filter, pageRange({ first, after }, 50))), filter }
  }
}
