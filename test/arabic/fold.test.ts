import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, slugify, titleKey } from '../../src/arabic/fold.ts'

/** What a keyboard, a browser or a PDF makes of Arabic: letters, marks, presentation forms, digits, joiners, stray Latin. */
const arabicText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئٱپچژگکیےہھۀەڤڨ'),
      fc.constantFrom(
        '\u064B',
        '\u064E',
        '\u0651',
        '\u0653',
        '\u0654',
        '\u0655',
        '\u0670',
        '\u0640',
        '\u200C',
        '\u200D',
      ),
      fc.constantFrom('\uFE76', '\uFC5E', '\uFDF2', '\uFEFB', '\uFB56', '\uFEFF', '\u202B', '\u00AD'),
      fc.constantFrom(...' ،؛؟.,-_«»"()\n0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳٬٫٪aZéİ𝐀'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

describe('fold', () => {
  const same: [what: string, one: string, other: string][] = [
    ['an isolated mark of the presentation forms stands within a word', 'مح\uFE76مد', 'محمد'],
    ['isolated shadda with another mark stands within a word', 'مح\uFC5Eمد\uFC63', 'محمد'],
    ['an isolated shadda stands within a word', 'محم\uFE7Cد', 'محمد'],
    ['Farsi yeh is yeh', 'فی لیبیا', 'في ليبيا'],
    ['Farsi yeh with a hamza above is yeh with hamza', 'شی\u0654', 'شئ'],
    ['alef maksura is yeh', 'بنغازى', 'بنغازي'],
    ['Urdu yeh barree is yeh', 'علے', 'علي'],
    ['keheh and gaf are kaf', 'کگڪ', 'ككك'],
    ['heh goal, heh doachashmee, ae and teh marbuta are heh', 'ہھەة', 'هههه'],
    ['heh with yeh above is heh', 'ۀ', 'ه'],
    ['hamza on alef goes', 'أإآٱا', 'ااااا'],
    ['a hamza written apart composes with alef', 'ا\u0654ا\u0655ا\u0653', 'ااا'],
    ['a hamza written apart composes with waw', 'مؤتمر', 'مو\u0654تمر'],
    ['a hamza written apart composes with yeh', 'رئيس', 'ري\u0654يس'],
    ['the ligature of Allah is the word', 'ﷲ', 'الله'],
    ['a lam-alef ligature is its letters', 'ﻻ', 'لا'],
    ['presentation forms are their letters', 'ﻣﺼﺮ', 'مصر'],
    ['tatweel goes', 'مصـــر', 'مصر'],
    ['a zero-width non-joiner goes', 'می\u200Cشود', 'میشود'],
    ['direction marks and the byte order mark go', '\u200Fمصر\u202B\uFEFF\u061C', 'مصر'],
    ['a soft hyphen goes', 'مصـ\u00ADر', 'مصر'],
    ['vowels, tanween, shadda and superscript alef go', 'مُؤَخَّراً هٰذا', 'مؤخرا هذا'],
    ['Arabic-Indic digits are ASCII', '١٧٠', '170'],
    ['Persian digits are ASCII', '۱۷۰', '170'],
    ['the Arabic thousands separator goes', '١٬٥٠٠', '1500'],
    ['the comma between thousands goes', '1,500,000', '1500000'],
    ['the Arabic decimal separator is a point', '٢٫٥', '2.5'],
    ['the Arabic percent sign is one', '٥٪', '5%'],
    ['an invisible sign does not part a letter from its mark', 'e\u200D\u0301', 'é'],
    ['full-width letters and digits are ASCII', 'ＢＢＣ１', 'bbc1'],
    ['Latin capitals are small', 'BBC', 'bbc'],
    ['letters of names that Arabic lacks', 'پوتين چاد ڤيينا ژنيف ڨفصة', 'بوتين جاد فيينا زنيف قفصه'],
  ]
  it.each(same)('%s', (_, one, other) => {
    expect(fold(one)).toBe(fold(other))
  })

  const different: [what: string, one: string, other: string][] = [
    ['a hamza on waw stays', 'سؤال', 'سوال'],
    ['a comma between numbers that are no thousands stays', '1,50', '150'],
    ['a comma before four digits stays', '1,5000', '15000'],
    ['words stay apart', 'بن غازي', 'بنغازي'],
  ]
  it.each(different)('%s', (_, one, other) => {
    expect(fold(one)).not.toBe(fold(other))
  })

  it('gives the word itself: short, unmarked, without ligatures', () => {
    expect(fold('الجَيْش الوَطنیّ اللّیبیّ فـي ١٬٥٠٠ يومٍ')).toBe('الجيش الوطني الليبي في 1500 يوم')
  })

  it('folds what is folded to itself', () => {
    const anyText = fc.oneof(arabicText, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-composite' }))
    fc.assert(fc.property(anyText, (text) => fold(fold(text)) === fold(text)))
    for (let code = 0; code < 0x10ffff; code += code < 0x3000 ? 1 : 17) {
      const folded = fold(`ا${String.fromCodePoint(code)}ب`)
      expect([code, fold(folded)]).toEqual([code, folded])
    }
  })

  it('does not tell composed from decomposed text', () => {
    fc.assert(fc.property(arabicText, (text) => fold(text.normalize('NFD')) === fold(text.normalize('NFC'))))
  })
})

// The table belongs to Unicode: it stands beside the repository, not in it.
const tests = fileURLToPath(new URL('../../../shared/data/lang/NormalizationTest-arabic-15.0.txt', import.meta.url))
const present = existsSync(tests)
if (!present) console.warn("Unicode's normalization test is not beside the repository: its rows are skipped")

describe('the table of fold', () => {
  it('says of every character what the steps say, whatever stands beside it', () => {
    // One character of another script sends a text through the steps.
    const bySteps = (text: string): string => fold(`${text} 中`).slice(0, -' 中'.length)
    const anyText = fc.oneof(
      arabicText,
      fc.string({ unit: fc.integer({ min: 1, max: 0x6ff }).map((code) => String.fromCharCode(code)) }),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(text)).toBe(bySteps(text))
      }),
      { numRuns: 5_000 },
    )
    for (let code = 0; code < 0x2100; code++) {
      const character = String.fromCharCode(code)
      for (const text of [character, `ا${character}ب`, `1${character}234`, `e${character}`])
        expect([text, fold(text)]).toEqual([text, bySteps(text)])
    }
  })
})

