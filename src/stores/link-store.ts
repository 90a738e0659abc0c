import type { EntityManager } from 'typeorm'
import type { ArticleStatus } from '../entities/enums.ts'
import { RelatedLink } from '../entities/related-link.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** A link with what its place in a list depends on of the article that it leads to; null while it leads to none. */
export type LinkRow = RelatedLink & {
  targetTitle: string | null
  targetUrl: string | null
  targetStatus: ArticleStatus | null
  targetCopyOfId: string | null
}

/** Links read of one article, kind and origin; what comes in is bounded below. */
const MAX_LINKS = 100
const COLUMNS = `${columnsOf(RelatedLink, 'l')}, t.title as "targetTitle", t.url as "targetUrl", t.status as "targetStatus",
  t.copy_of_id as "targetCopyOfId"`

/** Links as clients read them. */
export class LinkStore {
  constructor(private readonly manager: EntityManager) {}

  async byIds(ids: readonly string[]): Promise<LinkRow[]> {
    return await select(
      this.manager,
      `select ${COLUMNS} from related_link l left join article t on t.id = l.article_id where l.id = any($1::bigint[])`,
      [ids],
    )
  }

  /** Everything that many articles show, of each kind and origin in the order of position. */
  async shownByArticles(articleIds: readonly string[]): Promise<LinkRow[]> {
    return await select(
      this.manager,
      `select ${COLUMNS} from (
         select *, row_number() over (partition by from_id, kind, origin order by position, id) as place
           from related_link where from_id = any($1::bigint[]) and is_shown) l
         left join article t on t.id = l.article_id
        where l.place <= ${MAX_LINKS} order by l.from_id, l.kind, l.origin, l.place`,
      [articleIds],
    )
  }
}
