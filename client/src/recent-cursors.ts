const KEPT = 1_024

/** The last cursors seen, so that an event that is delivered again is known. */
export class RecentCursors {
  readonly #cursors = new Set<string>()

  /** False where it was seen before. */
  add(cursor: string): boolean {
    if (this.#cursors.has(cursor)) return false
    this.#cursors.add(cursor)
    if (this.#cursors.size > KEPT) for (const oldest of this.#cursors) return this.#cursors.delete(oldest)
    return true
  }

  clear(): void {
    this.#cursors.clear()
  }
}
