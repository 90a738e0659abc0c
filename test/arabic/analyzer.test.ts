import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { fold } from '../../src/arabic/fold.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { choices, spelt } from '../support/spellings.ts'
import { analyzer, lexemeOf, lexicon } from './lexicon.ts'

const numRuns = process.env.PROVE === 'full' ? 20_000 : 1_000
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      ...'ابتوهيىةأإآءؤئکیگپ١۲3.,٬٫٪ -_#«»',
      '\u064E',
      '\u0651',
      '\u0640',
      '\u0654',
      '\u200C',
      '\u200F',
      'ﷲ',
      'ﻻ',
      '\uFE76',
      '😀',
    ),
    maxLength: 40,
  }),
)

describe('Analyzer', () => {
  it('folds what is folded to itself, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = fold(text)
        expect(fold(once)).toBe(once)
      }),
      { numRuns },
    )
  })

  it('gives tokens in order, apart from each other, with offsets of the text as written', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let before = 0
        for (const token of analyzer.analyze(text)) {
          expect(text.slice(token.start, token.end)).toBe(token.text)
          expect(token.start).toBeGreaterThanOrEqual(before)
          expect(token.end).toBeGreaterThan(token.start)
          // A sign that stands for several words («ﷺ») is one.
          expect(token.folded).toBe(fold(token.text).replaceAll(' ', ''))
          expect(token.lexeme).not.toBe('')
          before = token.end
        }
      }),
      { numRuns },
    )
  })

  it('gives every spelling of a word one lexeme', () => {
    // Of a word with two hamzas the first is looked at.
    const known = [...lexicon.counts.keys()].filter((word) => !/[ؤئء].*[ؤئء]/.test(word))
    const some = known.filter((word, index) => index % 50 === 0 || /.[ؤئء]./.test(word))
    const word = fc.constantFrom(...some, '171', 'والجيوش', 'للمسؤولين', 'الشؤون')
    fc.assert(
      fc.property(word, choices, (plain, next) => {
        expect(lexemeOf(spelt(plain, next))).toBe(analyzer.lexeme(plain))
      }),
      { numRuns: 4 * numRuns },
    )
  })

  it('finds a word rarer the fewer documents hold it in any form', () => {
    const table = new FrequencyTable(
      1,
      100,
      new Map([
        ['جيش', 10],
        ['الجيش', 40],
        ['حفتر', 2],
      ]),
    )
    const grown = new Analyzer(table)
    expect(grown.rarity('جيش')).toBeCloseTo(Math.log(1 + 50.5 / 50.5))
    expect(grown.rarity('حفتر')).toBeGreaterThan(grown.rarity('جيش'))
    expect(grown.rarity('ماسترخت')).toBeGreaterThan(grown.rarity('حفتر'))
  })

  it.each(['وقال', 'في', 'والذي', 'الثلاثاء', 'أمس', 'the'])('knows %s to carry no topic', (word) => {
    expect(analyzer.isStopWord(fold(word))).toBe(true)
  })

  it.each(['ليبيا', 'الجيش', 'رئيس', 'حرب', 'انتخابات', 'قتلى', 'غزة'])('knows %s to carry one', (word) => {
    expect(analyzer.isStopWord(fold(word))).toBe(false)
  })
})
