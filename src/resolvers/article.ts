import { Arg, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import type { Tag } from '../entities/tag.ts'
import { ArticleType } from '../schema/article.ts'
import { AttributionType } from '../schema/attribution.ts'
import { DisplayPolicy } from '../schema/enums.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { SourceType } from '../schema/source.ts'
import { TaggingType, TagType } from '../schema/tag.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import type { TaggingRow } from '../stores/tag-store.ts'
import { type AtOnce, withValue } from './at-once.ts'
import { type AttributionValue, attributionOf, displayOf, isWithdrawn, shownTags, sourceOf } from './display.ts'
import { defaultsTo, FIRST, lengthOf } from './page-range.ts'

/** What an article is: identity, source, tags. */
@Resolver(() => ArticleType)
export class ArticleResolver {
  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: ArticleRow): string {
    return encodeId('art', id)
  }

  @FieldResolver(() => [String], {
    description: 'الكتّاب كما طُبعت أسماؤهم\nAs printed; empty where the page names none.',
  })
  authors(@Root() article: ArticleRow): string[] {
    return isWithdrawn(article) ? [] : article.authors
  }

  @FieldResolver(() => SourceType, {
    description: 'المصدر الذي نشره\nWho published it; the source with slug `unknown` where the page does not say.',
  })
  source(@Root() article: ArticleRow, @Ctx() context: Context): AtOnce<SourceRow> {
    return sourceOf(article, context)
  }

  @FieldResolver(() => DisplayPolicy, {
    description:
      'القدر الذي يجوز عرضه من المقال\nHow much of it this caller may show. EXCERPT withholds body, blocks, the paragraphs of revisions and what search quotes from the body; HEADLINE the excerpt and the image too.',
  })
  display(@Root() article: ArticleRow, @Ctx() context: Context): AtOnce<keyof typeof DisplayPolicy> {
    return displayOf(article, context)
  }

  @FieldResolver(() => AttributionType, {
    description:
      'النسبة إلى المصدر، وتُعرض مع المقال حيثما عُرض\nWhom to name, and where it leads; it must stand beside the article wherever it is shown.',
  })
  async attribution(@Root() article: ArticleRow, @Ctx() context: Context): Promise<AttributionValue> {
    return await attributionOf(article, context)
  }

  @FieldResolver(() => ArticleType, {
    nullable: true,
    description:
      'المقال الذي حلّ محلّ المسحوب\nOf a withdrawn article: the one that took its place, where it was merged.',
  })
  async replacedBy(@Root() { replacedById }: ArticleRow, @Ctx() { loaders }: Context): Promise<ArticleRow | null> {
    return replacedById === null ? null : await loaders.article.load(replacedById)
  }

  @FieldResolver(() => [TagType], {
    description: "وسوم\nThe publisher's and the extracted tags, without site menus, best first.",
  })
  tags(
    @Root() article: ArticleRow,
    @Ctx() context: Context,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): AtOnce<Tag[]> {
    const length = lengthOf(first, 20)
    return withValue(shownTags(article, context), (tags) => tags.slice(0, length))
  }

  @FieldResolver(() => [TaggingType], {
    description: 'كل وسم رأيناه ومن أين جاء\nEvery tag seen, with where it came from, site menus included.',
  })
  async taggings(
    @Root() article: ArticleRow,
    @Ctx() context: Context,
    @Arg('first', FIRST, defaultsTo(50)) first: number | null,
  ): Promise<TaggingRow[]> {
    const length = lengthOf(first, 50)
    return isWithdrawn(article) ? [] : (await context.loaders.taggingsOfArticle.load(article.id)).slice(0, length)
  }
}
