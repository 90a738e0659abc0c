import type { EntityManager } from 'typeorm'
import type { Change } from '../entities/change.ts'
import { select } from './database.ts'

/** A row of the log of changes with its position as a number: the log of one deployment stays far below 2^53. */
export type LoggedChange = Omit<Change, 'position'> & { position: number }

/** Both ends of the log at one moment; `oldest` is one past `position` where the log holds nothing. */
export interface LogHeadState {
  epoch: string
  position: number
  oldest: number
}

/** Changes in their order, and the ends of the log in the same snapshot. */
export interface LogPage extends LogHeadState {
  changes: LoggedChange[]
}

type HeadRow = { epoch: string; lastPosition: string; oldest: string }
type PageRow = HeadRow & { position: string | null } & Omit<Change, 'position'>

const ENDS = /* sql */ `
  select epoch, last_position as "lastPosition",
    coalesce((select min(position) from change), last_position + 1) as oldest
  from log_head where id = 1`

const PAGE = /* sql */ `
  select ends.*, c.position, c.type, c.at, c.article_id as "articleId", c.link_id as "linkId", c.story_id as "storyId",
    c.revision_id as "revisionId", c.reason, c.before, c.after
  from (${ENDS}) ends
  left join lateral (select * from change where position > $1 order by position limit $2) c on true
  order by c.position`

/** The log of changes as its readers see it. */
export class ChangeStore {
  constructor(private readonly manager: EntityManager) {}

  /** Where the log ends now, and how far back it still reaches. */
  async head(): Promise<LogHeadState> {
    const [row] = await select<HeadRow>(this.manager, ENDS)
    return ends(row!)
  }

  /**
   * The next changes after a position. Where `oldest` is beyond `position + 1`, changes that followed have been pruned and
   * what is given does not continue the position.
   */
  async after(position: number, limit: number): Promise<LogPage> {
    const rows = await select<PageRow>(this.manager, PAGE, [position, limit])
    return { ...ends(rows[0]!), changes: rows.filter((row) => row.position !== null).map(change) }
  }
}

function ends({ epoch, lastPosition, oldest }: HeadRow): LogHeadState {
  return { epoch, position: Number(lastPosition), oldest: Number(oldest) }
}

function change({ epoch: _epoch, lastPosition: _last, oldest: _oldest, position, ...rest }: PageRow): LoggedChange {
  return { ...rest, position: Number(position) }
}
