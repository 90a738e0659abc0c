import type { Search } from '../search/search.ts'
import type { LogPlace } from '../stores/change-cursor.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import { createLoaders } from '../stores/loaders.ts'
import type { Stores } from '../stores/stores.ts'
import type { CostedArgs } from './costed-args.ts'
import { FilterIndex } from './filter-index.ts'
import { Group, type GroupTerms, type LiveBatch } from './group.ts'
import { groupKey } from './group-key.ts'
import type { LogFeed } from './live-feed.ts'
import { persistently } from './persistently.ts'
import { ResultCache } from './result-cache.ts'
import type { LiveSelection, SelectedChanges } from './selected-changes.ts'
import type { Sink } from './sink.ts'
import { Subscriber, type SubscriberTerms, type Tally } from './subscriber.ts'
import { Turnstile } from './turnstile.ts'

/** Changes offered to groups at once. */
const OFFERED_AT_ONCE = 100
/** Groups that execute at the same moment. */
const GROUPS_AT_ONCE = 256
/** Subscribers served from the log at the same moment: each holds the changes of one turn. */
const REPLAYS_AT_ONCE = 8
/** A group that heard nothing for so long is told how far it is. */
const SILENCE_MS = 60_000
const TEND_EVERY_MS = 5_000

export interface HubOptions extends Pick<GroupTerms, 'formatted'> {
  feed: LogFeed
  stores: Stores
  search: Pick<Search, 'ready'>
  /** Milliseconds of a clock that never goes back. */
  now(): number
}

/** What monitors are told of a hub. */
interface HubFigures extends Tally {
  selections: number
  subscribers: number
}

/** A selection that somebody has, and the groups of those who have it. */
interface Selected {
  readonly selection: LiveSelection
  readonly groups: Set<Group>
  readonly remove: () => void
}

/**
 * Serves any number of subscriptions to the log. A change is matched once with each distinct selection, executed and written down
 * once for each group of subscribers who asked the same with the same rights, and sent as it is to each of them.
 */
export class Hub {
  readonly #options: HubOptions
  readonly #index = new FilterIndex<Selected>()
  readonly #selected = new Map<string, Selected>()
  readonly #groups = new Map<string, Group>()
  readonly #closing = new AbortController()
  readonly #groupTerms: GroupTerms
  readonly #subscriberTerms: SubscriberTerms
  readonly #tending: NodeJS.Timeout
  readonly #running: Promise<void>
  #waiting: (() => void)[] = []
  /** Everything up to here has been offered to the groups. */
  #offered: LogPlace | undefined
  /** Selections that ask for words. */
  #asking = 0

