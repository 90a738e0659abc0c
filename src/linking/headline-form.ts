import { fold, titleKey } from '../arabic/fold.ts'
import { tokenize } from '../arabic/tokens.ts'
import { wordHash } from '../arabic/word-hash.ts'
import { withoutHamza } from './hamza-spelling.ts'
import { headlineValues, valuesOf } from './headline-numbers.ts'

/** A headline as it is compared. */
export interface HeadlineForm {
  /** Its `titleKey`. */
  key: string
  /** Its folded letters and digits, each hamza as it is written. */
  letters: string
  /** Hashes of what stands between its blanks, in order; equal for words that differ in their hamza. */
  words: readonly number[]
  /** Its numbers, dates and weekdays in order. */
  values: readonly string[]
  /** Printed with an ellipsis at its end: its beginning only. */
  isCut: boolean
}

/** Longer headlines are text; what follows is not looked at. */
const MAX_LETTERS = 400
/** A dozen headlines. */
const MAX_LINE = 2_000
const CUT = /\s*(?:…|\.{2,})\s*$/u
/** What parts the name of a site from the headline before it. */
const SITE_MARK = /\s[|–—-]\s/gu
const SITE_WORDS = 5
/** Letters before a dash that make a headline; a bar stands in none. */
const LEAST_HEADLINE = 12
/** What pages write before headlines to say how the piece is told; a speaker's name is no such word, it has a meaning. */
const LABELS = `عاجل خاص حصري مباشر محدث بالفيديو فيديو بالصور صور شاهد شاهدوا استمع اقرأ أيضا
  انفوجرافيك إنفوجرافيك إنفوغرافيك إنفوغراف`
/** What they write before links: a mark behind it is not needed. */
const LEADS = ['قد يهمك أيضا', 'اقرأ أيضا', 'اقرأ المزيد', 'طالع أيضا', 'شاهد أيضا', 'قد يهمك', 'للمزيد']
const LEAD = new RegExp(`^(?:${LEADS.map(fold).join('|')})[\\s:.…|!/–—-]+`, 'u')
const LABEL = new RegExp(`^(?:${fold(LABELS).trim().split(/\s+/).join('|')})\\s*(?:\\.{2,}|[…:|!/–—-])+\\s*`, 'u')

/** The same, and those that headlines begin with too; longest first, for one may begin with another. */
const LEAD_WORDS = [...LEADS, 'اقرأ', 'شاهد', 'أيضا']
  .map((lead) => fold(lead).split(' '))
  .sort((a, b) => b.length - a.length)

/** How many words at the beginning of a line point to a headline behind them. */
export function leadLength(words: readonly { folded: string }[]): number {
  const lead = LEAD_WORDS.find((each) => each.every((word, at) => words[at]?.folded === word))
  return lead?.length ?? 0
}

/** Reads one headline as it stands. */
export function headlineForm(headline: string): HeadlineForm {
  const text = fold(headline.slice(0, MAX_LETTERS))
  const words = wordsOf(text)
  const letters = words.join('')
  return {
    key: titleKey(letters),
    letters,
    words: words.map(hashOf),
    // Word by word: where one was left out, the others still say what they said.
    values: tokenize(text).flatMap((token) => valuesOf(headlineValues(text, [token])).map(({ value }) => value)),
    isCut: CUT.test(text),
  }
}

/** The words alone of a headline as it stands. */
export const headlineWords = (headline: string): number[] => wordsOf(fold(headline.slice(0, MAX_LETTERS))).map(hashOf)

/** The key and the words of a line that may hold several headlines. */
export function lineForm(line: string): Pick<HeadlineForm, 'key' | 'words'> {
  const words = wordsOf(fold(line.slice(0, MAX_LINE)))
  return { key: titleKey(words.join('')), words: words.map(hashOf) }
}

const BLANK = /\s+/
const NEITHER = /[^\p{L}\p{N}]+/gu
const PLAIN = /^[a-z0-9ء-ي]*$/

const wordsOf = (folded: string): string[] => folded.split(BLANK).map(bareWord).filter(Boolean)
const hashOf = (word: string): number => wordHash(withoutHamza(word))
const bareWord = (word: string): string => (PLAIN.test(word) ? word : word.replace(NEITHER, ''))

/** The forms of a printed headline: as it stands, and without the label before it or the name of the site behind it. */
export function printedForms(headline: string): HeadlineForm[] {
  const text = fold(headline.slice(0, MAX_LETTERS)).trim()
  const unlabelled = text.replace(LEAD, '')
  const bare = unlabelled.replace(LABEL, '')
  const forms: HeadlineForm[] = []
  for (const print of new Set([text, unlabelled, bare, withoutSite(bare)])) {
    const form = headlineForm(print)
    if (!forms.some(({ key }) => key === form.key)) forms.push(form)
  }
  return forms
}

function withoutSite(text: string): string {
  const mark = [...text.matchAll(SITE_MARK)].at(-1)
  if (mark === undefined || (mark.index < LEAST_HEADLINE && !mark[0].includes('|'))) return text
  const site = text.slice(mark.index + mark[0].length)
  return tokenize(site).length <= SITE_WORDS ? text.slice(0, mark.index) : text
}
