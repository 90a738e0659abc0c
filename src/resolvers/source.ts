import { Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import { ArticleListArgs } from '../schema/article-list-args.ts'
import { ArticleConnectionType } from '../schema/connections.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { SourceType } from '../schema/source.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { articleList } from './article-list.ts'

@Resolver(() => SourceType)
export class SourceResolver {
  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: SourceRow): string {
    return encodeId('src', id)
  }

  @FieldResolver(() => ArticleConnectionType, { description: 'مقالاته وحدها\nAs Query.articles, within it.' })
  async articles(
    @Root() { id }: SourceRow,
    @Ctx() context: Context,
    @Args(() => ArticleListArgs) args: ArticleListArgs,
  ): Promise<ArticleConnectionType> {
    return await articleList(context, args, { sources: { ids: [id], slugs: [] } })
  }
}
