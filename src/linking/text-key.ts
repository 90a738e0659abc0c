import { joinedHashes, mix, pairHash } from '../arabic/word-hash.ts'

/** Texts of fewer words say too little by themselves. */
const LEAST_WORDS = 12

/**
 * 53 bits that are equal for texts that are equal word by word, folded: what tells copies of texts too short for a fingerprint. Of
 * a text under 12 words the title counts too, since «watch the report» stands under many.
 * @param title hashes of the words
 * @param text hashes of the words
 */
export function textKey(title: ArrayLike<number>, text: ArrayLike<number>): number {
  let [high, low] = [text.length, mix(text.length)]
  const words = text.length < LEAST_WORDS ? joinedHashes([text, title]) : text
  for (let at = 0; at < words.length; at++) {
    high = pairHash(high, words[at]!)
    low = mix(Math.imul(low, 31) ^ words[at]!)
  }
  return (high & 0x1fffff) * 2 ** 32 + low
}
