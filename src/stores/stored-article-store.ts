import type { EntityManager } from 'typeorm'
import type { SourceProfile } from '../entities/source-profile.ts'
import { select } from './database.ts'

/** Of which source; null for all. */
export interface StoredScope {
  source: string | null
}

/** An article whose bytes are kept, and how it came. */
export interface KeptArticle {
  articleId: string
  url: string | null
  title: string
  channel: string
  rawPayloadId: string
  sourceSlug: string
  profile: SourceProfile | null
}

const IN_SCOPE = `a.status = 'PUBLISHED' and ($1::text is null or s.slug = $1)`
const FROM = 'article a join source s on s.id = a.source_id'

/** Walks through what is stored, for work over all of it: by id, a page at a time. */
export class StoredArticleStore {
  constructor(private readonly manager: EntityManager) {}

  /** Published articles behind an id. */
  async ids({ source }: StoredScope, after: string, limit: number): Promise<string[]> {
    const rows = await select<{ id: string }>(
      this.manager,
      `select a.id::text as id from ${FROM} where ${IN_SCOPE} and a.id > $2 order by a.id limit $3`,
      [source, after, limit],
    )
    return rows.map(({ id }) => id)
  }

  async count({ source }: StoredScope): Promise<number> {
    const [row] = await select<{ count: number }>(
      this.manager,
      `select count(*)::int as count from ${FROM} where ${IN_SCOPE}`,
      [source],
    )
    return row!.count
  }

  /** Of the published articles behind an id those with kept bytes; of each the bytes received last. */
  async kept({ source }: StoredScope, after: string, limit: number): Promise<KeptArticle[]> {
    return await select(
      this.manager,
      `select a.id::text as "articleId", a.url, a.title, o.channel, o.raw_payload_id::text as "rawPayloadId",
              s.slug as "sourceSlug", s.profile
         from ${FROM}
        cross join lateral (
                select channel, raw_payload_id from observation
                 where article_id = a.id and raw_payload_id is not null order by raw_payload_id desc limit 1) o
        where ${IN_SCOPE} and a.id > $2 order by a.id limit $3`,
      [source, after, limit],
    )
  }

  async countKept({ source }: StoredScope): Promise<number> {
    const [row] = await select<{ count: number }>(
      this.manager,
      `select count(*)::int as count from ${FROM}
        where ${IN_SCOPE} and exists (select 1 from observation o where o.article_id = a.id and o.raw_payload_id is not null)`,
      [source],
    )
    return row!.count
  }
}
