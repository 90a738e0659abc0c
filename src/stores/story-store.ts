import type { EntityManager } from 'typeorm'
import { Story } from '../entities/story.ts'
import { Tag } from '../entities/tag.ts'
import { type ArticleFilter, resolveArticleFilter } from './article-filter.ts'
import { filterSql } from './article-filter-sql.ts'
import { encodeChangeCursor } from './change-cursor.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { type Keyset, momentPart, numberPart, type Page, type PageRange } from './page.ts'
import { readPage } from './page-query.ts'

/** A story without what only the desk needs of it. */
export type StoryRow = Omit<Story, 'cluster'>
export type StoryOrder = 'LATEST_ACTIVITY' | 'MOST_COVERED'

/** Which stories; null means the same as left out. */
export interface StoryFilterInput {
  tags?: string[] | null
  sources?: string[] | null
  activeFrom?: Date | null
  minSources?: number | null
  text?: string | null
}

/** Which stories are asked for; `text` is the filter's, read. */
export interface StoryQuery {
  filter: StoryFilterInput
  text: ArticleFilter | null
  now: Date
}

/** A page of stories, and the cursor of the log of changes from which a subscription continues it. */
export interface StoryPage extends Page<StoryRow> {
  liveCursor: string
}

/** Stories without an event for longer are shown only where they are asked for. */
const ACTIVE_DAYS = 7
const DAY_MS = 86_400_000
/** Where counting stops. */
const MAX_COUNT = 10_000
/** Tags and sources read of one story. */
const MAX_SHOWN = 100

const COLUMNS = columnsOf(Story, 's', ['cluster'])
const KEYSETS: Readonly<Record<StoryOrder, Keyset>> = {
  LATEST_ACTIVITY: {
    name: 'LATEST_ACTIVITY',
    parts: [momentPart('s.latest_activity_at'), numberPart('s.id')],
    descending: true,
  },
  MOST_COVERED: {
    name: 'MOST_COVERED',
    parts: [numberPart('s.source_count', 'integer'), numberPart('s.article_count', 'integer'), numberPart('s.id')],
    descending: true,
  },
}

/** Stories as clients read them. */
export class StoryStore {
  constructor(private readonly manager: EntityManager) {}

  /** Stories by id, merged ones too, in no order. */
  async byIds(ids: readonly string[]): Promise<StoryRow[]> {
    return await select(this.manager, `select ${COLUMNS} from story s where s.id = any($1::bigint[])`, [ids])
  }

  /** One page, and the head of the log in the same snapshot. */
  async page(query: StoryQuery, orderBy: StoryOrder, range: PageRange): Promise<StoryPage> {
    const parameters: unknown[] = []
    const condition = conditionOf(query, parameters)
    const { head, ...page } = await readPage<StoryRow, { epoch: string; lastPosition: string }>(this.manager, {
      table: 'story s',
      columns: COLUMNS,
      condition,
      keyset: KEYSETS[orderBy],
      range,
      parameters,
      head: { table: 'log_head h', columns: 'h.epoch, h.last_position as "lastPosition"' },
    })
    return { ...page, liveCursor: encodeChangeCursor({ epoch: head.epoch, position: Number(head.lastPosition) }) }
  }

  /** How many stories match, exact up to 10,000, where counting stops. */
  async count(query: StoryQuery): Promise<number> {
    const parameters: unknown[] = []
    const [row] = await select<{ count: number }>(
      this.manager,
      `select count(*)::int as count from (
         select 1 from story s where ${conditionOf(query, parameters)} limit ${MAX_COUNT}) found`,
      parameters,
    )
    return row!.count
  }

  /** The tags of many stories, of each those of most of its articles first. */
  async tags(storyIds: readonly string[]): Promise<(Tag & { storyId: string })[]> {
    return await select(
      this.manager,
      `select ${columnsOf(Tag, 't')}, ranked.story_id as "storyId" from (
         select a.story_id, g.tag_id, row_number() over (
             partition by a.story_id order by count(distinct a.id) desc, max(g.confidence) desc, g.tag_id) as place
           from article a join tagging g on g.article_id = a.id and g.origin <> 'SITE_MENU'
          where a.story_id = any($1::bigint[]) and a.status = 'PUBLISHED' group by a.story_id, g.tag_id) ranked
         join tag t on t.id = ranked.tag_id
        where ranked.place <= ${MAX_SHOWN} order by ranked.story_id, ranked.place`,
      [storyIds],
    )
  }

  /** The sources of many stories, of each the first to publish first. */
  async sources(storyIds: readonly string[]): Promise<{ storyId: string; sourceId: string }[]> {
    return await select(
      this.manager,
      `select story_id as "storyId", source_id as "sourceId" from (
         select a.story_id, a.source_id, row_number() over (
             partition by a.story_id order by min(a.published_at), min(a.id)) as place
           from article a where a.story_id = any($1::bigint[]) and a.status = 'PUBLISHED'
          group by a.story_id, a.source_id) ranked
        where place <= ${MAX_SHOWN} order by story_id, place`,
      [storyIds],
    )
  }
}

/** Each condition is about some article of the story. */
function conditionOf({ filter, text, now }: StoryQuery, parameters: unknown[]): string {
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const from = filter.activeFrom ?? new Date(now.getTime() - ACTIVE_DAYS * DAY_MS)
  const conditions = [
    's.merged_into_id is null and s.article_count >= 2',
    `s.latest_activity_at >= ${bind(from.toISOString())}::timestamptz`,
  ]
  if (filter.minSources != null) conditions.push(`s.source_count >= ${bind(filter.minSources)}::int`)
  const has = (part: ArticleFilter) =>
    conditions.push(`exists (select 1 from article a where a.story_id = s.id and a.status = 'PUBLISHED'
      and ${filterSql(part, parameters)})`)
  if (filter.tags != null) has(resolveArticleFilter({ tags: filter.tags, includeCopies: true }))
  if (filter.sources != null) has(resolveArticleFilter({ sources: filter.sources, includeCopies: true }))
  if (text !== null) has(text)
  return conditions.join(' and ')
}
