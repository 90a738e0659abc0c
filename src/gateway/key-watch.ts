/** How often keys in use are looked at: a key that has fallen ends what it opened well within five seconds. */
const WATCH_EVERY_MS = 2_000

/** Ends what lasts longer than a request, such as a socket, once its key is revoked or has expired. */
export class KeyWatch {
  readonly #ends = new Map<string, Set<() => void>>()
  readonly #timer: NodeJS.Timeout
  #looking = false

  /** @param fallen of some keys those that no longer let in; where it throws nothing ends */
  constructor(
    private readonly fallen: (keyIds: readonly string[]) => Promise<readonly string[]>,
    everyMs = WATCH_EVERY_MS,
  ) {
    this.#timer = setInterval(() => void this.#look(), everyMs)
  }

  /** Calls `end` once the key falls; gives what stops that. */
  add(keyId: string, end: () => void): () => void {
    const ends = this.#ends.get(keyId) ?? new Set()
    this.#ends.set(keyId, ends.add(end))
    return () => {
      ends.delete(end)
      if (ends.size === 0 && this.#ends.get(keyId) === ends) this.#ends.delete(keyId)
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#ends.size === 0) return
    this.#looking = true
    try {
      for (const keyId of await this.fallen([...this.#ends.keys()])) {
        for (const end of [...(this.#ends.get(keyId) ?? [])]) end()
      }
    } catch {
      // The database is away: what was let in stays until somebody can tell.
    } finally {
      this.#looking = false
    }
  }
}
