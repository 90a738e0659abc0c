import { countLetters, type Direction, languageOf, runsRightToLeft } from '../../arabic/language.ts'

/** Under this many letters the commonest words of a language may well be missing. */
const MIN_LETTERS = 24
const RTL_SCRIPTS = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Aran'])

const primary = (language: string): string => language.split('-')[0]!.toLowerCase()

/** Directions found so far, at most so many: there are hundreds of languages, and anybody may write anything. */
const known = new Map<string, Direction>()
const KNOWN_MOST = 1_000

/** The direction in which a language is written; right to left where the language is not told. */
export function directionOfLanguage(language: string): Direction {
  const found = known.get(language)
  if (found !== undefined) return found
  const script = primary(language) === 'und' ? '' : (new Intl.Locale(language).maximize().script ?? '')
  const direction = script === '' || RTL_SCRIPTS.has(script) ? 'RTL' : 'LTR'
  if (known.size < KNOWN_MOST) known.set(language, direction)
  return direction
}

/**
 * Language and direction of one block. A block too short to tell is in the language of its article, unless it is written
 * the other way: then what it declares or what its words say, `und` at worst.
 */
export function blockLanguage(
  text: string,
  article: string,
  declared: string | null,
): { language: string; direction: Direction } {
  const { rightToLeft, latin } = countLetters(text)
  const letters = rightToLeft + latin > 0 ? rightToLeft + latin : (text.match(/\p{L}/gu)?.length ?? 0)
  if (letters === 0) return { language: article, direction: directionOfLanguage(article) }
  const direction = runsRightToLeft(rightToLeft, latin) ? 'RTL' : 'LTR'
  const detected = languageOf(text)
  const told = detected !== 'und' && primary(detected) !== primary(article)
  const fits = directionOfLanguage(article) === direction
  if (fits && (!told || letters < MIN_LETTERS)) return { language: article, direction }
  if (detected !== 'und') return { language: detected, direction }
  const hint = declared !== null && directionOfLanguage(declared) === direction ? declared : 'und'
  return { language: hint, direction }
}
