/** A subscription under way: an async iterator that begins with its first `next`. Leaving the loop ends it. */
export class Subscription<Item> implements AsyncIterableIterator<Item> {
  readonly #stop = new AbortController()
  readonly #items: AsyncGenerator<Item, void, undefined>
  readonly #release: () => void

  constructor(follow: (signal: AbortSignal) => AsyncGenerator<Item, void, undefined>, signals: readonly AbortSignal[]) {
    const abort = () => this.#stop.abort()
    for (const signal of signals) {
      if (signal.aborted) abort()
      signal.addEventListener('abort', abort)
    }
    this.#release = () => {
      for (const signal of signals) signal.removeEventListener('abort', abort)
    }
    this.#items = this.#until(follow(this.#stop.signal))
  }

  next(): Promise<IteratorResult<Item, void>> {
    return this.#items.next()
  }

  /** Ends it, also while a `next` is waited for. */
  return(): Promise<IteratorResult<Item, void>> {
    this.#stop.abort()
    this.#release()
    return this.#items.return()
  }

  /** Calls for each item, one after the other: what it gives is awaited before the next. Settles with the subscription. */
  async each(take: (item: Item) => unknown): Promise<void> {
    for await (const item of this) await take(item)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async *#until(items: AsyncGenerator<Item, void, undefined>): AsyncGenerator<Item, void, undefined> {
    try {
      yield* items
    } finally {
      this.#release()
    }
  }
}