describe.skipIf(!present)("Unicode's normalization test", () => {
  const rows = (present ? readFileSync(tests, 'utf8') : '')
    .split('\n')
    .filter((line) => /^[0-9A-F]/.test(line))
    .map((line) =>
      line
        .split(';')
        .slice(0, 5)
        .map((column) => String.fromCodePoint(...column.split(' ').map((code) => Number.parseInt(code, 16)))),
    )

  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(100)
  })

  it('folds the canonical forms of every row to one', () => {
    const parted = rows.filter(([source, nfc, nfd]) => fold(nfc!) !== fold(source!) || fold(nfd!) !== fold(source!))
    expect(parted).toEqual([])
  })

  it('folds the composed and decomposed compatibility forms of every row to one', () => {
    expect(rows.filter(([, , , nfkc, nfkd]) => fold(nfkc!) !== fold(nfkd!))).toEqual([])
  })

  it('folds the presentation form of every letter to the letter', () => {
    const forms = rows.filter(([source]) => /^[\uFB50-\uFDFF\uFE70-\uFEFF]$/.test(source!))
    // A mark alone is nothing, whichever way it is printed; compatibility puts a space under it.
    const parted = forms.filter(([source, , , nfkc]) => fold(source!) !== fold(nfkc!) && fold(nfkc!).trim() !== '')
    expect(parted).toEqual([])
  })
})

describe('titleKey', () => {
  it.each([
    ['quotes, dashes and spaces do not count', '«الجيش»: 170 مسيرة – خلال الليل', 'الجيش 170 مسيرة خلال الليل'],
    ['hamza carriers do not count', 'رئيس مؤتمر', 'رييس موتمر'],
    ['digits count alike', 'أطلقت ١٧٠ مسيرة', 'اطلقت 170 مسيره'],
    ['the letter case of Latin names does not count', 'بيان BBC', 'بيان bbc'],
  ])('%s', (_, one, other) => {
    expect(titleKey(one)).toBe(titleKey(other))
  })

  it('tells headlines with other words or numbers apart', () => {
    expect(titleKey('أطلقت 170 مسيرة')).not.toBe(titleKey('أطلقت 171 مسيرة'))
    expect(titleKey('قال الجيش')).not.toBe(titleKey('قال الجيش اليوم'))
  })

  it('is empty where there are no letters and no digits', () => {
    expect(titleKey('… «»!؟ \uFE76')).toBe('')
  })

  it('holds letters and digits only', () => {
    fc.assert(fc.property(arabicText, (text) => /^[\p{L}\p{N}]*$/u.test(titleKey(text))))
  })
})

describe('slugify', () => {
  it.each([
    ['الجيش الوطني الليبي', 'الجيش-الوطني-الليبي'],
    ['  «اليوم السابع»  ', 'اليوم-السابع'],
    ['BBC_News عربي', 'bbc-news-عربي'],
    ['كوفيد-19', 'كوفيد-19'],
    ['مؤتمر القمّة', 'مؤتمر-القمه'],
    ['—!؟', ''],
  ])('makes of «%s» «%s»', (name, slug) => {
    expect(slugify(name)).toBe(slug)
  })

  it('fits the check of the database, whatever the name', () => {
    const anyText = fc.oneof(arabicText, fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }))
    fc.assert(
      fc.property(anyText, (name) => {
        const slug = slugify(name)
        return slug === '' || (/^[^_\s]{1,100}$/u.test(slug) && !/^-|-$/.test(slug) && slug.isWellFormed())
      }),
    )
  })

  it('cuts a long name, never within a character', () => {
    expect(slugify('ا'.repeat(300))).toBe('ا'.repeat(80))
    expect(slugify(`ا${'𐤀'.repeat(60)}`).isWellFormed()).toBe(true)
    expect(slugify(`${'ا'.repeat(79)} ب`)).toBe('ا'.repeat(79))
  })
})
