/** Which way a text runs. */
export type Direction = 'RTL' | 'LTR'

/** Words that running text in a language is full of, and that those it is told from hardly write. */
const WORDS: Readonly<Record<'ar' | 'fa' | 'ur' | 'en' | 'fr', ReadonlySet<string>>> = {
  ar: new Set('في فی من على علی إلى الى أن ان التي الذي عن مع هذا هذه بعد قال كما'.split(' ')),
  fa: new Set('است این که را برای می شد های کرد خود با آن'.split(' ')),
  ur: new Set('ہے کے کی میں سے اور کا نے کو ہیں'.split(' ')),
  en: new Set('the of and to in is for on that with will be was has'.split(' ')),
  fr: new Set('le la les des et du une dans est pour sur qui au aux'.split(' ')),
}
/** The Arabic article before a word of three letters and more. */
const DEFINITE = /^و?ال\p{L}{3}/u
/** Letters of Persian and Urdu that Arabic is written without, save by a foreign keyboard. */
const FOREIGN_LETTER = /[پچژگکیٹڈڑںےہھ]/
const URDU_LETTER = /[ٹڈڑںےہ]/
const WORD = /\p{L}+/gu
/** Characters of a text that are looked at. */
const SAMPLE = 4000
/** Addresses, handles and file names are Latin in any text, and say nothing of it. */
const ADDRESS = /(?:https?:\/\/|www\.)\S+|(?<![\w.+-])[\w.+-]*@[\w.-]+/gi
/**
 * From this share of its letters on a text is taken to run right to left. Arabic takes up Latin names of products, firms and
 * laws, which are long, while Latin text seldom takes up Arabic; the bound is that of Google's bidi estimate (Closure, goog.i18n.bidi).
 */
const RTL_SHARE = 0.4

/** How many letters of a text are of which script. */
export interface LetterCount {
  arabic: number
  /** Arabic, Hebrew, Syriac, Thaana and their like. */
  rightToLeft: number
  latin: number
}

/** Counts letters by script in one pass, those of addresses left out: this runs over every block of every article. */
export function countLetters(given: string): LetterCount {
  const text = /[@/]|www/.test(given) ? given.replace(ADDRESS, ' ') : given
  let [arabic, rightToLeft, latin] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x0590) {
      const lower = code | 0x20
      if ((lower >= 0x61 && lower <= 0x7a && code < 0x80) || (code >= 0xc0 && code <= 0x24f)) latin++
    } else if (code <= 0x08ff || (code >= 0xfb1d && code <= 0xfdff) || (code >= 0xfe70 && code <= 0xfeff)) {
      rightToLeft++
      if (isArabicLetter(code)) arabic++
    }
  }
  return { arabic, rightToLeft, latin }
}

/** Of letters that run right to left. */
const isArabicLetter = (code: number): boolean =>
  (code >= 0x600 && code <= 0x6ff) ||
  (code >= 0x750 && code <= 0x77f) ||
  (code >= 0x8a0 && code <= 0x8ff) ||
  code >= 0xfb50

/** Which way a text of so many letters runs; right to left where it has none, this being an Arabic house. */
export const runsRightToLeft = (rightToLeft: number, latin: number): boolean =>
  rightToLeft >= RTL_SHARE * (rightToLeft + latin)

/** The direction of the text as a whole, whatever names and addresses stand in it. */
export function directionOf(text: string): Direction {
  const { latin, rightToLeft } = countLetters(text.slice(0, SAMPLE))
  return runsRightToLeft(rightToLeft, latin) ? 'RTL' : 'LTR'
}

/** BCP 47 language of a text, by script and by its commonest words: ar, fa, ur, en, fr, or `und` where that does not tell. */
export function languageOf(text: string): string {
  const sample = text.slice(0, SAMPLE)
  const { arabic, latin } = countLetters(sample)
  if (arabic === 0 && latin === 0) return 'und'
  const isArabic = runsRightToLeft(arabic, latin)
  // Most texts: what has no letter of theirs is neither Persian nor Urdu, and needs no look at its words.
  if (isArabic && !FOREIGN_LETTER.test(sample)) return 'ar'
  const words = sample.match(WORD) ?? []
  const found = { ar: 0, fa: 0, ur: 0, en: 0, fr: 0 }
  if (isArabic) {
    for (const word of words) {
      if (WORDS.ar.has(word) || DEFINITE.test(word)) found.ar++
      if (WORDS.fa.has(word)) found.fa++
      if (WORDS.ur.has(word)) found.ur++
    }
    if (found.ur > found.ar && URDU_LETTER.test(sample)) return 'ur'
    return found.fa > found.ar ? 'fa' : 'ar'
  }
  for (const word of words) {
    const lower = word.toLowerCase()
    if (WORDS.en.has(lower)) found.en++
    if (WORDS.fr.has(lower)) found.fr++
  }
  if (found.en === 0 && found.fr === 0) return 'und'
  return found.en >= found.fr ? 'en' : 'fr'
}
