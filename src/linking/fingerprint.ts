import { mix, multipliers, pairHash } from '../arabic/word-hash.ts'

/** MinHashes of word 3-grams in bands of three: 1 - (1 - J^3)^42 find each other, .996 at J .5 and .68 at .3. */
export const BANDS = 42
export const ROWS = 3
const HASHES = BANDS * ROWS
/** MinHashes of the words themselves, 2 bits each. */
const WORD_HASHES = 64
const SIZE_AT = HASHES
const WORDS_AT = HASHES + 2
/** Bytes of a fingerprint. */
export const FINGERPRINT_BYTES = WORDS_AT + WORD_HASHES / 4
/** Fewer distinct 3-grams tell no text from another. */
const LEAST_SHINGLES = 10
/** Words that are looked at: ten times the longest reports. */
const MAX_WORDS = 20_000
const MAX_SIZE = 0xffff
const MOST = 0x7fffffff

const SHINGLE_MULTIPLIERS = multipliers(HASHES, 0x51a)
const WORD_MULTIPLIERS = multipliers(WORD_HASHES, 0xa11)

/**
 * What tells whether two texts are copies: 126 MinHashes of word 3-grams at 8 bits, the number of distinct 3-grams (16 bits, little
 * endian), 64 MinHashes of words at 2 bits (Broder 1997; Li and König, b-bit minwise hashing, 2010). Null of a text of fewer
 * than 10 distinct 3-grams. Eight bits serve the bands too: three of them make a key that two unrelated texts share once in 16 million.
 * @param words hashes of the words of the text, in order
 */
export function fingerprint(words: ArrayLike<number>): Uint8Array | null {
  const hashes = new Int32Array(Math.min(words.length, MAX_WORDS))
  for (let at = 0; at < hashes.length; at++) hashes[at] = words[at]!
  const shingles = new Int32Array(Math.max(0, hashes.length - 2))
  for (let at = 0; at < shingles.length; at++) {
    shingles[at] = pairHash(pairHash(hashes[at]!, hashes[at + 1]!), hashes[at + 2]!)
  }
  const distinct = withoutRepeats(shingles)
  if (distinct.length < LEAST_SHINGLES) return null
  const print = new Uint8Array(FINGERPRINT_BYTES)
  const size = Math.min(distinct.length, MAX_SIZE)
  print[SIZE_AT] = size
  print[SIZE_AT + 1] = size >>> 8
  minHashes(distinct, SHINGLE_MULTIPLIERS, (index, hash) => {
    print[index] = hash
  })
  minHashes(hashes, WORD_MULTIPLIERS, (index, hash) => {
    print[WORDS_AT + (index >> 2)]! |= (hash & 3) << (2 * (index & 3))
  })
  return print
}

/** The values in order, each once. Sorts in place. */
function withoutRepeats(values: Int32Array): Int32Array {
  values.sort()
  let kept = 0
  for (let at = 0; at < values.length; at++) {
    if (at === 0 || values[at] !== values[at - 1]) values[kept++] = values[at]!
  }
  return values.subarray(0, kept)
}

/**
 * Of the least product of all values with each multiplier, well mixed. Signed, since any order of the products serves. Three in one
 * pass: they do not wait for each other.
 */
function minHashes(values: Int32Array, by: Int32Array, take: (index: number, hash: number) => void): void {
  for (let index = 0; index < by.length; index += 3) {
    // Beyond the last multiplier the first ones serve, for nothing.
    const [first, second, third] = [by[index]!, by[(index + 1) % by.length]!, by[(index + 2) % by.length]!]
    let [a, b, c] = [MOST, MOST, MOST]
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!
      const [p, q, r] = [Math.imul(value, first), Math.imul(value, second), Math.imul(value, third)]
      if (p < a) a = p
      if (q < b) b = q
      if (r < c) c = r
    }
    take(index, mix(a ^ first))
    if (index + 1 < by.length) take(index + 1, mix(b ^ second))
    if (index + 2 < by.length) take(index + 2, mix(c ^ third))
  }
}

/** What two fingerprints say of their texts, each between 0 and 1. */
export interface Resemblance {
  /** Jaccard similarity of the 3-grams. */
  shingles: number
  /** The share of the shorter text's 3-grams that stand in the longer one. */
  contained: number
  /** Jaccard similarity of the words. */
  words: number
}

/** Estimates how much two texts share from their fingerprints, which may lie anywhere in larger arrays. */
export function resemblance(a: Uint8Array, b: Uint8Array, aAt = 0, bAt = 0): Resemblance {
  let equal = 0
  for (let index = 0; index < HASHES; index++) if (a[aAt + index] === b[bAt + index]) equal++
  const shingles = unbiased(equal / HASHES, 256)
  const [sizeA, sizeB] = [sizeAt(a, aAt), sizeAt(b, bAt)]
  const shared = (shingles * (sizeA + sizeB)) / (1 + shingles)
  let equalWords = 0
  for (let index = 0; index < WORD_HASHES / 4; index++) {
    equalWords += EQUAL_PAIRS[a[aAt + WORDS_AT + index]! ^ b[bAt + WORDS_AT + index]!]!
  }
  return {
    shingles,
    contained: Math.min(1, shared / Math.min(sizeA, sizeB)),
    words: unbiased(equalWords / WORD_HASHES, 4),
  }
}

const sizeAt = (print: Uint8Array, at: number): number => print[at + SIZE_AT]! | (print[at + SIZE_AT + 1]! << 8)

/** Two different minima look equal once in as many times as there are values. */
const unbiased = (share: number, values: number): number => Math.max(0, (share - 1 / values) / (1 - 1 / values))

/** How many of the four pairs of bits of a byte are zero. */
const EQUAL_PAIRS = Uint8Array.from(
  { length: 256 },
  (_, byte) => [0, 2, 4, 6].filter((by) => !((byte >> by) & 3)).length,
)
