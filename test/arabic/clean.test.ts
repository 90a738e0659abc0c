import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLine, cleanText } from '../../src/arabic/clean.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'ا',
        'ب',
        '\u0653',
        '\u0654',
        'e',
        '\u0301',
        ' ',
        '\t',
        '\n',
        '\r',
        '\r\n',
        '\u00A0',
        '\u2028',
        '\u200B',
        '\u200F',
        '\u0000',
        '\uD800',
        '\uDC00',
        '\uFEFF',
        '\u0085',
        '\u3000',
        '\u200C',
        '\u200E',
        '\u061C',
        '\u202E',
        '\u2066',
        '\u2067',
        '\u2069',
        '\u2069',
        '\u0344',
        '\u064E',
        '\u064E\u064E\u064E\u064E\u064E\u064E\u064E',
        '\u0651',
        '\u{E0041}',
        '\uFFFE',
        '!',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
)

const numRuns = process.env.PROVE === 'full' ? 100_000 : 10_000

function isBalanced(line: string): boolean {
  let depth = 0
  for (const sign of line) {
    if (/[\u2066-\u2068]/.test(sign)) depth += 1
    if (sign === '\u2069') depth -= 1
    if (depth < 0) return false
  }
  return depth === 0
}

describe('cleanText', { timeout: 600_000 }, () => {
  it.each([
    ['composes letters', 'ا\u0653سيا cafe\u0301', 'آسيا café'],
    ['composes what an invisible character parted', 'ا\u200B\u0653سيا', 'آسيا'],
    ['keeps marks, tatweel and the letters of the publisher', 'مُقابل الوطنی مصـر', 'مُقابل الوطنی مصـر'],
    ['keeps the joiners that some spellings need', 'می\u200Cشود', 'می\u200Cشود'],
    ['drops control characters', 'ا\u0000ب\u0007ت\u007Fث', 'ابتث'],
    ['keeps direction marks that touch a word', '\u200Fمصر!\u200E (ا\u061C)', '\u200Fمصر!\u200E (ا\u061C)'],
    ['drops joiners and direction marks that touch none', 'ا \u200F ب\n\u200E\u200C\nت \u200D', 'ا ب\n\nت'],
    ['leaves one of several direction marks', 'ا\u200F\u200F\u200E.', 'ا\u200F.'],
    ['drops embeddings and overrides', 'ا \u202Bب\u202C \u202Etxt.exe\u202A\u202D', 'ا ب txt.exe'],
    ['keeps isolates that are closed', 'قال \u2067ب \u2066C++\u2069\u2069', 'قال \u2067ب \u2066C++\u2069\u2069'],
    ['drops isolates that are not', '\u2067ب\u2069\u2069 \u2066ت\nث\u2069 \u2068ج', '\u2067ب\u2069 ت\nث ج'],
    ['drops invisible operators and tags', 'ا\u2062\u2064\u206Aب\u{E0041}\u{E007F}', 'اب'],
    ['drops what is no character', 'ا\uFFFE\uFDD0\u{1FFFF}\uFFF9ب', 'اب'],
    ['leaves eight marks on a letter', `ا${'\u064E\u200D'.repeat(30)}ب`, `ا${'\u064E\u200D'.repeat(8)}ب`],
    ['keeps vowel marks and their order', 'مُحَمَّدٌ', 'مُحَمَّدٌ'.normalize('NFC')],
    ['drops byte order marks, zero-width spaces and soft hyphens', '\uFEFFمص\u200Bر\u00AD', 'مصر'],
    ['makes every line end the same', 'ا\r\nب\rت\nث', 'ا\nب\nت\nث'],
    ['parts words at tabs, page breaks and other line ends', 'ا\u000Bب\fت\u0085ث\u2028ج', 'ا ب ت\nث ج'],
    ['collapses white space within lines', 'ا \t\u00A0\u2003 ب', 'ا ب'],
    ['trims lines', ' ا  \n\t ب ', 'ا\nب'],
    ['leaves one empty line at most', 'ا\n\n \n\t\nب', 'ا\n\nب'],
    ['mends half a surrogate pair', 'ا\uD800ب', 'ا\uFFFDب'],
    ['leaves nothing of nothing', ' \u200F\n\u0000 ', ''],
  ])('%s', (_, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned)
  })

  it('cleans what is clean to itself, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = cleanText(text)
        expect(cleanText(once)).toBe(once)
      }),
      { numRuns },
    )
  })

  it('gives text that any store takes and no eye is deceived by', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cleaned = cleanText(text)
        expect(cleaned.isWellFormed()).toBe(true)
        expect(cleaned.normalize('NFC')).toBe(cleaned)
        expect(cleaned).not.toMatch(
          /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}\p{Noncharacter_Code_Point}]/u,
        )
        expect(cleaned).not.toMatch(/[\u200E\u200F]{2}|\p{M}{9}/u)
        for (const line of cleaned.split('\n')) expect(isBalanced(line)).toBe(true)
      }),
      { numRuns },
    )
  })

  it('leaves letters, joiners and vowel marks of Arabic as they are', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'ابتثجحخدگچپیکةىء', 'مُ', 'دّ', 'نً', 'ی\u200C'),
      minLength: 1,
      maxLength: 9,
    })
    const text = fc
      .array(word, { minLength: 1, maxLength: 20 })
      .map((words) => words.map((each) => `${each}ن`).join(' '))
    fc.assert(
      fc.property(text, (plain) => {
        expect(cleanText(plain)).toBe(plain.normalize('NFC'))
      }),
      { numRuns },
    )
  })

  it('tells clean text at one look, as the long way does', () => {
    const unit = fc.constantFrom(
      ...'ابمée',
      ' ',
      '\n',
      '\u064B',
      '\u0651',
      '\u0653',
      '\u0301',
      '«',
      '…',
      '\u00A0',
      '5',
      '٥',
    )
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        // A sign that is dropped forces the long way.
        expect(cleanText(text)).toBe(cleanText(`\u{E0001}${text}`))
      }),
      { numRuns },
    )
  })

  it('takes time in proportion to the text', () => {
    for (const sign of ['\u200F', '\u064E', '\u2067', '\u2067ا', ' ', ' \n', '\u0301\u200D', '\u200D ']) {
      const before = performance.now()
      cleanText(sign.repeat(500_000))
      expect(performance.now() - before).toBeLessThan(3_000)
    }
  })
})

describe('cleanLine', () => {
  it('is one line', () => {
    expect(cleanLine(' قال\r\n\n الجيش ')).toBe('قال الجيش')
    fc.assert(fc.property(anyText, (text) => !/\n|\s\s|^\s|\s$/.test(cleanLine(text))))
  })
})
