import type { EntityManager } from 'typeorm'
import type { ArticleText } from '../entities/article-text.ts'
import type { ArticleState } from '../entities/change.ts'
import { select } from './database.ts'

/** The lexemes of an article from a position of the log on. */
export interface DatedArticleText extends ArticleText {
  position: string
}

/** A change of the log, as far as texts concern it. */
interface StatesOfChange {
  position: number
  before: ArticleState | null
  after: ArticleState | null
}

/** SQL for the analyzer versions that rows bear or may bear any moment, the latest first: one step into the index each. */
export const VERSIONS = `
  with recursive used as (
    select max(analyzer_version) as version from article_text
    union all
    select (select max(analyzer_version) from article_text where analyzer_version < used.version)
      from used where used.version is not null)
  select version from used where version >= 0
  union select coalesce(max(version), 0) from frequency_table
  order by version desc`

/** The lexemes of published articles: what search looks at. */
export class ArticleTextStore {
  constructor(private readonly manager: EntityManager) {}

  /** Writes the lexemes of articles, each once, and keeps those whose place they take for readers of the log. */
  async replace(rows: readonly DatedArticleText[]): Promise<void> {
    if (rows.length === 0) return
    await this.manager.query(
      `insert into former_text (article_id, until_position, analyzer_version, lexemes)
       select t.article_id, w.position, t.analyzer_version, t.lexemes
         from unnest($1::bigint[], $2::bigint[], $3::text[]) as w (article_id, position, lexemes)
         join article_text t on t.article_id = w.article_id
        where t.analyzer_version >= 0 and t.lexemes <> w.lexemes::tsvector
       on conflict do nothing`,
      [
        rows.map(({ articleId }) => articleId),
        rows.map(({ position }) => position),
        rows.map(({ lexemes }) => lexemes),
      ],
    )
    await this.write(rows)
  }

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

  /**
   * Adds to the states of changes what search saw of their articles as the change left them, and of what these copied; null where
   * an article is no longer shown. A state of before the change is judged by the same text.
   */
  async addTo(changes: readonly StatesOfChange[]): Promise<void> {
    const wanted = new Map<string, { position: number; states: ArticleState[] }>()
    for (const { position, before, after } of changes) {
      for (const state of [before, before?.copyOf, after, after?.copyOf]) {
        if (!state || state.text !== undefined) continue
        const key = `${position} ${state.articleId}`
        const known = wanted.get(key)
        if (known === undefined) wanted.set(key, { position, states: [state] })
        else known.states.push(state)
      }
    }
    if (wanted.size === 0) return
    const asked = [...wanted.values()]
    const rows = await select<{ index: number; version: number | null; lexemes: string | null }>(
      this.manager,
      `select asked.index::int, coalesce(f.analyzer_version, t.analyzer_version) as version,
              coalesce(f.lexemes, t.lexemes)::text as lexemes
         from unnest($1::bigint[], $2::bigint[]) with ordinality as asked (article_id, position, index)
         left join article_text t on t.article_id = asked.article_id
         left join lateral (
           select former.analyzer_version, former.lexemes from former_text former
            where former.article_id = asked.article_id and former.until_position > asked.position
            order by former.until_position limit 1) f on t.article_id is not null`,
      [asked.map(({ states }) => states[0]!.articleId), asked.map(({ position }) => position)],
    )
    for (const { index, version, lexemes } of rows) {
      // One object for all, so that it is read once.
      // Nor does search find what no version has indexed yet.
      const text = lexemes === null || version === null || version < 0 ? null : { version, lexemes }
      for (const state of asked[index - 1]!.states) state.text = text
    }
  }

  /** Forgets former lexemes that no change in the log needs any more. */
  async pruneFormer(): Promise<void> {
    await this.manager.query(
      `delete from former_text where until_position <=
         coalesce((select min(position) from change), (select last_position + 1 from log_head where id = 1))`,
    )
  }

  /** Forgets articles that are no longer shown. */
  async remove(articleIds: readonly string[]): Promise<void> {
    await this.manager.query(
      `with former as (delete from former_text where article_id = any($1::bigint[]))
       delete from article_text where article_id = any($1::bigint[])`,
      [articleIds],
    )
  }

  /** Whether rows bear a version before this one. */
  async hasBefore(version: number): Promise<boolean> {
    const rows = await select(this.manager, 'select 1 from article_text where analyzer_version < $1 limit 1', [version])
    return rows.length > 0
  }

  /** The analyzer versions that rows bear or may bear any moment, the latest first. Never none. */
  async versions(): Promise<number[]> {
    const rows = await select<{ version: number }>(this.manager, VERSIONS)
    return rows.map(({ version }) => version)
  }
}
