import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { ArticleType } from '../schema/article.ts'
import { RelatedLinkConnectionType } from '../schema/connections.ts'
import { LinkKind, LinkOrigin } from '../schema/enums.ts'
import { AFTER } from '../schema/list-arguments.ts'
import { RelatedLinkType } from '../schema/related-link.ts'
import { CursorScalar } from '../schema/scalars.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import { boundedList } from '../stores/bounded-input.ts'
import type { LinkRow } from '../stores/link-store.ts'
import { isWithdrawn } from './display.ts'
import { relatedPage, shownLists } from './link-lists.ts'
import { connectionOf, defaultsTo, FIRST, lengthOf, pageRange } from './page-range.ts'

/** Where an article leads. */
@Resolver(() => ArticleType)
export class ArticleLinksResolver {
  @FieldResolver(() => [RelatedLinkType], {
    description: 'إقرأ أيضاً\nWhat the publisher points to from inside the page, in page order.',
  })
  async readAlso(
    @Root() article: ArticleRow,
    @Ctx() context: Context,
    @Arg('first', FIRST, defaultsTo(5)) first: number | null,
  ): Promise<LinkRow[]> {
    return shownLists(article, await linksOf(article, context)).readAlso.slice(0, lengthOf(first, 5))
  }

  @FieldResolver(() => [RelatedLinkType], {
    description:
      "مقالات مشابهة\nThe publisher's list first, then computed ones; nothing that readAlso already shows, no copies of this article.",
  })
  async similar(
    @Root() article: ArticleRow,
    @Ctx() context: Context,
    @Arg('first', FIRST, defaultsTo(10)) first: number | null,
  ): Promise<LinkRow[]> {
    return shownLists(article, await linksOf(article, context)).similar.slice(0, lengthOf(first, 10))
  }

  @FieldResolver(() => RelatedLinkConnectionType, {
    description:
      "كل روابط المقال بلا دمج\nAll edges, unmerged: READ_ALSO before SIMILAR; of each the publisher's, then editors', then computed, by position.",
  })
  async related(
    @Root() article: ArticleRow,
    @Ctx() context: Context,
    @Arg('kinds', () => [LinkKind], {
      nullable: true,
      description: 'أي من هذه القوائم\nOf any of these lists; all where it is left out.',
    })
    kinds: LinkRow['kind'][] | null,
    @Arg('origins', () => [LinkOrigin], {
      nullable: true,
      description: 'بقول أي من هؤلاء\nSaid by any of these; all where it is left out.',
    })
    origins: LinkRow['origin'][] | null,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<RelatedLinkConnectionType> {
    const wanted = { kinds: boundedList(kinds, 'kinds'), origins: boundedList(origins, 'origins') }
    return connectionOf(relatedPage(await linksOf(article, context), wanted, pageRange({ first, after }, 20)))
  }
}

async function linksOf(article: ArticleRow, { loaders }: Context): Promise<LinkRow[]> {
  return isWithdrawn(article) ? [] : await loaders.linksOfArticle.load(article.id)
}
