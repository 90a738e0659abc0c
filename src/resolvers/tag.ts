import type { GraphQLResolveInfo } from 'graphql'
import { Args, Ctx, FieldResolver, ID, Info, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import type { Tag } from '../entities/tag.ts'
import { ArticleListArgs } from '../schema/article-list-args.ts'
import { ArticleConnectionType } from '../schema/connections.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { TagType } from '../schema/tag.ts'
import { articleList } from './article-list.ts'

@Resolver(() => TagType)
export class TagResolver {
  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: Tag): string {
    return encodeId('tag', id)
  }

  @FieldResolver(() => ArticleConnectionType, { description: 'مقالاته وحدها\nAs Query.articles, within it.' })
  async articles(
    @Root() { id }: Tag,
    @Ctx() context: Context,
    @Args(() => ArticleListArgs) args: ArticleListArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnectionType> {
    return await articleList(context, args, info, { tags: { ids: [id], slugs: [] } })
  }
}
