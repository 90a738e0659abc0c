import { fold } from '../arabic/fold.ts'
import type { FrequencyTable } from '../arabic/frequency-table.ts'
import { STOP_WORDS } from '../arabic/stop-words.ts'
import { type NotedWord, WordNote } from '../arabic/word-note.ts'
import { GENERIC_WORDS, VERBS } from './data/common-words.ts'
import { TITLE_TRIGGERS } from './data/titles.ts'
import { nameForms } from './name-forms.ts'

/**
 * What a word can be in a phrase. STOP: nothing. GENERIC: no subject by itself («عام»). OFFICE: who somebody is («المتحدث», «وزير»). VERB. DEFINITE: a noun or
 * adjective with the article. NOUN: one without it, which others have. BARE: any other word.
 */
export type WordKind = 'STOP' | 'GENERIC' | 'OFFICE' | 'VERB' | 'DEFINITE' | 'NOUN' | 'BARE'

interface FoldedWord extends NotedWord {
  folded: string
}

const ARTICLE = /^[وف]?(?:[بك]?ال|لل)(?=.{2})/
const PRESENT = /^س?([يتنا])(?=.{3})/
const LETTERS = /^[\u0621-\u064a]{2,}$/

/** Whether a folded word has the article, after whatever particles. */
export const isDefinite = (word: string): boolean => ARTICLE.test(word)

const split = (words: string): string[] => words.split(/\s+/).filter(Boolean).map(fold)
const GENERIC = new Set(split(GENERIC_WORDS))
const OFFICES = new Set(split(TITLE_TRIGGERS))
const PAST = new Set(split(VERBS).flatMap((verb) => [verb, `${verb}ت`, `${verb}وا`, `${verb}ا`]))

/**
 * Tells nouns from verbs without a dictionary of either: a noun of the news is attested with the article, a verb never is but
 * has other persons. Equal for equal tables.
 */
export class WordKinds {
  readonly #kinds = new WordNote(({ folded }: FoldedWord) => this.#work(folded))

  constructor(private readonly table: FrequencyTable) {}

  /** What a word can be; of an analyzer over the same table. */
  of(word: FoldedWord): WordKind {
    return this.#kinds.of(word)
  }

  #work(word: string): WordKind {
    if (!LETTERS.test(word) || STOP_WORDS.has(word)) return 'STOP'
    const forms = nameForms(word)
    if (forms.some((form) => STOP_WORDS.has(form) && form.length >= 3 && word.length - form.length < 2)) return 'STOP'
    const bare = word.replace(ARTICLE, '')
    if (OFFICES.has(bare) || forms.some((form) => OFFICES.has(form))) return 'OFFICE'
    if (GENERIC.has(bare) || forms.some((form) => GENERIC.has(form))) return 'GENERIC'
    if (bare !== word) return 'DEFINITE'
    if (forms.some((form) => this.#isVerb(form))) return 'VERB'
    return forms.some((form) => this.table.of(`ال${form}`) > 0) ? 'NOUN' : 'BARE'
  }

  #isVerb(word: string): boolean {
    if (PAST.has(word)) return true
    if (this.table.of(word) === 0 || this.table.of(`ال${word}`) > 0) return false
    const [prefix, person] = PRESENT.exec(word) ?? []
    const stem = prefix === undefined ? null : word.slice(prefix.length)
    const others = ['ي', 'ت', 'ن'].filter((letter) => letter !== person)
    if (stem !== null && others.some((letter) => this.table.of(letter + stem) > 0)) return true
    return this.table.of(`${word}ت`) > 0 || (word.endsWith('ت') && this.table.of(word.slice(0, -1)) > 0)
  }
}
