import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import { ArticleType } from '../schema/article.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { RelatedLinkType } from '../schema/related-link.ts'
import { URLScalar } from '../schema/scalars.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import { shownLinkExcerpt } from './display.ts'
import { shownHeadline } from './link-lists.ts'

@Resolver(() => RelatedLinkType)
export class RelatedLinkResolver {
  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: LinkRow): string {
    return encodeId('lnk', id)
  }

  @FieldResolver(() => ArticleType, {
    description: 'المقال الذي تعرض صفحته الرابط\nThe article whose page shows the link.',
  })
  async from(@Root() { fromId }: LinkRow, @Ctx() { loaders }: Context): Promise<ArticleRow> {
    return (await loaders.article.load(fromId))!
  }

  @FieldResolver(() => String, {
    description: 'العنوان كما طُبع في الصفحة\nThe headline as printed on the page, or the title of the linked article.',
  })
  headline(@Root() link: LinkRow): string {
    return shownHeadline(link)
  }

  @FieldResolver(() => URLScalar, {
    nullable: true,
    description: 'عنوان الويب كما في الصفحة، وإلا فعنوان مقاله\nAs the page gives it, else that of its article.',
  })
  url(@Root() { url, targetUrl }: LinkRow): string | null {
    return url ?? targetUrl
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'ما تقوله الصفحة عنه بجانب العنوان\nWhat the page says of it beside the headline; null where the source of the page or of the linked article shows headlines only.',
  })
  async excerpt(@Root() link: LinkRow, @Ctx() context: Context): Promise<string | null> {
    return await shownLinkExcerpt(link, context)
  }

  @FieldResolver(() => ArticleType, {
    nullable: true,
    description:
      'المقال نفسه، وnull حتى يُعرف\nThe article itself; null until the one that the headline names is in the store.',
  })
  async article(@Root() { articleId, targetStatus }: LinkRow, @Ctx() { loaders }: Context): Promise<ArticleRow | null> {
    return articleId === null || targetStatus === 'WITHDRAWN' ? null : await loaders.article.load(articleId)
  }

  @FieldResolver(() => Boolean, {
    description:
      'أخفاه محرّر\nAn editor took it out of readAlso and similar, and with it whatever else leads to the same article; `related` still tells of it.',
  })
  isHidden(@Root() { origin, isHidden, isShown }: LinkRow): boolean {
    // A pin that was taken away leads nobody to itself any more, but its id still tells of it.
    return isHidden || (origin === 'EDITOR' && !isShown)
  }
}
