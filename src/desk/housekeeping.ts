import { InboxStore } from '../stores/inbox-store.ts'
import { LogKeeper } from '../stores/log-keeper.ts'
import type { DeskOptions } from './desk.ts'

const EVERY_MS = 60_000
const PRUNED_AT_ONCE = 5_000
/** Changes that one round takes from the log: far more than a desk writes in the meantime. */
const MAX_PRUNED = 100_000

/** Lets go what nobody needs any more: outcomes of old deliveries, and the end of the log. */
export class Housekeeping {
  #keptAt = 0

  constructor(
    private readonly options: Pick<DeskOptions, 'database' | 'changesKeptSeconds' | 'changesMax'>,
    private readonly signal: AbortSignal,
  ) {}

  /** Once a minute, also while the inbox never empties. */
  async keep(): Promise<void> {
    const now = Date.now()
    if (now - this.#keptAt < EVERY_MS) return
    this.#keptAt = now
    const { database, changesKeptSeconds, changesMax } = this.options
    await new InboxStore(database.manager).prune()
    const bounds = { seconds: changesKeptSeconds, changes: changesMax ?? Number.MAX_SAFE_INTEGER }
    for (let pruned = 0; pruned < MAX_PRUNED && !this.signal.aborted; pruned += PRUNED_AT_ONCE) {
      if ((await new LogKeeper(database.manager).prune(bounds, PRUNED_AT_ONCE)) < PRUNED_AT_ONCE) return
    }
  }
}
