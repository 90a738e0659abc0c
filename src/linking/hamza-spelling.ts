/** What carries a hamza within a word, and what is left where it is not written. */
const SEATS = 'ؤئء'
const BARE = 'ويا'
const EITHER = new RegExp(`[${SEATS}${BARE}]`, 'g')

/** Whether two folded texts are one but for how they write the hamza within a word: «مسؤول», «مسئول» and «مسوول». */
export function isSameSpelling(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at] && !mayBeOneHamza(a[at]!, b[at]!)) return false
  return true
}

const mayBeOneHamza = (a: string, b: string): boolean =>
  (SEATS.includes(a) && (SEATS + BARE).includes(b)) || (SEATS.includes(b) && BARE.includes(a))

/** A folded word without what tells its spellings apart; other words may be left as the same. */
export const withoutHamza = (word: string): string => word.replace(EITHER, 'ا')
