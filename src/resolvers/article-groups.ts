import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { ArticleType } from '../schema/article.ts'
import { RelatedLinkConnectionType } from '../schema/connections.ts'
import { AFTER } from '../schema/list-arguments.ts'
import { CursorScalar } from '../schema/scalars.ts'
import { StoryType } from '../schema/story.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { StoryRow } from '../stores/story-store.ts'
import { isWithdrawn } from './display.ts'
import { connectionOf, defaultsTo, FIRST, lengthOf, pageRange } from './page-range.ts'

/** With which others an article belongs together. */
@Resolver(() => ArticleType)
export class ArticleGroupsResolver {
  @FieldResolver(() => ArticleType, {
    nullable: true,
    description: 'أول من نشر هذا النص\nThe first to publish this text; null where this is the first.',
  })
  async copyOf(@Root() article: ArticleRow, @Ctx() { loaders }: Context): Promise<ArticleRow | null> {
    return isWithdrawn(article) || article.copyOfId === null ? null : await loaders.article.load(article.copyOfId)
  }

  @FieldResolver(() => [ArticleType], {
    description:
      'النص نفسه عند ناشرين آخرين، الأقدم أولاً\nThe same text republished elsewhere (near duplicates), oldest first, without this one. The same group from whichever member it is asked.',
  })
  async copies(
    @Root() article: ArticleRow,
    @Ctx() { loaders }: Context,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): Promise<ArticleRow[]> {
    const length = lengthOf(first, 20)
    if (isWithdrawn(article)) return []
    const group = await loaders.copyGroup.load(article.copyOfId ?? article.id)
    return group.filter(({ id }) => id !== article.id).slice(0, length)
  }

  @FieldResolver(() => StoryType, {
    nullable: true,
    description: 'قصة\nThe event that it is about, with the others about it.',
  })
  async story(@Root() article: ArticleRow, @Ctx() { loaders }: Context): Promise<StoryRow | null> {
    return isWithdrawn(article) || article.storyId === null ? null : await loaders.story.load(article.storyId)
  }

  @FieldResolver(() => RelatedLinkConnectionType, {
    description:
      'روابط المقالات الأخرى إلى هذا المقال، الأحدث أولاً\nThe links of other articles that point to this one, the latest first.',
  })
  async referencedBy(
    @Root() article: ArticleRow,
    @Ctx() { loaders, stores }: Context,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<RelatedLinkConnectionType> {
    const range = pageRange({ first, after }, 20)
    if (isWithdrawn(article)) return connectionOf({ edges: [], hasNextPage: false, hasPreviousPage: false })
    // The first page of many articles is one statement; those who read on do so of one article.
    if (after != null) return connectionOf(await stores.links.pageTo(article.id, range))
    return connectionOf(stores.links.firstPageOf(await loaders.linksToArticle.load(article.id), range.first!))
  }
}
