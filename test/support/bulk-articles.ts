import type { DataSource } from 'typeorm'
import type { Analyzer } from '../../src/arabic/analyzer.ts'
import { lexemesOf } from '../../src/search/lexemes.ts'
import { ArticleTextStore } from '../../src/stores/article-text-store.ts'

/** An article of many. */
export interface BulkArticle {
  title: string
  body: string
  source: string
  publishedAt: Date
  /** The place of an earlier one of which this is a copy. */
  copyOf?: number
}

const AT_ONCE = 2_000

/** Writes many articles with their lexemes; the first has the id 1, and so on in their order. */
export async function insertArticles(
  db: DataSource,
  analyzer: Analyzer,
  articles: readonly BulkArticle[],
): Promise<void> {
  const texts = new ArticleTextStore(db.manager)
  await db.query(
    'insert into source (slug, name) select distinct s, s from unnest($1::text[]) s on conflict (slug) do nothing',
    [articles.map(({ source }) => source)],
  )
  for (let at = 0; at < articles.length; at += AT_ONCE) {
    const rows = articles.slice(at, at + AT_ONCE).map((article, index) => ({ id: at + index + 1, ...article }))
    await db.query(
      `insert into article (id, source_id, title, title_key, language, direction, published_at, published_at_precision,
           observed_at, ingested_at, is_late, ingested_position, copy_of_id)
         select g.id, s.id, g.title, g.title, 'ar', 'RTL', g.at, 'TIME', g.at, g.at, false, g.id, g.original
           from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[])
             as g (id, slug, title, at, original) join source s on s.slug = g.slug`,
      [
        rows.map(({ id }) => id),
        rows.map(({ source }) => source),
        rows.map(({ title }) => title),
        rows.map(({ publishedAt }) => publishedAt.toISOString()),
        rows.map(({ copyOf }) => (copyOf === undefined ? null : copyOf + 1)),
      ],
    )
    await texts.write(
      rows.map(({ id, title, body, publishedAt }) => ({
        articleId: String(id),
        publishedAt,
        analyzerVersion: analyzer.version,
        lexemes: lexemesOf(analyzer, { title, excerpt: null, tags: [], paragraphs: [body] }),
      })),
    )
  }
  await db.query('update log_head set last_position = $1', [articles.length])
  await db.query('analyze article, article_text')
}
