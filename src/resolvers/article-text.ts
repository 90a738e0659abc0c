import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import type { Block, ImageValue } from '../entities/delivered-article.ts'
import { renderBody } from '../entities/render-body.ts'
import type { Revision } from '../entities/revision.ts'
import { ArticleType } from '../schema/article.ts'
import { BodyFormat } from '../schema/enums.ts'
import { BlockType, ImageType } from '../schema/media.ts'
import { RevisionType } from '../schema/revision.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { AtOnce } from './at-once.ts'
import { isWithdrawn, shownBody, shownExcerpt, shownImage, shownRevisions } from './display.ts'
import { defaultsTo, FIRST, lengthOf } from './page-range.ts'

/** What an article says and shows, as far as its source lets it be shown. */
@Resolver(() => ArticleType)
export class ArticleTextResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: "ملخص\nThe publisher's own summary, or the first sentences of the body. Plain text.",
  })
  excerpt(@Root() article: ArticleRow, @Ctx() context: Context): AtOnce<string | null> {
    return shownExcerpt(article, context)
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'النص\nNull where `display` withholds it. HTML is sanitised.',
  })
  async body(
    @Root() article: ArticleRow,
    @Ctx() context: Context,
    @Arg('format', () => BodyFormat, {
      nullable: true,
      defaultValue: 'TEXT',
      description: 'الصيغة\nHow it is written out.',
    })
    format: keyof typeof BodyFormat | null,
  ): Promise<string | null> {
    const blocks = await shownBody(article, context)
    return blocks && renderBody(blocks, format ?? 'TEXT')
  }

  @FieldResolver(() => [BlockType], {
    description:
      'النص فقرةً فقرة بترتيب القراءة\nThe body in reading order; an embed carries its own language and direction. Empty where body is null.',
  })
  async blocks(@Root() article: ArticleRow, @Ctx() context: Context): Promise<Block[]> {
    return (await shownBody(article, context)) ?? []
  }

  @FieldResolver(() => ImageType, {
    nullable: true,
    description:
      'صورة المقال\nIts picture; null where the page shows none, or its source lets only headlines be shown.',
  })
  async image(@Root() article: ArticleRow, @Ctx() context: Context): Promise<ImageValue | null> {
    return await shownImage(article, context)
  }

  @FieldResolver(() => [RevisionType], {
    description: 'ما غيّره الناشر، الأحدث أولاً\nWhat the publisher changed since it was first seen, the latest first.',
  })
  async revisions(
    @Root() article: ArticleRow,
    @Ctx() context: Context,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): Promise<Revision[]> {
    const length = lengthOf(first, 20)
    if (isWithdrawn(article)) return []
    const revisions = await context.loaders.revisionsOfArticle.load(article.id)
    return await shownRevisions(revisions.slice(0, length), article, context)
  }
}
