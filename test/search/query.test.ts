import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery, type Query } from '../../src/search/query.ts'

/** A query in short: groups part by spaces, alternatives by |, words of a phrase by +. */
const short = ({ groups, excluded }: Query): string => {
  const term = (words: readonly { folded: string }[]) => words.map(({ folded }) => folded).join('+')
  const wanted = groups.map((group) => group.map(({ words }) => term(words)).join('|'))
  return [...wanted, ...excluded.map(({ words }) => `-${term(words)}`)].join(' ')
}

const CASES: [what: string, query: string, expected: string][] = [
  ['words', 'الجيش الليبي', 'الجيش الليبي'],
  ['a phrase in straight marks', '"الجيش الليبي" حفتر', 'الجيش+الليبي حفتر'],
  ['a phrase in angled marks', '«الجيش الليبي»', 'الجيش+الليبي'],
  ['a phrase in curly marks', '“الجيش الليبي”', 'الجيش+الليبي'],
  ['a mark that is never closed', '"الجيش الليبي', 'الجيش الليبي'],
  ['an excluded word', 'ليبيا -رياضة', 'ليبيا -رياضه'],
  ['an excluded word first', '-رياضة ليبيا', 'ليبيا -رياضه'],
  ['an excluded phrase', 'ليبيا -"كرة القدم"', 'ليبيا -كره+القدم'],
  ['a minus within a name', 'كوفيد-19', 'كوفيد+19'],
  ['a minus that touches nothing', 'ليبيا - رياضة', 'ليبيا رياضه'],
  ['OR', 'روسيا OR أوكرانيا حرب', 'روسيا|اوكرانيا حرب'],
  ['more than two of which one', 'روسيا OR أوكرانيا أو بولندا', 'روسيا|اوكرانيا|بولندا'],
  ['or in lower case is a word', 'روسيا or', 'روسيا or'],
  ['OR at the ends', 'OR روسيا OR', 'روسيا'],
  ['OR before an excluded word', 'روسيا OR -حرب', 'روسيا -حرب'],
  ['OR in a phrase is a word', '"روسيا أو أوكرانيا"', 'روسيا+او+اوكرانيا'],
  ['a hashtag', '#غزة_الآن', '#غزه_الان'],
  ['words that signs part', 'غزة،رفح/خان', 'غزه رفح/خان'.replace('/', '+')],
  ['an article cut off from its word', 'الـ20 الـ«ناتو»', '20 ناتو'],
  ['numbers in every digit', '١٬٥٠٠ ۱۷۰', '1500 170'],
  ['nothing', ' ،؛ "" «» - ـ ', ''],
]

describe('the query language', () => {
  it.each(CASES)('reads %s', (_what, query, expected) => {
    expect(short(parseQuery(query))).toBe(expected)
  })

  it('pitfall 23: OR in Arabic is «أو», with hamza or without', () => {
    expect(short(parseQuery('روسيا أو أوكرانيا'))).toBe('روسيا|اوكرانيا')
    expect(short(parseQuery('روسيا او أوكرانيا'))).toBe('روسيا|اوكرانيا')
  })

  it('reads every text, and no more of it than its bounds allow', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom('"', '«', '»', '“', '-', 'OR', ' ', 'أو', '#', '_', 'غزة', 'ـ', '\u200f', '1,5', '\ud800'),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const { groups, excluded } = parseQuery(text)
        const words = [...groups.flat(), ...excluded].flatMap((term) => term.words)
        expect(words.length).toBeLessThanOrEqual(32)
        for (const { folded } of words) expect(folded).toMatch(/[\p{L}\p{M}\p{N}]/u)
        for (const group of groups) expect(group.length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })

  it('passes over what is too long', () => {
    expect(parseQuery('كلمة '.repeat(10_000)).groups).toHaveLength(32)
    expect(parseQuery(`"${'كلمة '.repeat(100)}"`).groups).toHaveLength(0)
  })
})
