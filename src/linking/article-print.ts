import { joinedHashes } from '../arabic/word-hash.ts'
import { FINGERPRINT_BYTES, fingerprint } from './fingerprint.ts'

/** A text this long is no mere boilerplate, even if each of its paragraphs stood elsewhere: reports are made of earlier ones. */
const NOT_MERE_BOILERPLATE = 60
const NOTHING_TELLING = [0]

/**
 * The fingerprint of an article: of its whole text, and behind it, where its source's boilerplate stands in it, of what is left
 * without; a single byte there says that too little is left. What is compared is the whole text, which stays the same while
 * boilerplate is being learnt; what is left only tells whether an article is a copy for more than its boilerplate. Null of a text
 * too short for one.
 * @param lines hashes of the words by line
 */
export function articlePrint(
  lines: readonly ArrayLike<number>[],
  isBoilerplate: (line: number) => boolean,
): Uint8Array | null {
  const words = joinedHashes(lines)
  const whole = fingerprint(words)
  if (whole === null) return null
  const telling = lines.filter((_, line) => !isBoilerplate(line))
  if (telling.length === lines.length) return whole
  const left = fingerprint(joinedHashes(telling))
  if (left === null && words.length >= NOT_MERE_BOILERPLATE) return whole
  return new Uint8Array([...whole, ...(left ?? NOTHING_TELLING)])
}

/** The part of an article's print that tells it from its source's boilerplate: null of nothing but boilerplate, undefined where there is none. */
export function tellingPart(print: Uint8Array): Uint8Array | null | undefined {
  if (print.length === FINGERPRINT_BYTES) return undefined
  return print.length === 2 * FINGERPRINT_BYTES ? print.subarray(FINGERPRINT_BYTES) : null
}
