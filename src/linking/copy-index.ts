import { mix } from '../arabic/word-hash.ts'
import { tellingPart } from './article-print.ts'
import { type CopyKind, copyKind } from './copy-kind.ts'
import { BANDS, FINGERPRINT_BYTES, ROWS, resemblance } from './fingerprint.ts'
import { grown, SlotLists } from './slot-lists.ts'
import type { TemplateTitle } from './template-title.ts'

/** An article as copies are looked for. */
export interface CopyEntry {
  /** Of `articlePrint`; null of a text too short for one. */
  fingerprint: Uint8Array | null
  /** Of `textKey`; equal of equal texts. */
  textKey: number
  headline: TemplateTitle
}

/** The article in the index that is closest to another, and what it is to it. */
export interface Closest {
  slot: number
  kind: CopyKind
  /** Jaccard similarity of the 3-grams, 1 of equal texts. */
  similarity: number
}

/** Newest articles looked at of those that share a band: of a template thousands do, and any of them will do. */
const READ_PER_BAND = 24
/** So much of what an article says beside its boilerplate a text must have to be its copy. */
const TELLING_PART = 0.5
/** Articles of an equal text looked at. */
const READ_EQUAL = 24
const CLOSEST_FIRST: readonly CopyKind[] = ['COPY', 'RECURRING', 'REWRITE']

/**
 * The window of recent articles by fingerprint: locality-sensitive hashing (Indyk and Motwani 1998) of 42 bands of 3 MinHashes,
 * about 700 bytes an article. Slots are small numbers that the owner gives out and uses again; the order of `add` is the order of
 * admission. What it answers depends only on what it holds and on that order, never on what it held.
 */