  constructor(options: HubOptions) {
    this.#options = options
    const { feed, search, now, formatted } = options
    const closing = this.#closing.signal
    const cache = new ResultCache(now)
    this.#groupTerms = { cache, turnstile: new Turnstile(GROUPS_AT_ONCE), closing, formatted, now }
    this.#subscriberTerms = {
      feed,
      search,
      closing,
      turns: new Turnstile(REPLAYS_AT_ONCE),
      tally: { sent: 0, fellBehind: 0 },
      offered: () => this.#offered,
      onMoved: (listener) => this.#waiting.push(listener),
      left: (group) => this.#leave(group),
    }
    this.#tending = setInterval(() => {
      cache.tidy()
      this.#breakSilence()
    }, TEND_EVERY_MS)
    this.#running = this.#run()
  }

  /** How many groups there are. */
  get groups(): number {
    return this.#groups.size
  }

  /** Who subscribes, and what was sent since the start. */
  get figures(): HubFigures {
    let subscribers = 0
    for (const { size } of this.#groups.values()) subscribers += size
    return { selections: this.#selected.size, subscribers, ...this.#subscriberTerms.tally }
  }

  /** Takes in a subscriber, who has not begun yet, of whom `args` were executed as far as the selection; their context is a `Context`. */
  join({ selection, after }: SelectedChanges, args: CostedArgs, sink: Sink): Subscriber {
    return new Subscriber(this.#enter(selection, args), sink, after, this.#subscriberTerms)
  }

  /** Stops serving; who still subscribes hears nothing more. */
  async close(): Promise<void> {
    this.#closing.abort()
    clearInterval(this.#tending)
    await this.#running
  }

  #enter(selection: LiveSelection, args: CostedArgs): Group {
    const key = groupKey(selection.key, args)
    const known = this.#groups.get(key)
    const group = known ?? new Group(key, this.#select(selection), args, this.#groupTerms)
    group.size++
    this.#groups.set(key, group)
    this.#selected.get(selection.key)!.groups.add(group)
    return group
  }

  /** The selection of this key under which changes are matched. */
  #select(selection: LiveSelection): LiveSelection {
    const { key, filter, asksText } = selection
    const known = this.#selected.get(key)
    if (known !== undefined) return known.selection
    const selected: Selected = { selection, groups: new Set(), remove: () => remove() }
    const remove = this.#index.add(filter, selected)
    this.#selected.set(key, selected)
    if (asksText) this.#asking++
    return selection
  }

  #leave(group: Group): void {
    if (--group.size > 0) return
    this.#groups.delete(group.key)
    const { key, asksText } = group.selection
    const selected = this.#selected.get(key)!
    selected.groups.delete(group)
    if (selected.groups.size > 0) return
    this.#selected.delete(key)
    selected.remove()
    if (asksText) this.#asking--
  }

  async #run(): Promise<void> {
    const { feed, search } = this.#options
    const { signal } = this.#closing
    while (!signal.aborted) {
      const { tail } = feed
      const place = this.#offered
      if (tail === undefined || (tail.epoch === place?.epoch && tail.position === place.position)) {
        await feed.moved(signal)
        continue
      }
      const changes = place === undefined ? null : feed.recent(place, OFFERED_AT_ONCE)
      const isReady =
        changes !== null &&
        (this.#asking === 0 ||
          (await persistently(() => search.ready(changes), signal).then(
            () => true,
            () => false,
          )))
      if (isReady) await this.#offer(place!.epoch, changes)
      else this.#beginAnew(tail)
      for (const listener of this.#waiting.splice(0)) listener()
    }
  }

  /** Offers changes to the groups that they concern, all at once, so that nobody comes in between. */
  async #offer(epoch: string, changes: readonly LoggedChange[]): Promise<void> {
    const batch = this.#newBatch(epoch)
    const concerned = new Set<Group>()
    for (const change of changes) {
      for (const { selection, groups } of this.#index.candidates([change.before, change.after])) {
        if (!selection.types.has(change.type) || !selection.selects(change)) continue
        for (const group of groups) {
          group.offer(batch, change.position, change)
          concerned.add(group)
        }
      }
    }
    this.#offered = { epoch, position: changes.at(-1)!.position }
    let begun = 0
    for (const group of concerned) {
      void group.send()
      if (++begun % GROUPS_AT_ONCE === 0) await new Promise(setImmediate)
    }
  }

  /** What is live cannot be led on from where it is: each goes on by itself, and is told where that is impossible. */
  #beginAnew(tail: LogPlace): void {
    const isOther = this.#offered?.epoch !== tail.epoch
    this.#offered = { ...tail }
    for (const group of this.#groups.values()) {
      if (isOther) group.beginAnew()
      else group.fallBehind()
    }
  }

  #breakSilence(): void {
    if (this.#offered === undefined) return
    const { epoch, position } = this.#offered
    const batch = this.#newBatch(epoch)
    const since = this.#options.now() - SILENCE_MS
    for (const group of this.#groups.values()) {
      if (group.saidAt > since || !group.isQuiet) continue
      group.offer(batch, position, null)
      void group.send()
    }
  }

  #newBatch(epoch: string): LiveBatch {
    return { epoch, loaders: createLoaders(this.#options.stores, { cache: true }) }
  }
}
