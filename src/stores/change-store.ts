import type { EntityManager } from 'typeorm'
import type { Change } from '../entities/change.ts'
import type { ChangeType } from '../entities/enums.ts'
import type { LogEnds } from './change-cursor.ts'
import { select } from './database.ts'

/** A row of the log of changes with its position as a number: the log of one deployment stays far below 2^53. */
export type LoggedChange = Omit<Change, 'position'> & { position: number }

/** Changes in their order, and the ends of the log in the same snapshot. */
export interface LogPage extends LogEnds {
  changes: LoggedChange[]
}

type HeadRow = { epoch: string; lastPosition: string; oldest: string }
type PageRow = HeadRow & { position: string | null } & Omit<Change, 'position'>

const ENDS = /* sql */ `
  select epoch, last_position as "lastPosition",
    coalesce((select min(position) from change), last_position + 1) as oldest
  from log_head where id = 1`

const page = (condition: string): string => /* sql */ `
  select ends.*, c.position, c.type, c.at, c.article_id as "articleId", c.link_id as "linkId", c.story_id as "storyId",
    c.revision_id as "revisionId", c.reason, c.before, c.after
  from (${ENDS}) ends
  left join lateral (select * from change where position > $1 and ${condition}) c on true
  order by c.position`

const PAGE = page('true order by position limit $2')
const SPAN = page('position <= $1 + $2::bigint and type = any($3::text[]) order by position limit $4')

/** The log of changes as its readers see it. */
export class ChangeStore {
  constructor(private readonly manager: EntityManager) {}

  /** Where the log ends now, and how far back it still reaches. */
  async head(): Promise<LogEnds> {
    const [row] = await select<HeadRow>(this.manager, ENDS)
    return ends(row!)
  }

  /**
   * The next changes after a position. Where `oldest` is beyond `position + 1`, changes that followed have been pruned and
   * what is given does not continue the position.
   */
  async after(position: number, limit: number): Promise<LogPage> {
    const rows = await select<PageRow>(this.manager, PAGE, [position, limit])
    return pageOf(rows)
  }

  /**
   * Changes of some types, at most `limit`, among the next so many of all types after a position. `seen` is the position up to which
   * there are no others; `oldest` as in `after`.
   */
  async within(
    position: number,
    span: number,
    types: readonly ChangeType[],
    limit: number,
  ): Promise<LogPage & { seen: number }> {
    const found = pageOf(await select<PageRow>(this.manager, SPAN, [position, span, types, limit]))
    const last = found.changes.length === limit ? found.changes.at(-1) : undefined
    return { ...found, seen: last?.position ?? Math.min(position + span, found.position) }
  }
}

function pageOf(rows: PageRow[]): LogPage {
  return { ...ends(rows[0]!), changes: rows.filter((row) => row.position !== null).map(change) }
}

function ends({ epoch, lastPosition, oldest }: HeadRow): LogEnds {
  return { epoch, position: Number(lastPosition), oldest: Number(oldest) }
}

function change({ epoch: _epoch, lastPosition: _last, oldest: _oldest, position, ...rest }: PageRow): LoggedChange {
  return { ...rest, position: Number(position) }
}
