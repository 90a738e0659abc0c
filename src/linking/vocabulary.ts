import { detached, WordTable } from '../arabic/word-table.ts'

/** How rare a lexeme is: its inverse document frequency under a frequency table. */
export type Rarity = (lexeme: string) => number

interface Term {
  text: string
  id: number
}

/** Numbers of terms fit 24 bits beside 8 bits of counts. Far more than a window of a million articles holds. */
export const MAX_IDS = 2 ** 24
const FIRST_IDS = 1_024

/**
 * Small numbers for the lexemes that are in use, with their rarity. A number is given back when its last user releases it. The
 * rarity is always that of the present table: what is computed from it never depends on the tables before.
 */
export class Vocabulary {
  readonly #terms = new WordTable<Term>()
  readonly #lexemes: (string | undefined)[] = []
  readonly #free: number[] = []
  #users = new Uint32Array(FIRST_IDS)
  #rarities = new Float32Array(FIRST_IDS)

  constructor(private rarity: Rarity) {}

  /** Terms in use. */
  get size(): number {
    return this.#terms.size
  }

  /** Numbers ever given out: all are below it. */
  get bound(): number {
    return this.#lexemes.length
  }

  /** Rarity by number. Replaced as the vocabulary grows: not to be kept. */
  get rarities(): Float32Array {
    return this.#rarities
  }

  /** The number of the lexeme that stands in a text from `start` on, with one user more. Throws where there is none left to give. */
  retain(text: string, start = 0, end = text.length): number {
    const known = this.#terms.find(text, start, end)
    if (known !== undefined) {
      this.#users[known.id]!++
      return known.id
    }
    const id = this.#free.pop() ?? this.#lexemes.length
    if (id >= MAX_IDS) throw new Error(`more than ${MAX_IDS} terms in the window`)
    if (id >= this.#users.length) this.#grow()
    const lexeme = detached(text.slice(start, end))
    this.#terms.add({ text: lexeme, id })
    this.#lexemes[id] = lexeme
    this.#users[id] = 1
    this.#rarities[id] = this.rarity(lexeme)
    return id
  }

  /** One user more of a number that is in use. */
  retainId(id: number): void {
    this.#users[id]!++
  }

  /** One user less. */
  release(id: number): void {
    if (--this.#users[id]! > 0) return
    this.#terms.delete(this.#lexemes[id]!)
    this.#lexemes[id] = undefined
    this.#free.push(id)
  }

  /** The lexeme that a number in use stands for. */
  lexeme(id: number): string {
    return this.#lexemes[id]!
  }

  /** Takes the rarities of another table. */
  reweigh(rarity: Rarity): void {
    this.rarity = rarity
    for (const [id, lexeme] of this.#lexemes.entries()) if (lexeme !== undefined) this.#rarities[id] = rarity(lexeme)
  }

  #grow(): void {
    const users = new Uint32Array(this.#users.length * 2)
    users.set(this.#users)
    this.#users = users
    const rarities = new Float32Array(users.length)
    rarities.set(this.#rarities)
    this.#rarities = rarities
  }
}
