import type { Discovery } from './entities/discovery.ts'
import type { Scope } from './entities/enums.ts'
import type { DocumentDesk } from './entities/publication.ts'
import type { Push, Pushed } from './entities/push.ts'
import type { UserError } from './entities/user-error.ts'
import type { WebhookOffice } from './entities/webhook-work.ts'
import type { Search } from './search/search.ts'
import type { LogPlace } from './stores/change-cursor.ts'
import type { LoggedChange } from './stores/change-store.ts'
import type { FeedRow } from './stores/feed-store.ts'
import type { InboxItem, OutcomeRow } from './stores/inbox-store.ts'
import type { Loaders } from './stores/loaders.ts'
import type { Stores } from './stores/stores.ts'

/** Who asks. */
export interface Caller {
  readonly scopes: ReadonlySet<Scope>
  /** Whose key it is; null without one, and of the admin key. */
  readonly partner: { readonly id: string; readonly name: string } | null
  /** The public id of the key; null where `partner` is. */
  readonly keyId: string | null
}

/** The name under which a caller's idempotency keys are kept: a partner's, whichever of his keys he uses. */
export const callerName = ({ partner }: Caller): string => (partner === null ? 'admin' : `partner:${partner.id}`)

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

/** The way from an address to a feed, for operators. */
export interface FeedFinder {
  /** What a page or feed address would bring. Stores nothing. */
  preview(url: string): Promise<Discovery>
  /** Stores the feed of an address under a source (the id of its row), or one made for its site; gives the id of its row. */
  add(url: string, sourceId: string | null): Promise<{ ok: true; feedId: string } | { ok: false; error: UserError }>
}

/** Feeds whose health changed, as they are now. */
export interface FeedHealthFeed {
  /** From now on, until the signal says stop. */
  follow(signal: AbortSignal): AsyncIterable<FeedRow>
}

/** What is left of a quota, in points. */
export interface QuotaLeft {
  readonly limit: number
  readonly remaining: number
  /** When all of it is there again. */
  readonly resetsAt: Date
}

/** What a resolver has at hand. Over WebSocket it lives as long as the operation, and its loaders remember nothing. */
export interface Context {
  readonly requestId: string
  readonly caller: Caller
  /** The partner whose terms hold for what is shown; left out it is the caller's own. */
  readonly displayFor?: string | null
  /** Hears that what is shown was agreed with this partner, and is for no other. */
  readonly onTerms?: () => void
  /** What is left to the caller; null for one without a quota. */
  quota(): QuotaLeft | null
  readonly stores: Stores
  readonly loaders: Loaders
  readonly search: Search
  /** What reads after a place of the log: of a copy of the database, where one has come so far. */
  after(place: LogPlace): Promise<Pick<Context, 'stores' | 'loaders'>>
  readonly live: LiveFeed
  readonly feedFinder: FeedFinder
  readonly feedHealth: FeedHealthFeed
  readonly documentDesk: DocumentDesk
  readonly webhooks: WebhookOffice
  /** The secret with which the holder of a key signs, of the key's public id and salt. */
  signingSecretOf(publicId: string, salt: string): Promise<string>
  /** The key under which an address is known; null for what is no address of an article. */
  addressKeyOf(url: string): string | null
  /** Takes articles in and waits for what becomes of them. */
  ingest(push: Push): Promise<Pushed>
  /** Has the desk do one thing, and waits for what becomes of it. Throws UNAVAILABLE where nobody has done it in time. */
  deliver(item: InboxItem): Promise<OutcomeRow>
  now(): Date
}
