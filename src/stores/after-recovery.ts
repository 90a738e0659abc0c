import type { DataSource } from 'typeorm'
import { select } from './database.ts'
import { LogKeeper } from './log-keeper.ts'
import { ADVANCE_IDS, DESK_HELD, IDS_LEFT_OUT } from './table-loader.ts'

/**
 * Makes a database good to serve that was brought back to an earlier moment by other means than ours: a new epoch of its log, which it gives,
 * and ids beyond any that was given out since. Throws where a server runs on it.
 */
export async function beginAfterRecovery(database: DataSource): Promise<string> {
  return await database.transaction(async (manager) => {
    if ((await select(manager, DESK_HELD)).length > 0) throw new Error('a server runs on this database: stop it first')
    await manager.query(ADVANCE_IDS, [IDS_LEFT_OUT])
    return await new LogKeeper(manager).beginEpoch()
  })
}
