import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** The channel through which the sample comes in and goes out. */
export const SAMPLE_CHANNEL = 'sample'
/** The advisory lock of the newsroom at its turn: any number will do that nobody else uses. */
const NEWSROOM_LOCK = 7_452_102

const OF_THE_SAMPLE = 'a.source_id in (select id from source where is_sample)'

/** What the bundled sample's newsroom needs to know of the store. */
export class SampleStore {
  constructor(private readonly manager: EntityManager) {}

  /** Takes the newsroom's turn until this transaction ends; false where another server has it. */
  async takeTurn(): Promise<boolean> {
    const [row] = await select<{ taken: boolean }>(this.manager, 'select pg_try_advisory_xact_lock($1) as taken', [
      NEWSROOM_LOCK,
    ])
    return row!.taken
  }

  /** Whether no own source ever had an article, and none bears one of these slugs. */
  async holdsOnlySample(slugs: readonly string[] = []): Promise<boolean> {
    const [row] = await select<{ only: boolean }>(
      this.manager,
      `select not exists (
         select 1 from source where not is_sample
            and (last_article_at is not null or article_count > 0 or slug = any($1))) as only`,
      [slugs],
    )
    return row!.only
  }

  /** Items of the sample that the desk has yet to take. */
  async countWaiting(): Promise<number> {
    const [row] = await select<{ count: number }>(
      this.manager,
      'select count(*)::int as count from inbox where channel = $1',
      [SAMPLE_CHANNEL],
    )
    return row!.count
  }

  /** Published articles of the sample, by the counts that its sources show. */
  async countPublished(): Promise<number> {
    const [row] = await select<{ count: number }>(
      this.manager,
      'select coalesce(sum(article_count), 0)::int as count from source where is_sample',
    )
    return row!.count
  }

  /** The addresses of the articles of the sample that came in last, the newest first; also of withdrawn ones. */
  async newestUrls(limit: number): Promise<string[]> {
    const rows = await select<{ url: string }>(
      this.manager,
      `select a.url from article a where a.url is not null and ${OF_THE_SAMPLE} order by a.id desc limit $1`,
      [limit],
    )
    return rows.map(({ url }) => url)
  }

  /** Which of these strong keys belong to an article. */
  async knownKeys(keys: readonly string[]): Promise<Set<string>> {
    const sql = 'select key from article_key where key = any($1)'
    return new Set((await select<{ key: string }>(this.manager, sql, [keys])).map(({ key }) => key))
  }

  /** The ids of the published articles of the sample that were published first. */
  async oldestPublished(limit: number): Promise<string[]> {
    return await this.#publishedIds('true order by a.published_at, a.id limit $1', [limit])
  }

  /** The ids of the published articles of the sample beyond one, in order. */
  async publishedIds(after: string, limit: number): Promise<string[]> {
    return await this.#publishedIds('a.id > $1::bigint order by a.id limit $2', [after, limit])
  }

  async #publishedIds(rest: string, parameters: unknown[]): Promise<string[]> {
    const rows = await select<{ id: string }>(
      this.manager,
      `select a.id::text as id from article a where a.status = 'PUBLISHED' and ${OF_THE_SAMPLE} and ${rest}`,
      parameters,
    )
    return rows.map(({ id }) => id)
  }
}
