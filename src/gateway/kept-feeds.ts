import { etagOf } from './etag.ts'

/** Bytes of feeds that are kept; the one that was made longest ago goes first. */
const MAX_BYTES = 32 * 1024 * 1024

/** A feed as it is sent. */
export interface SentFeed {
  body: Buffer
  /** Strong: of its bytes. */
  etag: string
}

interface Kept {
  state: string
  feed: Promise<SentFeed>
  bytes: number
}

/** Feeds as they were last sent. Each holds as long as the state of the record in which it was made, never by time. */
export class KeptFeeds {
  readonly #kept = new Map<string, Kept>()
  #bytes = 0

  constructor(private readonly maxBytes = MAX_BYTES) {}

  /**
   * The feed at an address in a state of the record, read before it is made. What several ask for at once is made once.
   * @param state null of one that cannot be told to be still the same
   */
  async get(address: string, state: string | null, make: () => Promise<string>): Promise<SentFeed> {
    if (state === null) return sent(await make())
    const known = this.#kept.get(address)
    if (known?.state === state) return await known.feed
    this.#forget(address)
    const kept: Kept = { state, feed: make().then(sent), bytes: 0 }
    this.#kept.set(address, kept)
    try {
      const feed = await kept.feed
      if (this.#kept.get(address) === kept) this.#count(kept, feed.body.length)
      return feed
    } catch (error) {
      if (this.#kept.get(address) === kept) this.#forget(address)
      throw error
    }
  }

  #count(kept: Kept, bytes: number): void {
    kept.bytes = bytes
    this.#bytes += bytes
    for (const address of this.#kept.keys()) {
      if (this.#bytes <= this.maxBytes) break
      this.#forget(address)
    }
  }

  #forget(address: string): void {
    this.#bytes -= this.#kept.get(address)?.bytes ?? 0
    this.#kept.delete(address)
  }
}

function sent(text: string): SentFeed {
  const body = Buffer.from(text)
  return { body, etag: etagOf(body) }
}
