import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** Tells that the edition has moved; the same word stands in the migration that made it. */
export const EDITION_CHANNEL = 'sila_edition'

/**
 * Everything that answers show is as it was while this stays what it was: where the log of changes ends, and the edition, which moves
 * with what stands in no log (docs/adr/0022-answers-by-version.md).
 */
export interface RecordVersion {
  epoch: string
  position: number
  edition: number
}

export async function readRecordVersion(manager: EntityManager): Promise<RecordVersion> {
  const [row] = await select<{ epoch: string; position: string; edition: string }>(
    manager,
    `select h.epoch, h.last_position as position, e.number as edition
       from log_head h cross join record_edition e where h.id = 1 and e.id = 1`,
  )
  const { epoch, position, edition } = row!
  return { epoch, position: Number(position), edition: Number(edition) }
}

/** Moves the edition, for what is written without a change in the log. Comes last in a transaction. */
export async function moveEdition(manager: EntityManager): Promise<void> {
  await manager.query('update record_edition set number = number + 1 where id = 1')
  await manager.query(`select pg_notify('${EDITION_CHANNEL}', '')`)
}
