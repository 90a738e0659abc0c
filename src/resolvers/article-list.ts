import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../context.ts'
import type { ArticleListArgs } from '../schema/article-list-args.ts'
import type { ArticleConnectionType } from '../schema/connections.ts'
import { type ArticleFilter, EVERYTHING } from '../stores/article-filter.ts'
import { asksOfNodes } from './asked-fields.ts'
import { connectionOf, pageRange } from './page-range.ts'

/** Articles where neither first nor last is given. */
const DEFAULT_LENGTH = 20

/** A page of all articles, or of those within a source or tag. */
export async function articleList(
  { stores, search, loaders }: Context,
  args: ArticleListArgs,
  info: GraphQLResolveInfo,
  within: Partial<ArticleFilter> | null = null,
): Promise<ArticleConnectionType> {
  const filter = { ...(await search.filter(args.filter)), within: within && { ...EVERYTHING, ...within } }
  const range = pageRange(args, DEFAULT_LENGTH)
  const page = await stores.articles.page({
    filter,
    orderBy: args.orderBy ?? 'NEWEST',
    range,
    withTags: asksOfNodes(info, 'tags'),
  })
  for (const [id, ids] of page.tagIds ?? []) loaders.tagIdsOfArticle.tell(id, ids)
  return { ...connectionOf(page), filter: page.filter, liveCursor: page.liveCursor }
}
