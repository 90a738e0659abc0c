import type { TagText } from './tag-text.ts'

/** The particles that can stand before a word with the article, and what remains of the article then. */
const BEFORE_ARTICLE: readonly (readonly [RegExp, string])[] = [
  [/^[وف]?لل/, 'ال'],
  [/^[وف]?[بك]ال/, 'ال'],
  [/^[وف]ال/, 'ال'],
]
const BEFORE_WORD = /^[وفبلك]/

/**
 * A phrase as its article prints it most, among the places where it stands. A particle before it is taken off where the article
 * («بالجيش») or another place without the particle shows that it is one; null where that is in doubt.
 */
export function printedPhrase({ words }: TagText, places: readonly number[], length: number): string | null {
  const counts = new Map<string, number>()
  const firsts = new Set(places.map((at) => words[at]!.folded))
  for (const at of places) {
    const first = plainWord(words[at]!.text, words[at]!.folded, words[at]!.lexeme, firsts)
    if (first === null) continue
    const print = [first, ...words.slice(at + 1, at + length).map(({ text }) => text)].join(' ')
    counts.set(print, (counts.get(print) ?? 0) + 1)
  }
  let best: string | null = null
  for (const [print, count] of counts) if (best === null || count > counts.get(best)!) best = print
  return best
}

function plainWord(text: string, folded: string, lexeme: string, others: ReadonlySet<string>): string | null {
  for (const [particles, article] of BEFORE_ARTICLE) if (particles.test(text)) return text.replace(particles, article)
  if (!BEFORE_WORD.test(folded) || folded.startsWith(lexeme)) return text
  const rest = folded.slice(1)
  if (others.has(rest)) return text.slice(1)
  return rest.startsWith(lexeme) ? text.slice(1) : null
}
