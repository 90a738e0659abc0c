import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InboxItem, InboxStore, OutcomeRow } from '../stores/inbox-store.ts'

/** Items put in at once. */
const CHUNK = 100
/** How often a deliverer looks whether there is room, or an outcome. */
const LOOK_MS = 100
/** Items under way of one delivery, at most; beyond it waits for outcomes. */
const IN_FLIGHT = 2_000

/** What the inbox needs to be for a deliverer. */
type Inbox = Pick<InboxStore, 'add' | 'outcomes'>

/**
 * One delivery to the desk: items go in as they come, outcomes come back in the same order. Where the inbox is full it waits.
 */
export class Delivery {
  readonly id = randomUUID()
  #buffer: InboxItem[] = []
  #added = 0
  #settled = 0

  /** @param onOutcome hears every outcome once, in the order of the items */
  constructor(
    private readonly inbox: Inbox,
    private readonly onOutcome: (outcome: OutcomeRow) => void,
    private readonly signal?: AbortSignal,
  ) {}

  /** Puts one item in; gives its place. */
  async add(item: InboxItem): Promise<number> {
    this.#buffer.push(item)
    const place = this.#added + this.#buffer.length - 1
    if (this.#buffer.length >= CHUNK) await this.#flush()
    while (this.#added - this.#settled >= IN_FLIGHT) await this.#look()
    return place
  }

  /** Waits until every item has its outcome. */
  async finish(): Promise<void> {
    await this.#flush()
    while (this.#settled < this.#added) await this.#look()
  }

  async #flush(): Promise<void> {
    if (this.#buffer.length === 0) return
    while (!(await this.inbox.add(this.id, this.#added, this.#buffer))) await this.#wait()
    this.#added += this.#buffer.length
    this.#buffer = []
  }

  async #look(): Promise<void> {
    const outcomes = await this.inbox.outcomes(this.id, this.#settled, this.#added)
    // One desk after another settles the lowest first; still, nothing is reported before what stands before it.
    for (const outcome of outcomes) {
      if (outcome.place !== this.#settled) break
      this.#settled++
      this.onOutcome(outcome)
    }
    if (outcomes.length === 0) await this.#wait()
  }

  async #wait(): Promise<void> {
    await sleep(LOOK_MS, undefined, this.signal === undefined ? {} : { signal: this.signal })
  }
}
