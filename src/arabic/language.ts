/** Which way a text runs. */
export type Direction = 'RTL' | 'LTR'

const ARABIC_SCRIPT = /[\u0600-\u06FF\u0750-\u077F\u08A0-\u08FF\uFB50-\uFDFF\uFE70-\uFEFF]/g
const RTL_LETTER = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/g
const LATIN_LETTER = /[A-Za-z\u00C0-\u024F]/g
/** Letters and words that Persian and Urdu write and Arabic does not; the letters alone may come from a Persian keyboard. */
const PERSIAN_WORD = /(?<!\p{L})(?:است|این|که|را|برای|می|شد|های|کرد|خود|با|آن)(?!\p{L})/gu
const URDU_LETTER = /[ٹڈڑںےہ]/g
const URDU_WORD = /(?<!\p{L})(?:ہے|کے|کی|میں|سے|اور|کا|نے|کو|ہیں)(?!\p{L})/gu
const ARABIC_WORD =
  /(?<!\p{L})(?:في|فی|من|على|علی|إلى|الى|أن|ان|التي|الذي|عن|مع|هذا|هذه|بعد|قال|كما|و?ال\p{L}{3,})(?!\p{L})/gu
const ENGLISH_WORD = /\b(?:the|of|and|to|in|is|for|on|that|with|will|be|was|has)\b/gi
const FRENCH_WORD = /\b(?:le|la|les|des|et|du|une|dans|est|pour|sur|qui|au|aux)\b/gi

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** The direction of most letters of the text; right to left where it has none, this being an Arabic house. */
export function directionOf(text: string): Direction {
  return count(text, LATIN_LETTER) > count(text, RTL_LETTER) ? 'LTR' : 'RTL'
}

/** BCP 47 language of a text, by script and by its commonest words: ar, fa, ur, en, fr, or `und` where that does not tell. */
export function languageOf(text: string): string {
  const sample = text.slice(0, 4000)
  const arabicScript = count(sample, ARABIC_SCRIPT)
  const latin = count(sample, LATIN_LETTER)
  if (arabicScript === 0 && latin === 0) return 'und'
  if (arabicScript >= latin) {
    const arabic = count(sample, ARABIC_WORD)
    const persian = count(sample, PERSIAN_WORD)
    const urdu = count(sample, URDU_WORD)
    if (urdu > arabic && count(sample, URDU_LETTER) > 0) return 'ur'
    if (persian > arabic) return 'fa'
    return 'ar'
  }
  const english = count(sample, ENGLISH_WORD)
  const french = count(sample, FRENCH_WORD)
  if (english === 0 && french === 0) return 'und'
  return english >= french ? 'en' : 'fr'
}
