import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import type { ArticleFilter } from './article-filter.ts'
import { filterSql } from './article-filter-sql.ts'
import { encodeChangeCursor } from './change-cursor.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { type Keyset, momentPart, numberPart, type Page, type PageRange } from './page.ts'
import { readPage } from './page-query.ts'
import { withTagIds } from './tag-names.ts'
import { readTagIds, shownTagIds } from './tag-store.ts'

/** What only the desk and filters need of an article. */
const NOT_READ = ['cluster', 'event', 'titleKey', 'hasReadAlso', 'ingestedPosition'] as const
/** An article as it is read. */
export type ArticleRow = Omit<Article, (typeof NOT_READ)[number]>
export type ArticleOrder = 'NEWEST' | 'OLDEST' | 'LATEST_INGESTED'

export interface ArticleQuery {
  filter: ArticleFilter
  /** EARLIEST_INGESTED is that of the log; what comes in later stands at its end. */
  orderBy: ArticleOrder | 'EARLIEST_INGESTED'
  range: PageRange
  /** Whether the tags that readers see are wanted as well. */
  withTags?: boolean
}

/** A page of articles, and the cursor of the log of changes from which a subscription continues it. */
export interface ArticlePage extends Page<ArticleRow> {
  /** The filter with what was looked up for it. */
  filter: ArticleFilter
  liveCursor: string
  /** By article the ids of the tags that readers see, where they were wanted. */
  tagIds: ReadonlyMap<string, readonly string[]> | null
}

/** Where counting stops. */
const MAX_COUNT = 10_000
/** Members read of one group of copies. */
const MAX_COPIES = 101

const COLUMNS = columnsOf(Article, 'a', NOT_READ)
const BY_PUBLICATION = [momentPart('a.published_at'), numberPart('a.id')]
const BY_INGESTION = [numberPart('a.ingested_position')]
const KEYSETS: Readonly<Record<ArticleQuery['orderBy'], Keyset>> = {
  NEWEST: { name: 'NEWEST', parts: BY_PUBLICATION, descending: true },
  OLDEST: { name: 'OLDEST', parts: BY_PUBLICATION, descending: false },
  LATEST_INGESTED: { name: 'LATEST_INGESTED', parts: BY_INGESTION, descending: true },
  EARLIEST_INGESTED: { name: 'EARLIEST_INGESTED', parts: BY_INGESTION, descending: false },
}

/** The published articles as clients read them. */
export class ArticleStore {
  constructor(private readonly manager: EntityManager) {}

  /** One page, and the head of the log in the same snapshot. */
  async page({ filter: given, orderBy, range, withTags = false }: ArticleQuery): Promise<ArticlePage> {
    const filter = await withTagIds(this.manager, given)
    const parameters: unknown[] = []
    const condition = `a.status = 'PUBLISHED' and ${filterSql(filter, parameters)}`
    const { head, ...page } = await readPage<
      ArticleRow & { tagIds: string | null },
      { epoch: string; lastPosition: string }
    >(this.manager, {
      table: 'article a',
      columns: withTags ? `${COLUMNS}, ${shownTagIds('a.id')} as "tagIds"` : COLUMNS,
      condition,
      keyset: KEYSETS[orderBy],
      range,
      parameters,
      head: { table: 'log_head h', columns: 'h.epoch, h.last_position as "lastPosition"' },
    })
    const liveCursor = encodeChangeCursor({ epoch: head.epoch, position: Number(head.lastPosition) })
    const tagIds = withTags ? new Map(page.edges.map(({ node }) => [node.id, readTagIds(node.tagIds)])) : null
    return { ...page, filter, liveCursor, tagIds }
  }

  /**
   * A word for all that lists of articles show, where their filter asks for no text: another one once the log has grown, or a source is
   * shown otherwise, which stands in no log.
   */
  async state(): Promise<string> {
    const [row] = await select<{ state: string }>(
      this.manager,
      `select concat_ws(' ', h.epoch, h.last_position, (
           select md5(string_agg(
               jsonb_build_array(s.id, s.slug, s.name, s.homepage, s.country, s.display, s.attribution)::text, ',' order by s.id))
             from source s)) as state
         from log_head h`,
    )
    return row!.state
  }

  /** How many articles match, exact up to 10,000, where counting stops. */
  async count(given: ArticleFilter): Promise<number> {
    const filter = await withTagIds(this.manager, given)
    const parameters: unknown[] = []
    const [row] = await select<{ count: number }>(
      this.manager,
      `select count(*)::int as count from (
         select 1 from article a where a.status = 'PUBLISHED' and ${filterSql(filter, parameters)} limit ${MAX_COUNT}) found`,
      parameters,
    )
    return row!.count
  }

  /** Articles by id, withdrawn ones too, in no order. */
  async byIds(ids: readonly string[]): Promise<ArticleRow[]> {
    return await select(this.manager, `select ${COLUMNS} from article a where a.id = any($1::bigint[])`, [ids])
  }

  /** The published members of groups of copies, each named by its first; oldest first. */
  async copyGroups(firstIds: readonly string[]): Promise<ArticleRow[]> {
    return await select(
      this.manager,
      `select ${COLUMNS} from (
         select m.id, row_number() over (
             partition by coalesce(m.copy_of_id, m.id) order by m.published_at, m.id) as place
           from article m
          where (m.id = any($1::bigint[]) or m.copy_of_id = any($1::bigint[])) and m.status = 'PUBLISHED') ranked
         join article a on a.id = ranked.id
        where ranked.place <= ${MAX_COPIES} order by a.published_at, a.id`,
      [firstIds],
    )
  }

  /** The article that is known by the key of an address, a withdrawn one too. */
  async byAddressKey(key: string): Promise<ArticleRow | null> {
    const [row] = await select<ArticleRow>(
      this.manager,
      `select ${COLUMNS} from article_key k join article a on a.id = k.article_id where k.key = $1`,
      [key],
    )
    return row ?? null
  }
}
