/** A word that is remembered, with room for what is worked out of it once. */
export interface NotedWord {
  /** By kind of note. */
  notes: unknown[]
}

let kinds = 0

/**
 * What one room works out of words, kept with the words themselves: a text has hundreds, and a look-up of each in one more table
 * costs more than everything else about it.
 */
export class WordNote<Word extends NotedWord, Value extends NonNullable<unknown> | null> {
  readonly #kind = kinds++

  /** @param work what a word is to the room; it depends on nothing but the word */
  constructor(private readonly work: (word: Word) => Value) {}

  of(word: Word): Value {
    const known = word.notes[this.#kind]
    if (known !== undefined) return known as Value
    const value = this.work(word)
    word.notes[this.#kind] = value
    return value
  }
}
