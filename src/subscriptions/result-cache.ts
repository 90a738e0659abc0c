import type { LivePayload } from './sink.ts'

/** For so long a result stands for what a new execution would give: a subscriber that comes back gets articles as they are now. */
const KEPT_MS = 1_000
/** Characters of all results together; beyond, the oldest go, and are executed anew where they are asked for again. */
const MAX_CHARACTERS = 4_194_304

interface Entry {
  at: number
  result: Promise<LivePayload | null>
  characters: number
}

/** Results of events that are being sent, so that those of a group who are at the same place share one execution. */
export class ResultCache {
  /** The oldest first. */
  readonly #entries = new Map<string, Entry>()
  #characters = 0

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number) {}

  get(key: string): Promise<LivePayload | null> | undefined {
    this.tidy()
    return this.#entries.get(key)?.result
  }

  /** Keeps a result that comes; one that fails is not kept. */
  set(key: string, result: Promise<LivePayload | null>): void {
    this.#drop(key)
    const entry: Entry = { at: this.now(), result, characters: 0 }
    this.#entries.set(key, entry)
    const settled = (characters: number) => {
      if (this.#entries.get(key) !== entry) return
      entry.characters = characters
      this.#characters += characters
      this.tidy()
    }
    result.then(
      (payload) => settled(payload?.json.length ?? 0),
      () => this.#entries.get(key) === entry && this.#drop(key),
    )
  }

  /** Lets go of what is out of date or too much. */
  tidy(): void {
    const since = this.now() - KEPT_MS
    for (const [key, { at }] of this.#entries) {
      if (at >= since && this.#characters <= MAX_CHARACTERS) return
      this.#drop(key)
    }
  }

  #drop(key: string): void {
    this.#characters -= this.#entries.get(key)?.characters ?? 0
    this.#entries.delete(key)
  }
}
