/**
 * Folding: the form in which Arabic is compared and never shown. Letters that writers interchange become one, marks and
 * invisible characters go, digits become ASCII. Order matters: each step says why it stands where it does.
 */

/** Marks that stand alone among the presentation forms: NFKC would turn them into a space and split the word. */
const ISOLATED_MARKS = /[\uFC5E-\uFC63\uFE70\uFE72\uFE74\uFE76\uFE78\uFE7A\uFE7C\uFE7E]/g
const COMPATIBILITY_FORMS = /[\uFB50-\uFDFF\uFE70-\uFEFF\uFF00-\uFFEF]/
/** Vowel and Koranic marks, tatweel, joiners, direction marks, soft hyphen. ZWNJ too: in Arabic text it stands by accident. */
const REMOVED =
  /[\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u08D3-\u08FF\u200B-\u200F\u202A-\u202E\u2060-\u2069\u061C\uFEFF\u00AD]/g
const LETTERS: Readonly<Record<string, string>> = {
  ک: 'ك',
  ڪ: 'ك',
  گ: 'ك',
  ی: 'ي',
  ى: 'ي',
  ے: 'ي',
  ې: 'ي',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ۀ: 'ه',
  ة: 'ه',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ٲ: 'ا',
  ٳ: 'ا',
  پ: 'ب',
  چ: 'ج',
  ڤ: 'ف',
  ژ: 'ز',
  ڨ: 'ق',
  '٫': '.',
  '٪': '%',
}
const FOLDED_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')
const ARABIC_DIGITS = /[\u0660-\u0669\u06F0-\u06F9]/g
const THOUSANDS = /(?<=\d)[٬,](?=\d{3}(?!\d))/g
const HAMZA_CARRIERS: Readonly<Record<string, string>> = { ؤ: 'و', ئ: 'ي' }

/** Of the characters below this nearly all of an Arabic text is made. */
const TABLE_END = 0x700
const BY_STEPS = 0xffff
/** Marks that make another letter with the one before: madda and hamza above, hamza below. */
const COMPOSING = /[\u0653-\u0655]|(?![\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED])\p{M}/u
/** Thousands signs, and the one letter whose lower case depends on where it stands. */
const IN_CONTEXT = /[٬,Σ]/
/** What each of them folds to by itself; 0 where it goes, BY_STEPS where its neighbours or another script have a say. */
const TABLE = new Uint16Array(TABLE_END)
for (let code = 0; code < TABLE_END; code++) {
  const character = String.fromCharCode(code)
  const folded = foldBySteps(character)
  const isAlone = folded.length <= 1 && code !== 0 && !COMPOSING.test(character) && !IN_CONTEXT.test(character)
  TABLE[code] = isAlone ? (folded === '' ? 0 : folded.charCodeAt(0)) : BY_STEPS
}

/**
 * The comparison form of a text or token: same length in words, letters unified, no marks, ASCII digits, lower case. A table
 * does what needs no look at the neighbours, which is ten times faster; everything else goes through the steps.
 */
export function fold(text: string): string {
  let folded = ''
  let copied = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const to = code < TABLE_END ? TABLE[code]! : isPlain(code) ? code : BY_STEPS
    if (to === code) continue
    if (to === BY_STEPS) return foldBySteps(text)
    folded += text.slice(copied, at)
    if (to !== 0) folded += String.fromCharCode(to)
    copied = at + 1
  }
  return copied === 0 ? text : folded + text.slice(copied)
}

/** Quotation marks, dashes and bullets. */
const isPlain = (code: number): boolean => code >= 0x2010 && code <= 0x2023

function foldBySteps(text: string): string {
  let folded = text.replace(ISOLATED_MARKS, '')
  if (COMPATIBILITY_FORMS.test(folded)) folded = folded.normalize('NFKC')
  // Farsi yeh before NFC: with a hamza above it has no composed form, the Arabic letter has.
  folded = folded.replaceAll('ی', 'ي').normalize('NFC')
  return folded
    .replace(REMOVED, '')
    .normalize('NFC') // again: what an invisible sign parted composes now
    .replace(FOLDED_LETTERS, (letter) => LETTERS[letter]!)
    .replace(ARABIC_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(THOUSANDS, '')
    .toLowerCase()
}

/** The key under which two prints of one headline are equal: folded, hamza carriers too, letters and digits only. Empty where there are none. */
export function titleKey(title: string): string {
  return fold(title)
    .replace(/[ؤئ]/g, (letter) => HAMZA_CARRIERS[letter]!)
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The readable part of an address: folded words joined by hyphens; never holds an underscore. Empty where there are no words. */
export function slugify(name: string): string {
  return fold(name)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/[-\uD800-\uDBFF]+$/, '') // nor half a character where it was cut
}
