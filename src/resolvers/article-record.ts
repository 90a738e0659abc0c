import type { Context } from '../context.ts'
import { DateTimeScalar } from '../schema/scalars.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import { shownArticle, shownLinks } from './shown-article.ts'

/**
 * An article as exports and webhooks pass it on, as far as this caller may show it: the field names of `ArticleInput`, which `import` takes
 * back, and what only a reader needs.
 */
export async function articleRecord(row: ArticleRow, context: Context): Promise<Record<string, unknown>> {
  const [article, links] = await Promise.all([shownArticle(row, context), shownLinks(row, context)])
  const { image, publishedAt, observedAt, revisedAt, source, display, attribution, ...shown } = article
  return {
    ...shown,
    image: image?.url ?? null,
    publishedAt: DateTimeScalar.serialize(publishedAt),
    observedAt: DateTimeScalar.serialize(observedAt),
    revisedAt: revisedAt && DateTimeScalar.serialize(revisedAt),
    ...links,
    source: source.slug,
    display,
    attribution,
  }
}
