const WAW = 0x648
const YEH = 0x64a
const WAW_WITH_HAMZA = 0x624
const YEH_WITH_HAMZA = 0x626
/** Within numbers. */
const POINT = 0x2e
const COMMA = 0x2c

/** Spreads 32 bits so that each of them depends on all (the finalizer of MurmurHash3). */
export function mix(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** 32 bits of a folded word (FNV-1a, mixed). Carriers of hamza are as the letters under it, as in the key of a title. */
export function wordHash(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ letterAt(word, at), 0x01000193)
  return mix(hash)
}

/** 32 bits of the letters and digits of folded words, equal wherever the words are parted: of two prints with equal `titleKey`. */
export function lettersHash(words: readonly { folded: string }[]): number {
  let hash = 0x811c9dc5
  for (const { folded } of words) {
    for (let at = 0; at < folded.length; at++) {
      const letter = letterAt(folded, at)
      if (letter !== POINT && letter !== COMMA) hash = Math.imul(hash ^ letter, 0x01000193)
    }
  }
  return mix(hash)
}

function letterAt(word: string, at: number): number {
  const code = word.charCodeAt(at)
  return code === WAW_WITH_HAMZA ? WAW : code === YEH_WITH_HAMZA ? YEH : code
}

/** Hashes of the words of several lines, one after another. */
export function joinedHashes(lines: readonly ArrayLike<number>[]): Int32Array {
  const joined = new Int32Array(lines.reduce((length, line) => length + line.length, 0))
  let at = 0
  for (const line of lines) {
    joined.set(line, at)
    at += line.length
  }
  return joined
}

/** One hash of two, whose order counts. */
export const pairHash = (first: number, second: number): number => mix(Math.imul(first, 0x9e3779b1) ^ second)

/** As many odd multipliers as asked for, the same in every run: the minimum of their products is a MinHash each (Broder 1997). */
export function multipliers(count: number, seed: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => mix(seed + Math.imul(index + 1, 0x9e3779b1)) | 1)
}
