import type { EntityManager } from 'typeorm'
import type { ArticleStatus } from '../entities/enums.ts'
import type { Pin } from '../entities/inbox.ts'
import { RelatedLink, SEEN_FROM_THE_OTHER_END } from '../entities/related-link.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { encodeCursor, numberPart, type Page, type PageRange } from './page.ts'
import { readPage } from './page-query.ts'

/** A link with what its place in a list depends on of the article that it leads to; null while it leads to none. */
export type LinkRow = RelatedLink & {
  targetTitle: string | null
  targetUrl: string | null
  targetStatus: ArticleStatus | null
  targetCopyOfId: string | null
}

/** Links read of one article, kind and origin; what comes in is bounded below. */
const MAX_LINKS = 100
/** Computed links shown of one article: its own, and those by which later articles found it. */
const MAX_COMPUTED = 20
const REFERENCES = { name: 'REFERENCES', parts: [numberPart('l.id')], descending: true }
const COLUMNS = `${columnsOf(RelatedLink, 'l')}, t.title as "targetTitle", t.url as "targetUrl", t.status as "targetStatus",
  t.copy_of_id as "targetCopyOfId"`

/** Computed links as the articles that they lead to show them. */
const fromTheOtherEnd = (condition: string): string => `
  select l.id + ${SEEN_FROM_THE_OTHER_END} as id, l.article_id as from_id, l.kind, l.origin, l.position, f.title as headline,
    f.title_key as headline_key, null as url, f.id::text as address_key, null as excerpt, false as concatenated,
    l.from_id as article_id, l.score, l.reasons, l.is_shown, l.observed_at, l.resolved_at, l.is_hidden_there as is_hidden,
    l.is_hidden as is_hidden_there
    from related_link l join article f on f.id = l.from_id and f.status = 'PUBLISHED'
   where l.origin = 'COMPUTED' and ${condition}`

/** Links as clients read them. */
export class LinkStore {
  constructor(private readonly manager: EntityManager) {}

  async byIds(ids: readonly string[]): Promise<LinkRow[]> {
    const rows = await select<LinkRow>(
      this.manager,
      `select ${COLUMNS} from (
         select * from related_link where id = any($1::bigint[])
         union all ${fromTheOtherEnd(`l.id + ${SEEN_FROM_THE_OTHER_END} = any($1::bigint[])`)}) l
         left join article t on t.id = l.article_id`,
      [ids],
    )
    // The rank of a computed link depends on the others of its article.
    const ranked = rows.filter(({ origin, isShown }) => origin === 'COMPUTED' && isShown)
    const lists =
      ranked.length === 0 ? [] : await this.shownByArticles([...new Set(ranked.map(({ fromId }) => fromId))])
    const places = new Map(lists.map(({ id, position }) => [id, position]))
    return rows.map((row) => ({ ...row, position: places.get(row.id) ?? row.position }))
  }

  /** The latest shown links of published articles that lead to these, of each one more than a page holds. */
  async toArticles(articleIds: readonly string[]): Promise<LinkRow[]> {
    return await select(
      this.manager,
      `select ${COLUMNS} from (
         select l.*, row_number() over (partition by l.article_id order by l.id desc) as place
           from related_link l join article f on f.id = l.from_id and f.status = 'PUBLISHED'
          where l.article_id = any($1::bigint[]) and l.is_shown) l
         left join article t on t.id = l.article_id
        where l.place <= ${MAX_LINKS + 1} order by l.article_id, l.id desc`,
      [articleIds],
    )
  }

  /** The first page of what `toArticles` gave of one article. */
  firstPageOf(links: readonly LinkRow[], size: number): Page<LinkRow> {
    const edges = links.slice(0, size).map((node) => ({ cursor: encodeCursor(REFERENCES, [node.id]), node }))
    return { edges, hasNextPage: links.length > size, hasPreviousPage: false }
  }

  /** Any page of the links that lead to one article, the latest first. */
  async pageTo(articleId: string, range: PageRange): Promise<Page<LinkRow>> {
    return await readPage(this.manager, {
      table: 'related_link l join article f on f.id = l.from_id left join article t on t.id = l.article_id',
      columns: COLUMNS,
      condition: "l.article_id = $1::bigint and l.is_shown and f.status = 'PUBLISHED'",
      keyset: REFERENCES,
      range,
      parameters: [articleId],
    })
  }

  /** The link that an editor set from one article to another; null where there is none. */
  async pinned({ from, to, kind }: Pick<Pin, 'from' | 'to' | 'kind'>): Promise<LinkRow | null> {
    const [row] = await select<LinkRow>(
      this.manager,
      `select ${COLUMNS} from related_link l left join article t on t.id = l.article_id
        where l.from_id = $1 and l.article_id = $2 and l.kind = $3 and l.origin = 'EDITOR'
        order by l.is_shown desc, l.id limit 1`,
      [from, to, kind],
    )
    return row ?? null
  }

  /**
   * Everything that many articles show, and what their editors hid, of each kind and origin in the order of position; of computed
   * links that is their rank: other sources' articles of the same story first, then by score. What is hidden comes last.
   */
  async shownByArticles(articleIds: readonly string[]): Promise<LinkRow[]> {
    return await select(
      this.manager,
      `select ${COLUMNS} from (
         select l.id, l.from_id, l.kind, l.origin,
           (case when l.origin = 'COMPUTED' then l.place else l.position end)::int as position, l.headline, l.headline_key,
           l.url, l.address_key, l.excerpt, l.concatenated, l.article_id, l.score, l.reasons, l.is_shown, l.observed_at,
           l.resolved_at, l.is_hidden, l.is_hidden_there, l.place
         from (
           select l.*, row_number() over (partition by l.from_id, l.kind, l.origin order by l.is_hidden,
               case when l.origin = 'COMPUTED' then coalesce(o.story_id = s.story_id and o.source_id <> s.source_id, false) end desc,
               case when l.origin = 'COMPUTED' then -l.score else l.position end, l.id) as place
             from (
               select * from related_link where from_id = any($1::bigint[]) and (is_shown or is_hidden)
               union all ${fromTheOtherEnd('l.article_id = any($1::bigint[]) and (l.is_shown or l.is_hidden_there)')}) l
             join article s on s.id = l.from_id
             left join article o on o.id = l.article_id) l
        where l.place <= case when l.origin = 'COMPUTED' then ${MAX_COMPUTED} else ${MAX_LINKS} end) l
         left join article t on t.id = l.article_id
        order by l.from_id, l.kind, l.origin, l.place`,
      [articleIds],
    )
  }
}
