import type { Scope } from '../entities/enums.ts'
import type { KeyRow, KeyStore } from '../stores/key-store.ts'

/** What is known of a key is believed for so long. */
const FRESH_MS = 2_000
/** While the database is away, what was live keeps its rights for so long. */
const STALE_MS = 300_000
/** Who is known waits no longer for the database to say it again. */
const PATIENCE_MS = 1_000
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
  /** What it said, once it has. */
  said?: KeyRow | null
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
    return key !== null && this.#letsIn(key) ? key : null
  }

  /** The key of a public id that lets in, as far as that need not be asked for; null where it has to be. */
  known(publicId: string): KeyRow | null {
    const entry = this.#keys.get(publicId)
    if (entry?.said == null || this.now() - entry.askedAt > FRESH_MS) return null
    return this.#letsIn(entry.said) ? entry.said : null
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

  #letsIn({ isLive, expiresAt }: KeyRow): boolean {
    return isLive && (expiresAt === null || expiresAt.getTime() > this.wallClock())
  }

  /** Reads a key once for all who ask meanwhile. A database that is away forgets nothing that was known. */
  async #read(publicId: string): Promise<KeyRow | null> {
    const before = this.#keys.get(publicId)
    const askedAt = this.now()
    const reading = this.source.byPublicId(publicId)
    const isBelieved = before !== undefined && askedAt - before.readAt <= STALE_MS
    const entry: Entry = isBelieved
      ? { readAt: before.readAt, askedAt, key: soonElse(reading, before.key) }
      : { readAt: askedAt, askedAt, key: reading }
    // What comes late holds from then on.
    if (isBelieved)
      reading.then(
        (key) => Object.assign(entry, { key: Promise.resolve(key), readAt: askedAt, said: key }),
        () => {},
      )
    if (before !== undefined) this.#keys.set(publicId, entry)
    else put(this.#guesses, publicId, entry, MAX_GUESSES)
    try {
      const found = await entry.key
      entry.said = found
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

/** What is read where that comes in time; else, or where it fails, what is known. */
async function soonElse<T>(reading: Promise<T>, known: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(known), PATIENCE_MS)
  })
  try {
    return await Promise.race([reading.catch(() => known), late])
  } finally {
    clearTimeout(timer)
  }
}

function put<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  if (!map.has(key) && map.size >= most) map.delete(map.keys().next().value!)
  map.set(key, value)
}
