import type { Scope } from '../entities/enums.ts'
import type { KeyRow, KeyStore } from '../stores/key-store.ts'

/** What is known of a key is believed for so long. */
const FRESH_MS = 2_000
/** While the database is away, what was live keeps its rights for so long. */
const STALE_MS = 300_000
/** Keys, and public ids that name none, remembered; beyond, the oldest are forgotten. Guesses cannot push out keys. */
const MAX_KEYS = 10_000
const MAX_GUESSES = 1_000
/** Least time between two notes that a key was used. */
const TOUCH_MS = 60_000

/** What the ring needs of the store of keys. */
export type KeySource = Pick<KeyStore, 'byPublicId' | 'rights' | 'touch'>

interface Entry {
  key: Promise<KeyRow | null>
  /** When the database said so. */
  readAt: number
  /** When it was last asked, even where it did not answer. */
  askedAt: number
}

/** Partners' keys as this process knows them: read once in two seconds, however many requests bear one. */
export class KeyRing {
  readonly #keys = new Map<string, Entry>()
  readonly #guesses = new Map<string, Entry>()
  readonly #touchedAt = new Map<string, number>()

  /**
   * @param now milliseconds of a clock that never goes back
   * @param wallClock milliseconds since 1970: keys expire by it while the database cannot say
   */
  constructor(
    private readonly source: KeySource,
    private readonly now: () => number,
    private readonly wallClock: () => number,
  ) {}

  /** The key of a public id; null where there is none that lets in. Throws where that cannot be told. */
  async find(publicId: string): Promise<KeyRow | null> {
    const known = this.#keys.get(publicId) ?? this.#guesses.get(publicId)
    const isFresh = known !== undefined && this.now() - known.askedAt <= FRESH_MS
    const key = await (isFresh ? known.key : this.#read(publicId))
    if (key === null || !key.isLive) return null
    return key.expiresAt !== null && key.expiresAt.getTime() <= this.wallClock() ? null : key
  }

  /** What each of some keys may do now; nothing of those that no longer let in. Throws where that cannot be told. */
  async rights(publicIds: readonly string[]): Promise<ReadonlyMap<string, readonly Scope[]>> {
    return await this.source.rights(publicIds)
  }

  /** Notes that a key let somebody in. The request does not wait for it. */
  used(publicId: string): void {
    const now = this.now()
    if (now - (this.#touchedAt.get(publicId) ?? Number.NEGATIVE_INFINITY) < TOUCH_MS) return
    put(this.#touchedAt, publicId, now, MAX_KEYS)
    // Lost, it costs a minute of precision.
    this.source.touch(publicId).catch(() => {})
  }

  /** Reads a key once for all who ask meanwhile. A database that is away forgets nothing that was known. */
  async #read(publicId: string): Promise<KeyRow | null> {
    const before = this.#keys.get(publicId)
    const askedAt = this.now()
    const entry: Entry = {
      readAt: askedAt,
      askedAt,
      key: this.source.byPublicId(publicId).catch(async (error) => {
        if (before === undefined || askedAt - before.readAt > STALE_MS) throw error
        entry.readAt = before.readAt
        return await before.key
      }),
    }
    if (before !== undefined) this.#keys.set(publicId, entry)
    else put(this.#guesses, publicId, entry, MAX_GUESSES)
    try {
      const found = await entry.key
      if (found !== null && before === undefined) {
        this.#guesses.delete(publicId)
        put(this.#keys, publicId, entry, MAX_KEYS)
      }
      return found
    } catch (error) {
      for (const map of [this.#keys, this.#guesses]) if (map.get(publicId) === entry) map.delete(publicId)
      throw error
    }
  }
}

function put<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  if (!map.has(key) && map.size >= most) map.delete(map.keys().next().value!)
  map.set(key, value)
}
