/** Sizes of blocks: powers of two and one and a half times them, so that a fifth of the room is spare on average. */
const SIZES = Array.from({ length: 52 }, (_, place) => (place % 2 === 0 ? 4 : 6) * 2 ** (place >> 1))
const FIRST_TERMS = 1_024
const FIRST_ROOM = 65_536
/** The room grows by so much at a time: doubled it would stand half empty at its largest. */
const GROWTH = 1.3
const NONE = 255

/**
 * A list of numbers for each term, oldest first, in one block of memory. Lists lose their oldest for nothing and others by a
 * shift; blocks that are given back are used again.
 */
export class PostingLists {
  #room = new Uint32Array(FIRST_ROOM)
  #used = 0
  readonly #free: number[][] = SIZES.map(() => [])
  /** By term: place of its block in the room, size class, where its list begins in the block, how long it is. */
  #block = new Uint32Array(FIRST_TERMS)
  #size = new Uint8Array(FIRST_TERMS).fill(NONE)
  #skipped = new Uint32Array(FIRST_TERMS)
  #length = new Uint32Array(FIRST_TERMS)

  /** All lists: a list stands from `start(term)` on, `length(term)` long. Replaced as lists grow: not to be kept. */
  get room(): Uint32Array {
    return this.#room
  }

  start(term: number): number {
    return this.#block[term]! + this.#skipped[term]!
  }

  length(term: number): number {
    return this.#length[term] ?? 0
  }

  /** Bytes in use, spare room included. */
  get bytes(): number {
    return this.#room.byteLength + this.#block.length * 13
  }

  push(term: number, value: number): void {
    while (term >= this.#length.length) this.#growTerms()
    const size = this.#size[term]!
    if (size === NONE) this.#move(term, 0)
    else if (this.#skipped[term]! + this.#length[term]! === SIZES[size]!) {
      // Half of the block is free at its beginning, or a larger one is needed.
      if (this.#skipped[term]! * 2 >= SIZES[size]!) this.#toBeginning(term)
      else this.#move(term, size + 1)
    }
    this.#room[this.start(term) + this.#length[term]!] = value
    this.#length[term]!++
  }

  /** Takes a value out; false where the list does not hold it. */
  remove(term: number, value: number): boolean {
    const start = this.start(term)
    const end = start + this.length(term)
    const at = this.#room.subarray(start, end).indexOf(value)
    if (at < 0) return false
    if (at === 0) this.#skipped[term]!++
    else this.#room.copyWithin(start + at, start + at + 1, end)
    this.#length[term]!--
    if (this.#length[term] === 0) this.#giveBack(term)
    return true
  }

  #toBeginning(term: number): void {
    this.#room.copyWithin(this.#block[term]!, this.start(term), this.start(term) + this.#length[term]!)
    this.#skipped[term] = 0
  }

  /** Moves a list into a block of another size. */
  #move(term: number, size: number): void {
    const block = this.#take(size)
    const length = this.#length[term]!
    if (length > 0) this.#room.copyWithin(block, this.start(term), this.start(term) + length)
    if (this.#size[term] !== NONE) this.#giveBack(term)
    this.#block[term] = block
    this.#size[term] = size
    this.#skipped[term] = 0
    this.#length[term] = length
  }

  #take(size: number): number {
    const again = this.#free[size]!.pop()
    if (again !== undefined) return again
    const block = this.#used
    this.#used += SIZES[size]!
    if (this.#used > this.#room.length) {
      const room = new Uint32Array(Math.ceil(Math.max(this.#used, this.#room.length * GROWTH)))
      room.set(this.#room)
      this.#room = room
    }
    return block
  }

  #giveBack(term: number): void {
    this.#free[this.#size[term]!]!.push(this.#block[term]!)
    this.#size[term] = NONE
    this.#block[term] = this.#skipped[term] = 0
  }

  #growTerms(): void {
    const grown = this.#length.length * 2
    const larger = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
      const to = new Uint32Array(grown)
      to.set(from)
      return to
    }
    this.#block = larger(this.#block)
    this.#skipped = larger(this.#skipped)
    this.#length = larger(this.#length)
    const size = new Uint8Array(grown).fill(NONE)
    size.set(this.#size)
    this.#size = size
  }
}
