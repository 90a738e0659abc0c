const NONE = -1
const LEAST_NODES = 1024

/**
 * Lists of nodes by hash, in typed arrays: each slot owns a fixed number of nodes, a node stands in at most one list, the newest
 * first. Lists of equal remainder share a place, so a reader checks what a node stands for. Adding and removing cost the same
 * however long the lists are.
 */
export class SlotLists {
  /** Of each place the newest node. */
  #heads = new Int32Array(LEAST_NODES).fill(NONE)
  /** Of each node the next older one. */
  #older: Int32Array
  /** Of each node the next newer one; of the newest its place, as ~place. */
  #newer: Int32Array
  #nodes = 0

  /**
   * @param perSlot nodes of a slot
   * @param hashOf the hash under which a node was added
   */
  constructor(
    readonly perSlot: number,
    private readonly hashOf: (node: number) => number,
  ) {
    this.#older = new Int32Array(0)
    this.#newer = new Int32Array(0)
  }

  get bytes(): number {
    return this.#heads.byteLength + this.#older.byteLength + this.#newer.byteLength
  }

  /** Makes room for slots 0 to `slots` - 1. */
  reserve(slots: number): void {
    this.#older = grown(this.#older, slots * this.perSlot)
    this.#newer = grown(this.#newer, slots * this.perSlot)
  }

  add(node: number, hash: number): void {
    // Two nodes a place on the average: half the memory of one, for one look more.
    if (this.#nodes >= 2 * this.#heads.length) this.#split()
    this.#push(node, this.#place(hash))
    this.#nodes++
  }

  remove(node: number): void {
    const [older, newer] = [this.#older[node]!, this.#newer[node]!]
    if (newer < 0) this.#heads[~newer] = older
    else this.#older[newer] = older
    if (older !== NONE) this.#newer[older] = newer
    this.#nodes--
  }

  /** The newest node of the hash's place; -1 where there is none. */
  first(hash: number): number {
    return this.#heads[this.#place(hash)]!
  }

  /** The next older node of the same place; -1 after the oldest. */
  after(node: number): number {
    return this.#older[node]!
  }

  #place(hash: number): number {
    return hash & (this.#heads.length - 1)
  }

  #push(node: number, place: number): void {
    const head = this.#heads[place]!
    this.#older[node] = head
    this.#newer[node] = ~place
    if (head !== NONE) this.#newer[head] = node
    this.#heads[place] = node
  }

  /** Twice the places. Each list becomes two in the order that it had. */
  #split(): void {
    const heads = this.#heads
    this.#heads = new Int32Array(2 * heads.length).fill(NONE)
    for (const head of heads) {
      if (head === NONE) continue
      let node = head
      while (this.#older[node] !== NONE) node = this.#older[node]!
      while (node >= 0) {
        const newer = this.#newer[node]!
        this.#push(node, this.#place(this.hashOf(node)))
        node = newer
      }
    }
  }
}

/** The array itself where it is long enough, else a copy with a quarter as much room again. */
export function grown<T extends Int32Array | Uint32Array | Uint8Array | Float64Array>(array: T, length: number): T {
  if (length <= array.length) return array
  const larger = new (array.constructor as new (length: number) => T)(Math.ceil(Math.max(length, array.length * 1.25)))
  larger.set(array)
  return larger
}
