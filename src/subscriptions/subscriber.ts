import type { Search } from '../search/search.ts'
import { encodeChangeCursor, type LogPlace } from '../stores/change-cursor.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import type { Group, Told } from './group.ts'
import type { LogFeed } from './live-feed.ts'
import { persistently } from './persistently.ts'
import type { LivePayload, Sink } from './sink.ts'
import type { Turnstile } from './turnstile.ts'

/** Changes read at once from the log; fewer where a reader takes less than that before it is full. */
const FEWEST_READ = 10
const MOST_READ = 500
/** Each is read while the one before is executed; after so many it is the turn of others, where others wait. */
const PAGES_A_TURN = 4
/** Of those executed at once; their results are in memory together with those of the next. */
const EXECUTED_AT_ONCE = 100

/** What was done for all of them. */
export interface Tally {
  /** Events. */
  sent: number
  /** How often one was too slow, and went on from the log. */
  fellBehind: number
}

/** What subscribers share. */
export interface SubscriberTerms {
  readonly feed: Pick<LogFeed, 'begin' | 'read' | 'tail'>
  readonly search: Pick<Search, 'ready'>
  /** Those who are served from the log take turns: what is in memory for them is bounded, however many they are. */
  readonly turns: Turnstile
  readonly closing: AbortSignal
  readonly tally: Tally
  /** Up to where changes have been offered to groups. */
  offered(): LogPlace | undefined
  /** Calls once when there may be something new. */
  onMoved(listener: () => void): void
  /** A subscriber has left its group for good. */
  left(group: Group): void
}

/**
 * One subscription. It is a place in the log: behind, it is served from the log at its own pace; arrived where its group is, it gets
 * what the group gets. One that takes nothing costs its place and what its connection may have waiting.
 */
export class Subscriber {
  #place: LogPlace | undefined
  #readAtOnce = MOST_READ / 4
  #isGone = false
  #isLive = false
  /** A replay that has caught up is told how far it is, before it goes on live. */
  #owesWord: boolean

  constructor(
    private readonly group: Group,
    private readonly sink: Sink,
    private readonly after: string | null,
    private readonly terms: SubscriberTerms,
  ) {
    this.#owesWord = after !== null
  }

  /** Begins to be served. */
  start(): void {
    void this.#serve().catch((error) => this.fail(error))
  }

  /** Is served no more, and holds nothing. */
  leave(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#isLive = false
    this.group.leave(this)
    this.terms.left(this.group)
  }

  fail(error: unknown): void {
    if (this.#isGone) return
    this.leave()
    this.sink.fail(error)
  }

  /** Takes what its group is told, in the order of the log, while it is live. */
  send(epoch: string, told: readonly Told[]): void {
    if (told.length === 1) this.#sendOne(epoch, told[0]!)
    else {
      this.sink.cork?.()
      // It may fall behind within.
      for (const one of told) if (this.#isLive) this.#sendOne(epoch, one)
      this.sink.uncork?.()
    }
  }

  /** Is no longer live, and served from the log after a place that it has reached. */
  fallBehind(position: number): void {
    const place = this.#place!
    this.terms.tally.fellBehind++
    place.position = Math.max(place.position, position)
    this.#isLive = false
    this.group.leave(this)
    this.#goOn()
  }

  #sendOne(epoch: string, { position, payload, isWord }: Told): void {
    const place = this.#place!
    // How far it is may be said again while the log stands still.
    if (position < place.position || (position === place.position && !isWord)) return
    if (payload === null) {
      if (isWord) this.sink.position?.(encodeChangeCursor({ epoch, position }))
    } else if (this.sink.hasRoom) {
      this.sink.next(payload)
      this.terms.tally.sent++
      place.position = position
    } else this.fallBehind(position - 1)
  }

  #goOn(): void {
    if (this.sink.hasRoom) this.start()
    else this.sink.onDrained(() => this.start())
  }

  async #serve(): Promise<void> {
    const { feed, turns, closing } = this.terms
    this.#place ??= await feed.begin(this.after, closing)
    const place = this.#place
    if (place === undefined || (await this.#arrives(place))) return
    await turns.run(() => this.#step(place))
  }

  /** One turn: a few pages, or as much as there is room for. */
  async #step(place: LogPlace): Promise<void> {
    const { feed, turns, closing } = this.terms
    if (await this.#arrives(place)) return
    const { tail } = feed
    if (tail?.epoch === place.epoch && tail.position <= place.position) return this.terms.onMoved(() => this.start())
    const limit = this.#readAtOnce
    const read = (position: number) => feed.read({ epoch: place.epoch, position }, limit, closing)
    let next: ReturnType<typeof read> | undefined = read(place.position)
    for (let pages = 1; next !== undefined && !this.#isGone && !closing.aborted; pages++) {
      const changes = await next
      next = undefined
      if ((pages < PAGES_A_TURN || !turns.isAwaited) && changes.length === limit) {
        next = read(changes.at(-1)!.position)
        next.catch(() => {})
      }
      const taken = await this.#take(place, changes)
      this.#readAtOnce = Math.max(FEWEST_READ, Math.min(MOST_READ, taken * 2))
      if (taken < changes.length) break
    }
    if (!this.#isGone && !closing.aborted) this.#goOn()
  }

  /** Sends what is selected of changes as long as there is room, and says how many it has passed. */
  async #take(place: LogPlace, changes: readonly LoggedChange[]): Promise<number> {
    const { search, closing } = this.terms
    const { selection } = this.group
    const from = place.position
    if (selection.asksText) await persistently(() => search.ready(changes), closing)
    const selected = changes.filter((change) => selection.selects(change))
    const loaders = this.group.newLoaders()
    const executed = (start: number) => {
      const some = selected.slice(start, start + EXECUTED_AT_ONCE)
      return some.length === 0 ? undefined : this.group.results(place.epoch, some, loaders)
    }
    let next = executed(0)
    for (let start = 0; next !== undefined; start += EXECUTED_AT_ONCE) {
      const current = next
      // Read while these are executed and sent.
      next = executed(start + EXECUTED_AT_ONCE)
      next?.catch(() => {})
      const results = await current
      const some = selected.slice(start, start + EXECUTED_AT_ONCE)
      if (results === undefined || !this.#passes(place, some, results)) return place.position - from
    }
    place.position = changes.at(-1)?.position ?? from
    return place.position - from
  }

  /** Sends what is told of some places as long as there is room. */
  #passes(place: LogPlace, changes: readonly LoggedChange[], results: readonly (LivePayload | null)[]): boolean {
    this.sink.cork?.()
    const passed = changes.every(({ position }, index) => {
      if (this.#isGone || !this.sink.hasRoom) return false
      if (results[index] !== null) {
        this.sink.next(results[index]!)
        this.terms.tally.sent++
      }
      place.position = position
      return true
    })
    this.sink.uncork?.()
    return passed
  }

  /** Whether it is where its group is; then it is live. */
  async #arrives(place: LogPlace): Promise<boolean> {
    if (this.#isGone) return true
    const offered = this.terms.offered()
    if (offered?.epoch !== place.epoch || place.position + 1 < this.group.nextAfter(offered.position)) return false
    if (!this.#owesWord) {
      this.group.enter(this)
      this.#isLive = true
      return true
    }
    this.#owesWord = false
    const word = await this.group.silence(place.epoch, place.position)
    if (word !== null && !this.#isGone) this.sink.next(word)
    return await this.#arrives(place)
  }
}
