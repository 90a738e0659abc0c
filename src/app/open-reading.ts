import type { EntityManager } from 'typeorm'
import type { Context } from '../context.ts'
import type { Search } from '../search/search.ts'
import { abortable } from '../stores/abortable.ts'
import type { LogPlace } from '../stores/change-cursor.ts'
import type { KeptRows } from '../stores/kept-rows.ts'
import { createLoaders } from '../stores/loaders.ts'
import type { RecordVersion } from '../stores/record-version.ts'
import type { ReplicaRead, Replicas } from '../stores/replicas.ts'
import { createStores } from '../stores/stores.ts'

/** What a request reads with. */
export type Reading = Pick<Context, 'stores' | 'search' | 'loaders' | 'after'>

/**
 * Makes what requests read with. With a signal its statements are cancelled once that says so; with `live` it outlasts an answer, and
 * its loaders remember nothing.
 * @param search the one of the process
 * @param kept shared by all that only read: who changes something reads what came of it
 * @param replicas which are read no further behind than this node knows the record to be: by who `mayLag`, and after a place of the log
 */
export function openReading(
  manager: EntityManager,
  search: Search,
  kept: KeptRows,
  replicas: KnownReplicas = NO_REPLICAS,
): (request: { signal: AbortSignal | null; live: boolean; mayLag?: boolean }) => Reading {
  const shared = createStores(manager)
  return ({ signal, live, mayLag = false }) => {
    function reading(replica: ReplicaRead | null) {
      const reader = (together: boolean): EntityManager | null => {
        const here = signal && abortable(manager, signal, { together })
        return replica === null ? here : orElse(replica, here!, signal!, together)
      }
      const own = reader(false)
      const stores = own ? createStores(own) : shared
      const looking = own ? createStores(reader(true)!) : shared
      const loaders = createLoaders(looking, { cache: !live, kept: own && !live ? kept : null })
      return { stores, search: own ? search.through(own) : search, loaders }
    }
    const here = reading(signal && mayLag ? replicas.now() : null)
    return {
      ...here,
      async after(place) {
        const replica = signal && (await replicas.after(place))
        return replica === null ? here : reading(replica)
      },
    }
  }
}

/** The copies of the database that a request may be answered from. */
interface KnownReplicas {
  now(): ReplicaRead | null
  after(place: LogPlace): Promise<ReplicaRead | null>
}

const NO_REPLICAS: KnownReplicas = { now: () => null, after: async () => null }

/** Those that have come as far as this node knows the record to be; none while it does not. */
export function knownReplicas(replicas: Replicas, known: () => RecordVersion | null): KnownReplicas {
  return {
    now() {
      const least = known()
      return least && replicas.pick(least)
    },
    async after({ epoch, position }) {
      const least = known()
      if (least?.epoch !== epoch) return null
      return await replicas.reached({ ...least, position: Math.max(position, least.position) })
    },
  }
}

/** Reads of a replica, and where a statement fails there, of the database itself. */
function orElse(
  { manager, failed }: ReplicaRead,
  here: EntityManager,
  signal: AbortSignal,
  together: boolean,
): EntityManager {
  const there = abortable(manager, signal, { together })
  const query: EntityManager['query'] = async (sql: string, parameters?: unknown) => {
    try {
      return await there.query(sql, parameters as unknown[])
    } catch (error) {
      if (signal.aborted) throw error
      failed(error)
      return await here.query(sql, parameters as unknown[])
    }
  }
  return Object.assign(Object.create(there) as EntityManager, { query })
}
