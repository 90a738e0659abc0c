import type { GraphQLResolveInfo } from 'graphql'
import { Args, Ctx, FieldResolver, ID, Info, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import { ArticleListArgs } from '../schema/article-list-args.ts'
import { ArticleConnectionType } from '../schema/connections.ts'
import { DisplayPolicy } from '../schema/enums.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { SourceType } from '../schema/source.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { articleList } from './article-list.ts'
import { termOf } from './display.ts'

@Resolver(() => SourceType)
export class SourceResolver {
  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: SourceRow): string {
    return encodeId('src', id)
  }

  @FieldResolver(() => DisplayPolicy, {
    description: 'كم يُعرض من مقالاته\nHow much of its articles this caller may show.',
  })
  async display(@Root() source: SourceRow, @Ctx() context: Context): Promise<keyof typeof DisplayPolicy> {
    return (await termOf(source, context)).display
  }

  @FieldResolver(() => String, {
    description:
      'سطر النسبة إلى المصدر\nThe line that must stand beside its articles wherever this caller shows them, e.g. «عن وكالة الأنباء».',
  })
  async attribution(@Root() source: SourceRow, @Ctx() context: Context): Promise<string> {
    return (await termOf(source, context)).attribution
  }

  @FieldResolver(() => ArticleConnectionType, { description: 'مقالاته وحدها\nAs Query.articles, within it.' })
  async articles(
    @Root() { id }: SourceRow,
    @Ctx() context: Context,
    @Args(() => ArticleListArgs) args: ArticleListArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnectionType> {
    return await articleList(context, args, info, { sources: { ids: [id], slugs: [] } })
  }
}
