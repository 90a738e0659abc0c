import type { Scope } from './entities/enums.ts'
import type { LoggedChange } from './stores/change-store.ts'
import type { Loaders } from './stores/loaders.ts'
import type { Stores } from './stores/stores.ts'

/** Who asks. */
export interface Caller {
  readonly scopes: ReadonlySet<Scope>
}

/** Changes in the order of the log, none left out. */
export interface LoggedChanges {
  epoch: string
  changes: LoggedChange[]
}

/** The log of changes as an endless stream. */
export interface LiveFeed {
  /** Everything after a cursor, or from now on without one, until the signal says stop. */
  follow(after: string | null, signal: AbortSignal): AsyncIterable<LoggedChanges>
}

/** What a resolver has at hand. Over WebSocket it lives as long as the operation, and its loaders remember nothing. */
export interface Context {
  readonly requestId: string
  readonly caller: Caller
  readonly stores: Stores
  readonly loaders: Loaders
  readonly live: LiveFeed
  /** The key under which an address is known; null for what is no address of an article. */
  addressKeyOf(url: string): string | null
  now(): Date
}