export class CopyIndex {
  readonly #bands = new SlotLists(BANDS, (node) => this.#bandHash(this.#prints, (node / BANDS) | 0, node % BANDS))
  readonly #texts = new SlotLists(1, (slot) => textHash(this.#textKeys[slot]!))
  #prints = new Uint8Array(0)
  #textKeys = new Float64Array(0)
  /** The order of admission, from 1; 0 of a free slot. */
  #orders = new Float64Array(0)
  /** The last search that looked at a slot. */
  #seen = new Float64Array(0)
  readonly #headlines: (TemplateTitle | undefined)[] = []
  #admitted = 0
  #searches = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    const own = [this.#prints, this.#textKeys, this.#orders, this.#seen].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    )
    return own + this.#bands.bytes + this.#texts.bytes
  }

  /** Takes an article in; what stood in the slot leaves. */
  add(slot: number, { fingerprint, textKey, headline }: CopyEntry): void {
    this.remove(slot)
    this.#reserve(slot + 1)
    this.#orders[slot] = ++this.#admitted
    this.#textKeys[slot] = textKey
    this.#headlines[slot] = headline
    this.#texts.add(slot, textHash(textKey))
    this.#prints.fill(0, slot * FINGERPRINT_BYTES, (slot + 1) * FINGERPRINT_BYTES)
    this.#size++
    if (fingerprint === null) return
    this.#prints.set(fingerprint.subarray(0, FINGERPRINT_BYTES), slot * FINGERPRINT_BYTES)
    for (let band = 0; band < BANDS; band++) {
      this.#bands.add(slot * BANDS + band, this.#bandHash(fingerprint, 0, band))
    }
  }

  /** Takes an article out; nothing of it is found afterwards. */
  remove(slot: number): void {
    if (!this.#orders[slot]) return
    this.#texts.remove(slot)
    if (this.#hasPrint(slot)) for (let band = 0; band < BANDS; band++) this.#bands.remove(slot * BANDS + band)
    this.#orders[slot] = 0
    this.#headlines[slot] = undefined
    this.#size--
  }

  /**
   * The closest article that came earlier: of copies the most similar one, then the earliest; else of recurring ones, else of
   * rewrites. Null where nothing is near. An article that is in names its own slot: only what was admitted before it counts.
   */
  closest(entry: CopyEntry, own = -1): Closest | null {
    const telling = entry.fingerprint === null ? undefined : tellingPart(entry.fingerprint)
    let best: Closest | null = null
    for (const slot of this.#candidates(entry, this.#orders[own] || Number.POSITIVE_INFINITY)) {
      const found = this.#sharesMore(telling, slot) ? this.#compare(entry, slot) : null
      if (found !== null && (best === null || this.#rank(found, best) < 0)) best = found
    }
    return best
  }

  #rank(a: Closest, b: Closest): number {
    const kinds = CLOSEST_FIRST.indexOf(a.kind) - CLOSEST_FIRST.indexOf(b.kind)
    return kinds || b.similarity - a.similarity || this.#orders[a.slot]! - this.#orders[b.slot]!
  }

  /** Whether the text in the slot has what an article says beside its boilerplate. */
  #sharesMore(telling: Uint8Array | null | undefined, slot: number): boolean {
    if (telling === undefined) return true
    if (telling === null || !this.#hasPrint(slot)) return false
    return resemblance(telling, this.#prints, 0, slot * FINGERPRINT_BYTES).contained >= TELLING_PART
  }

  #compare({ fingerprint, textKey, headline }: CopyEntry, slot: number): Closest | null {
    const isEqual = this.#textKeys[slot] === textKey
    const likeness =
      fingerprint === null || !this.#hasPrint(slot)
        ? null
        : resemblance(fingerprint, this.#prints, 0, slot * FINGERPRINT_BYTES)
    const kind = copyKind(isEqual ? 'EQUAL' : likeness, headline, this.#headlines[slot]!)
    return kind === null ? null : { slot, kind, similarity: isEqual ? 1 : likeness!.shingles }
  }

  #candidates({ fingerprint, textKey }: CopyEntry, before: number): number[] {
    this.#searches++
    const found: number[] = []
    const take = (slot: number) => {
      if (this.#seen[slot] === this.#searches || this.#orders[slot]! >= before) return
      this.#seen[slot] = this.#searches
      found.push(slot)
    }
    let read = 0
    const lists = this.#texts
    for (let slot = lists.first(textHash(textKey)); slot >= 0 && read < READ_EQUAL; slot = lists.after(slot)) {
      if (this.#textKeys[slot] !== textKey) continue
      take(slot)
      read++
    }
    if (fingerprint !== null) for (let band = 0; band < BANDS; band++) this.#inBand(fingerprint, band, take)
    return found
  }

  #inBand(print: Uint8Array, band: number, take: (slot: number) => void): void {
    const lists = this.#bands
    const prints = this.#prints
    const at = band * ROWS
    let read = 0
    for (let node = lists.first(this.#bandHash(print, 0, band)); node >= 0; node = lists.after(node)) {
      if (node % BANDS !== band) continue
      const slot = (node - band) / BANDS
      const there = slot * FINGERPRINT_BYTES + at
      if (print[at] !== prints[there] || print[at + 1] !== prints[there + 1] || print[at + 2] !== prints[there + 2])
        continue
      take(slot)
      if (++read === READ_PER_BAND) return
    }
  }

  #bandHash(prints: Uint8Array, slot: number, band: number): number {
    const at = slot * FINGERPRINT_BYTES + band * ROWS
    return mix((prints[at]! | (prints[at + 1]! << 8) | (prints[at + 2]! << 16)) + Math.imul(band, 0x9e3779b1))
  }

  /** A fingerprint has a size; an empty place has none. */
  #hasPrint(slot: number): boolean {
    const at = slot * FINGERPRINT_BYTES + BANDS * ROWS
    return this.#prints[at] !== 0 || this.#prints[at + 1] !== 0
  }

  #reserve(slots: number): void {
    this.#prints = grown(this.#prints, slots * FINGERPRINT_BYTES)
    this.#textKeys = grown(this.#textKeys, slots)
    this.#orders = grown(this.#orders, slots)
    this.#seen = grown(this.#seen, slots)
    this.#bands.reserve(slots)
    this.#texts.reserve(slots)
  }
}

const textHash = (key: number): number => mix((key >>> 0) ^ Math.floor(key / 2 ** 32))
