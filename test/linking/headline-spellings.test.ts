import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyKind } from '../../src/linking/copy-kind.ts'
import { isSameSpelling } from '../../src/linking/hamza-spelling.ts'
import { HeadlineIndex } from '../../src/linking/headline-index.ts'
import { headlineKey } from '../../src/linking/keys.ts'
import { PendingHeadlines } from '../../src/linking/pending-headlines.ts'
import { templateTitle } from '../../src/linking/template-title.ts'
import { lexicon } from '../arabic/lexicon.ts'
import { choices, spelt } from '../support/spellings.ts'

const NOON = new Date(Date.UTC(2026, 2, 1, 12))
const by = (sourceId: string) => ({ sourceId, publishedAt: NOON })
const WORDS = [...lexicon.counts.keys()].filter(
  (word, index) => /^[ء-ي]{3,}$/.test(word) && (index % 20 === 0 || /.[ؤئ]./.test(word)),
)
const word = fc.constantFrom(...WORDS)
const number = fc.nat(2_000).map(String)
/** Folded, with a speaker before it one time in two. */
const headline = fc
  .tuple(fc.uniqueArray(word, { minLength: 4, maxLength: 10 }), fc.option(number), fc.boolean())
  .map(([words, count, isSaid]) => {
    const said = isSaid ? [`${words[0]}:`, ...words.slice(1)] : words
    return count === null ? said.join(' ') : [...said.slice(0, 2), count, ...said.slice(2)].join(' ')
  })
/** Other quotes and dashes: what stands between words tells nothing. */
const PRINTS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `«${text}»`,
  (text) => text.replace(':', ' :'),
  (text) => `"${text.replaceAll(' ', '\u00a0')}!"`,
  (text) => `\u200f${text}\u200f`,
]
const numRuns = 300

describe('a headline in another spelling', () => {
  it('names its article among others, whoever prints it', () => {
    const titles = fc.uniqueArray(headline, { minLength: 2, maxLength: 12, selector: (title) => title.slice(0, 12) })
    fc.assert(
      fc.property(titles, fc.nat(11), choices, fc.constantFrom(...PRINTS), (titles, number, next, print) => {
        const index = new HeadlineIndex()
        for (const [slot, title] of titles.entries()) index.add(slot, spelt(title, next), by('1'))
        const slot = number % titles.length
        const printed = print(spelt(titles[slot]!, next))
        for (const source of ['1', '2'])
          expect(index.find(printed, by(source))).toEqual({ slot, likeness: expect.any(Number) })
      }),
      { numRuns },
    )
  })

  it('is answered by the article that comes after it', () => {
    fc.assert(
      fc.property(headline, choices, fc.constantFrom(...PRINTS), (title, next, print) => {
        const pending = new PendingHeadlines<string>()
        pending.add('link', print(spelt(title, next)), by('2'))
        expect(pending.named(spelt(title, next), { sourceId: '1' })).toEqual(['link'])
      }),
      { numRuns },
    )
  })

  it('has one key, but for the seat of a hamza', () => {
    fc.assert(
      fc.property(headline, choices, fc.constantFrom(...PRINTS), (title, next, print) => {
        const plain = title.replace(/[ؤئء]/g, '')
        expect(headlineKey(print(spelt(plain, next)))).toBe(headlineKey(plain))
      }),
      { numRuns },
    )
  })

  it('with another number is another headline: it binds to nothing, and its article is no copy', () => {
    fc.assert(
      fc.property(headline, number, number, choices, (title, one, other, next) => {
        fc.pre(Number(one) !== Number(other))
        const [said, told] = [one, other].map((count) => spelt(`${title.replace(/\d+ ?/, '')} ${count} مسيره`, next))
        const index = new HeadlineIndex()
        index.add(0, said!, by('1'))
        for (const source of ['1', '2']) {
          expect(index.find(told!, by(source))).toBeNull()
          expect(copyKind('EQUAL', templateTitle(said!, '1', NOON), templateTitle(told!, source, NOON))).not.toBe(
            'COPY',
          )
        }
      }),
      { numRuns },
    )
  })
})

describe('isSameSpelling', () => {
  it.each([
    ['مسؤول', 'مسئول', true],
    ['مسؤول', 'مسوول', true],
    ['رئيس', 'رييس', true],
    ['هيئه', 'هياه', true],
    ['رءوس', 'رؤوس', true],
    ['قال', 'قول', false],
    ['سوق', 'سيق', false],
    ['مسؤول', 'مسؤولا', false],
  ])('of «%s» and «%s» is %s', (one, other, isSame) => {
    expect(isSameSpelling(one, other)).toBe(isSame)
    expect(isSameSpelling(other, one)).toBe(isSame)
  })
})
