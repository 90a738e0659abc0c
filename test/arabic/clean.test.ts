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
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
)

describe('cleanText', () => {
  it.each([
    ['composes letters', 'ا\u0653سيا cafe\u0301', 'آسيا café'],
    ['composes what an invisible character parted', 'ا\u200B\u0653سيا', 'آسيا'],
    ['keeps marks, tatweel and the letters of the publisher', 'مُقابل الوطنی مصـر', 'مُقابل الوطنی مصـر'],
    ['keeps the joiners that some spellings need', 'می\u200Cشود', 'می\u200Cشود'],
    ['drops control characters', 'ا\u0000ب\u0007ت\u007Fث', 'ابتث'],
    ['drops direction marks and isolates', '\u200Fمصر\u200E \u202Bا\u202C \u2067ب\u2069', 'مصر ا ب'],
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
    fc.assert(fc.property(anyText, (text) => cleanText(cleanText(text)) === cleanText(text)))
  })

  it('gives text that any store takes: well-formed, composed, without controls', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cleaned = cleanText(text)
        return (
          cleaned.isWellFormed() &&
          cleaned === cleaned.normalize('NFC') &&
          !/[\u0000-\u0009\u000B-\u001F]/.test(cleaned)
        )
      }),
    )
  })
})

describe('cleanLine', () => {
  it('is one line', () => {
    expect(cleanLine(' قال\r\n\n الجيش ')).toBe('قال الجيش')
    fc.assert(fc.property(anyText, (text) => !/\n|\s\s|^\s|\s$/.test(cleanLine(text))))
  })
})
