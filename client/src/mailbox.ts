/** What came and was not taken yet, bounded, for one reader. */
export class Mailbox<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = []
  #end: { error?: unknown } | undefined
  #wake = () => {}

  constructor(readonly capacity: number) {}

  /** Takes an item; false where it is full or at its end, and then the item is not in it. */
  offer(item: Item): boolean {
    if (this.#end !== undefined || this.#items.length >= this.capacity) return false
    this.#items.push(item)
    this.#wake()
    return true
  }

  /** Nothing more comes. The reader gets what is in it, then the end or the error. */
  end(...[error]: [error?: unknown]): void {
    this.#end ??= { error }
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift()!
      if (this.#end?.error !== undefined) throw this.#end.error
      if (this.#end !== undefined) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
