import type { EntityManager } from 'typeorm'
import { slugify } from '../arabic/fold.ts'
import type { TagKind } from '../entities/enums.ts'
import { Tag } from '../entities/tag.ts'
import { Tagging } from '../entities/tagging.ts'
import { boundedList, storable } from './bounded-input.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { type Keyset, numberPart, type Page, type PageRange, textPart } from './page.ts'
import { readPage } from './page-query.ts'

/** A tagging with its tag. */
export type TaggingRow = Tagging & { tag: Tag }

/** Which tags: those whose slug holds the folded words of `query`. */
export interface TagQuery {
  query?: string | null
  kinds?: TagKind[] | null
}

/** Taggings read of one article; the cleaning of what comes in lets far fewer pass. */
const MAX_TAGGINGS = 200
const COLUMNS = columnsOf(Tag, 't')

/** SQL that gives the ids of what readers see as one text: a row for each would take most of the time of a page of articles. */
export const shownTagIds = (articleId: string): string => `(
  select string_agg(g.tag_id::text, ' ' order by g.confidence desc, g.position, g.tag_id)
    from tagging g where g.article_id = ${articleId} and g.origin <> 'SITE_MENU')`

/** Each once, the best first. */
export const readTagIds = (ids: string | null): readonly string[] =>
  ids === null ? [] : [...new Set(ids.split(' ').slice(0, MAX_TAGGINGS))]

/** Tags and taggings as clients read them. */
export class TagStore {
  constructor(private readonly manager: EntityManager) {}

  async byIds(ids: readonly string[]): Promise<Tag[]> {
    return await select(this.manager, `select ${COLUMNS} from tag t where t.id = any($1::bigint[])`, [ids])
  }

  async bySlug(slug: string): Promise<Tag | null> {
    const sql = `select ${COLUMNS} from tag t where t.slug = $1`
    const [row] = await select<Tag>(this.manager, sql, [storable(slug)])
    return row ?? null
  }

  /** One page: what begins with the words of the query before what holds them, each in the order of the slugs. */
  async page(query: TagQuery, range: PageRange): Promise<Page<Tag>> {
    const parameters: unknown[] = []
    const { condition, keyset } = conditionOf(query, parameters)
    return await readPage(this.manager, { table: 'tag t', columns: COLUMNS, condition, keyset, range, parameters })
  }

  async count(query: TagQuery): Promise<number> {
    const parameters: unknown[] = []
    const sql = `select count(*)::int as count from tag t where ${conditionOf(query, parameters).condition}`
    const [row] = await select<{ count: number }>(this.manager, sql, parameters)
    return row!.count
  }

  /** The ids of the tags that readers see of many articles, without site menus: of each article every tag once, best first. */
  async shownIds(articleIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await select<{ articleId: string; ids: string | null }>(
      this.manager,
      `select i.id as "articleId", ${shownTagIds('i.id')} as ids from unnest($1::bigint[]) i (id)`,
      [articleIds],
    )
    return new Map(rows.map(({ articleId, ids }) => [articleId, readTagIds(ids)]))
  }

  /** The taggings of many articles, of each the best first and site menus last. */
  async taggings(articleIds: readonly string[]): Promise<TaggingRow[]> {
    const rows = await select<Tagging & { tag: unknown[] }>(
      this.manager,
      `select g.*, json_build_array(t.id::text, t.slug, t.name, t.kind, t.article_count) as tag from (
         select ${columnsOf(Tagging, 'g')}, row_number() over (
             partition by g.article_id order by g.origin = 'SITE_MENU', g.confidence desc, g.position, g.tag_id) as place
           from tagging g where g.article_id = any($1::bigint[])) g
         join tag t on t.id = g."tagId" where g.place <= ${MAX_TAGGINGS} order by g."articleId", g.place`,
      [articleIds],
    )
    return rows.map(({ tag: [id, slug, name, kind, articleCount], ...tagging }) => ({
      ...tagging,
      tag: { id, slug, name, kind, articleCount } as Tag,
    }))
  }
}

function conditionOf({ query, kinds }: TagQuery, parameters: unknown[]): { condition: string; keyset: Keyset } {
  const bind = (value: unknown) => `$${parameters.push(value)}`
  // A tag of no article is a word of a site's menu, or what is left of withdrawn articles: it answers by its id only.
  const conditions = ['t.article_count > 0']
  const parts = [textPart('t.slug')]
  const wanted = boundedList(kinds, 'kinds')
  if (wanted !== null) conditions.push(`t.kind = any(${bind(wanted)}::text[])`)
  const slug = slugify(query ?? '')
  if (slug !== '') {
    const words = bind(slug)
    conditions.push(`strpos(t.slug, ${words}) > 0`)
    parts.unshift(numberPart(`(not starts_with(t.slug, ${words}))::int`, 'integer'))
  } else if (query != null) {
    conditions.push('false')
  }
  return { condition: conditions.join(' and '), keyset: { name: `TAGS${slug}`, parts, descending: false } }
}
