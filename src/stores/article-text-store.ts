import type { EntityManager } from 'typeorm'
import type { ArticleText } from '../entities/article-text.ts'
import type { StateText } from '../entities/change.ts'
import { select } from './database.ts'

/** The lexemes of published articles: what search looks at. */
export class ArticleTextStore {
  constructor(private readonly manager: EntityManager) {}

  /** Writes the lexemes of articles, in place of those that were there. */
  async write(rows: readonly ArticleText[]): Promise<void> {
    if (rows.length === 0) return
    await this.manager.query(
      `insert into article_text (article_id, published_at, analyzer_version, lexemes)
       select id, at, version, lexemes::tsvector from unnest($1::bigint[], $2::timestamptz[], $3::int[], $4::text[])
         as written (id, at, version, lexemes)
       on conflict (article_id) do update set published_at = excluded.published_at,
         analyzer_version = excluded.analyzer_version, lexemes = excluded.lexemes`,
      [
        rows.map(({ articleId }) => articleId),
        rows.map(({ publishedAt }) => publishedAt.toISOString()),
        rows.map(({ analyzerVersion }) => analyzerVersion),
        rows.map(({ lexemes }) => lexemes),
      ],
    )
  }

  /** The lexemes of articles by id, as they were written. */
  async read(articleIds: readonly string[]): Promise<Map<string, StateText>> {
    const rows = await select<StateText & { articleId: string }>(
      this.manager,
      `select article_id as "articleId", analyzer_version as version, lexemes::text as lexemes
         from article_text where article_id = any($1::bigint[])`,
      [articleIds],
    )
    return new Map(rows.map(({ articleId, ...text }) => [articleId, text]))
  }

  /** Forgets articles that are no longer shown. */
  async remove(articleIds: readonly string[]): Promise<void> {
    await this.manager.query('delete from article_text where article_id = any($1::bigint[])', [articleIds])
  }

  /** The analyzer versions that rows bear, the latest first: one step into the index each. */
  async versions(): Promise<number[]> {
    const rows = await select<{ version: number }>(
      this.manager,
      `with recursive used as (
         select max(analyzer_version) as version from article_text
         union all
         select (select max(analyzer_version) from article_text where analyzer_version < used.version)
           from used where used.version is not null)
       select version from used where version is not null`,
    )
    return rows.map(({ version }) => version)
  }
}
