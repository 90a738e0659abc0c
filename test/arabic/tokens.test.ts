import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenize } from '../../src/arabic/tokens.ts'

const folded = (text: string): string[] => tokenize(text).map((token) => token.folded)

describe('tokenize', () => {
  it.each([
    ['parts words at spaces and signs', 'قال: «الجيش»، اليوم؟', ['قال', 'الجيش', 'اليوم']],
    ['keeps a marked word whole', 'مُقابل الـجَيْش', ['مقابل', 'الجيش']],
    ['keeps a word with an isolated mark whole', 'مح\uFE76مد', ['محمد']],
    ['keeps a word with a joiner whole', 'می\u200Cشود', ['ميشود']],
    ['parts digits from letters', 'كوفيد19', ['كوفيد', '19']],
    ['keeps a number with thousands and decimals whole', '١٬٥٠٠ و1,500 و٢٫٥', ['1500', 'و', '1500', 'و', '2.5']],
    ['parts a range', '2013-2016', ['2013', '2016']],
    ['parts at an underscore', '#غزة_تنتصر', ['غزه', 'تنتصر']],
    ['leaves out tatweel and marks that stand alone', 'ا ـ \u064B ب', ['ا', 'ب']],
    ['finds no word in signs', '… — !', []],
    ['takes Latin words in small letters', 'قناة BBC', ['قناه', 'bbc']],
  ])('%s', (_, text, words) => {
    expect(folded(text)).toEqual(words)
  })

  it('gives the offsets of what it found, in order and without overlap, whatever the text', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(fc.constantFrom(...'اب\u064Bـ 1٢,٬._\u200C\uFE76𐤀é')).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        let last = 0
        for (const { text: word, start, end, folded } of tokenize(text)) {
          expect(text.slice(start, end)).toBe(word)
          expect(start).toBeGreaterThanOrEqual(last)
          expect(folded).not.toBe('')
          last = end
        }
      }),
    )
  })
})
