/** The titles of articles by slot, found by their key: those that are equal letter by letter. */
export class ExactTitles {
  /** In the order in which they came. */
  readonly #slots = new Map<string, number[]>()
  /** How many titles have letters of a hash. */
  readonly #letters = new Map<number, number>()

  /** @param letters of `lettersHash` */
  add(slot: number, key: string, letters: number): void {
    const slots = this.#slots.get(key)
    if (slots === undefined) this.#slots.set(key, [slot])
    else slots.push(slot)
    this.#letters.set(letters, (this.#letters.get(letters) ?? 0) + 1)
  }

  remove(slot: number, key: string, letters: number): void {
    const slots = this.#slots.get(key)!.filter((other) => other !== slot)
    if (slots.length === 0) this.#slots.delete(key)
    else this.#slots.set(key, slots)
    const left = this.#letters.get(letters)! - 1
    if (left === 0) this.#letters.delete(letters)
    else this.#letters.set(letters, left)
  }

  /** The slots of a title, in the order in which they came. */
  of(key: string): readonly number[] {
    return this.#slots.get(key) ?? []
  }

  /** Whether a line of these letters may be a title: most are none, which costs no more than this to see. */
  mayBe(letters: number): boolean {
    return this.#letters.has(letters)
  }
}
