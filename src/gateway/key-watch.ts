import type { Scope } from '../entities/enums.ts'

/** How often keys in use are looked at: what a key opened ends well within five seconds of losing its right. */
const WATCH_EVERY_MS = 2_000

/** What each of some keys may do now; nothing of those that no longer let in. Where it throws nothing ends. */
type RightsOf = (keyIds: readonly string[]) => Promise<ReadonlyMap<string, readonly Scope[]>>

/** What was opened with a key. */
export interface Opened {
  readonly scopes: ReadonlySet<Scope>
  /** The key no longer gives these scopes. */
  end(): void
}

/** Ends what lasts longer than a request, such as a socket, once its key is revoked, has expired or may do less. */
export class KeyWatch {
  readonly #opened = new Map<string, Set<Opened>>()
  readonly #timer: NodeJS.Timeout
  #looking = false

  constructor(
    private readonly rightsOf: RightsOf,
    everyMs = WATCH_EVERY_MS,
  ) {
    this.#timer = setInterval(() => void this.#look(), everyMs)
  }

  /** Calls `end` once the key no longer gives these scopes; gives what stops that. */
  add(keyId: string, scopes: ReadonlySet<Scope>, end: () => void): () => void {
    const opened = { scopes, end }
    this.watch(keyId, opened)
    return () => this.unwatch(keyId, opened)
  }

  /** The same of what can be told itself. */
  watch(keyId: string, opened: Opened): void {
    const all = this.#opened.get(keyId) ?? new Set()
    this.#opened.set(keyId, all.add(opened))
  }

  unwatch(keyId: string, opened: Opened): void {
    const all = this.#opened.get(keyId)
    if (all?.delete(opened) && all.size === 0) this.#opened.delete(keyId)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#opened.size === 0) return
    this.#looking = true
    try {
      const keyIds = [...this.#opened.keys()]
      const rights = await this.rightsOf(keyIds)
      for (const keyId of keyIds) {
        const left = new Set(rights.get(keyId))
        for (const opened of [...(this.#opened.get(keyId) ?? [])]) {
          // Of a key without any scope too, once it no longer lets in.
          if (!rights.has(keyId) || [...opened.scopes].some((scope) => !left.has(scope))) opened.end()
        }
      }
    } catch {
      // The database is away: what was let in stays until somebody can tell.
    } finally {
      this.#looking = false
    }
  }
}
