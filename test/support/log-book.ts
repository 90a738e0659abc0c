import type { DataSource } from 'typeorm'
import { LOG_CHANNEL } from '../../src/stores/record-store.ts'

/** Writes to the log of changes as the desk does, in one transaction under the lock of its head. */
export class LogBook {
  #articleId: string | undefined

  constructor(readonly database: DataSource) {}

  /** Appends `count` changes and gives their positions; announces them unless told not to. */
  async append(count: number, options: { notify?: boolean; type?: string } = {}): Promise<number[]> {
    this.#articleId ??= await this.#makeArticle()
    const articleId = this.#articleId
    const last = await this.database.transaction(async (manager) => {
      const [[row]] = await manager.query(
        'update log_head set last_position = last_position + $1 returning last_position as last',
        [count],
      )
      const state = { sourceId: '1', sourceSlug: 'unknown', tagIds: [], tagSlugs: [], language: 'ar' }
      await manager.query(
        `insert into change (position, type, at, article_id, after)
         select p, $3, now(), $4, $5 from generate_series($1::bigint, $2::bigint) p`,
        [Number(row.last) - count + 1, row.last, options.type ?? 'ARTICLE_INGESTED', articleId, JSON.stringify(state)],
      )
      return Number(row.last)
    })
    if (options.notify !== false) await this.database.query(`notify ${LOG_CHANNEL}`)
    return Array.from({ length: count }, (_, index) => last - count + 1 + index)
  }

  /** Takes everything before a position out of the log, as retention does. */
  async pruneBefore(position: number): Promise<void> {
    await this.database.query('delete from change where position < $1', [position])
  }

  /** Another log in its place, as after a restore. */
  async beginAnew(): Promise<void> {
    await this.database.query('delete from change')
    await this.database.query(
      `update log_head set epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12), last_position = 0`,
    )
  }

  async #makeArticle(): Promise<string> {
    const [{ id }] = await this.database.query(
      `insert into article (source_id, title, title_key, language, direction, published_at, published_at_precision,
         observed_at, ingested_at, is_late, ingested_position)
       values (1, 'عنوان', 'عنوان', 'ar', 'RTL', now(), 'TIME', now(), now(), false, 0)
       on conflict (ingested_position) do update set title = excluded.title returning id`,
    )
    return id
  }
}
