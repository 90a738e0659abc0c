import { Attestation } from './attestation.ts'
import type { FrequencyTable } from './frequency-table.ts'
import { isPlace, PROTECTED_NAMES } from './place-names.ts'
import { withoutSuffixes } from './suffixes.ts'
import { verbStem } from './verb-stem.ts'

/** The article and what is written onto it, longest first. */
const DEFINITE = ['وبال', 'وكال', 'فبال', 'ولل', 'فلل', 'وال', 'بال', 'كال', 'فال', 'لل', 'ال']
const GOD = /^[وف]?[بتل]?الله$|^[وف]?لله$/
const FIRST_PROCLITIC = /^[وفبلك]/
const SECOND_PROCLITIC = /^[بلك]/
/** Endings under which a word shows itself: «كتبت» is of «كتب», not «ك» before «تبت». */
const ENDINGS = ['ت', 'وا', 'ها', 'هم', 'ه', 'ات', 'نا', 'ين', 'ون', 'ان', 'ا', 'تها', 'ته']
const PRONOUNS = ['هما', 'كما', 'ها', 'هم', 'هن', 'نا', 'كم', 'ه', 'ي', 'ك']
/** A first letter belongs to the word where the article stands before it in this share of the documents of the word. */
const OWN_SHARE = 0.01
/** …unless what remains without «ب», «ل», «ك» is so much more frequent: «باسم» is also a name. */
const OWN_OF_REST = 0.05
/** What remains without a particle stands in at least this share of the documents of the word with it. */
const PROCLITIC_SHARE = 0.05
/** …and more where it is a name, since names begin with «ب», «ل» and «ك» too: «بايدن». */
const NAME_SHARE = 0.2
/** …with the article of its own. */
const DEFINITE_SHARE = 0.05
const MIN_STEM = 3
/** What carries a hamza within a word, in the order in which they are tried. */
const SEATS = ['ؤ', 'ئ', 'ء']
const SEAT = /[ؤئء]/
/** Words remembered; beyond it they are worked out again. */
const MAX_REMEMBERED = 500_000

/**
 * A light stemmer that takes an affix off only where a table of attested words speaks for it: «والجيش» gives «جيش», «والد» stays.
 * Affixes after light10 (Larkey, Ballesteros, Connell 2007), what remains validated as Nwesri, Tahaghoghi and Scholer (2005)
 * propose, and by the other forms of its paradigm. Nisba («ليبي») keeps its ending, imperfects give their perfect. Equal for
 * equal tables.
 */
export class Stemmer {
  readonly #stems = new Map<string, string>()
  readonly #attested: Attestation

  constructor(table: FrequencyTable) {
    this.#attested = new Attestation(table)
  }

  /** The stem of a folded word. */
  stem(word: string): string {
    let stem = this.#stems.get(word)
    if (stem === undefined) {
      stem = this.#seated(this.#work(word), 'ئ')
      if (this.#stems.size >= MAX_REMEMBERED) this.#stems.clear()
      this.#stems.set(word, stem)
    }
    return stem
  }

  #work(word: string): string {
    if (!/^[\u0621-\u064a]{3,}$/.test(word) || PROTECTED_NAMES.has(word)) return word
    if (GOD.test(word)) return 'الله'
    const whole = this.#seated(word)
    const noun = this.#withoutArticle(whole)
    const bare = this.#seated(noun ?? this.#withoutProclitics(whole))
    if (PROTECTED_NAMES.has(bare)) return bare
    const isNoun = noun !== null
    const verb = isNoun ? null : verbStem(bare, this.#attested)
    return verb ?? withoutSuffixes(bare, isNoun, this.#attested.of(whole), this.#attested)
  }

  /**
   * «مسئول» is «مسؤول»: a word with its hamza on the seat under which it is known best. Where it is not known at all, on the one
   * that is asked for, else as it is.
   */
  #seated(word: string, unknown?: string): string {
    const at = word.search(SEAT)
    if (at === -1) return word
    const on = (seat: string) => word.slice(0, at) + seat + word.slice(at + 1)
    let [best, most] = [unknown === undefined ? word : on(unknown), 0]
    for (const seat of SEATS) {
      const documents = this.#attested.noun(on(seat))
      if (documents > most) [best, most] = [on(seat), documents]
    }
    return best
  }

  /** The word after the article; null where there is none. */
  #withoutArticle(word: string): string | null {
    const prefix = DEFINITE.find((each) => word.startsWith(each))
    if (prefix === undefined) return null
    const attested = this.#attested
    const rest = word.slice(prefix.length)
    if (rest.length < MIN_STEM && !(rest.length === 2 && attested.of(rest) > 0 && attested.of(`ال${rest}`) > 0))
      return null
    if (prefix.endsWith('لل')) {
      if (PROTECTED_NAMES.has(`ل${rest}`)) return `ل${rest}`
      const own = attested.of(`ل${rest}`)
      return own > 0 && own >= attested.noun(rest) ? `ل${rest}` : rest
    }
    if (prefix === 'ال') return this.#beginsWithAl(word) ? null : rest
    const inner = word.slice(1)
    if (inner.startsWith('ال') && this.#beginsWithAl(inner)) return null
    const documents = attested.of(`ال${rest}`) || (attested.of(rest) > 0 ? this.#support(rest) : 0)
    return documents > 0 && documents >= DEFINITE_SHARE * attested.of(word) ? rest : null
  }

  /** Of «الغاء», «المانيا», «الكتروني»: words whose own first letters look like the article, which they are seen to take. */
  #beginsWithAl(word: string): boolean {
    if (PROTECTED_NAMES.has(word)) return true
    const own = this.#attested.of(`ال${word}`)
    return (
      own > 0 && own >= OWN_SHARE * this.#attested.of(word) && own >= OWN_OF_REST * this.#attested.of(word.slice(2))
    )
  }

  #withoutProclitics(word: string): string {
    let bare = word
    for (const proclitic of [FIRST_PROCLITIC, SECOND_PROCLITIC]) {
      const rest = bare.slice(1)
      if (rest.length < MIN_STEM || !proclitic.test(bare)) break
      if (!isPlace(rest)) {
        const support = this.#support(rest)
        const documents = this.#attested.of(bare)
        if (support === 0 || support < this.#leastShare(bare, rest) * Math.max(1, documents)) break
        const own = this.#own(bare)
        const isParticle = own === 0 || own < OWN_SHARE * documents
        if (!isParticle && (/^[وف]/.test(bare) || own >= OWN_OF_REST * support)) break
      }
      bare = rest
      const noun = this.#withoutArticle(bare)
      if (noun !== null) return noun
    }
    return bare
  }

  /** Of the documents of a word, the share in which what remains without its particle must stand. */
  #leastShare(word: string, rest: string): number {
    if (/^[وف]/.test(word) || this.#attested.definite(rest) > 0) return PROCLITIC_SHARE
    // «ب» and «ك» stand before no verb: «كيري» is not of «يري».
    const isVerb = !word.startsWith('ل') && /^[يتن]/.test(rest) && this.#attested.imperfects(rest.slice(1)) > 1
    return isVerb ? Infinity : NAME_SHARE
  }

  /** Documents that show a word, or the word under its ending, to begin with its own first letter. */
  #own(word: string): number {
    let own = this.#ownForms(word)
    for (const ending of ENDINGS) {
      if (word.length - ending.length < MIN_STEM || !word.endsWith(ending)) continue
      const shorter = word.slice(0, -ending.length)
      own = Math.max(own, this.#ownForms(shorter), this.#attested.definite(`${shorter}ه`))
    }
    return own
  }

  #ownForms(word: string): number {
    const attested = this.#attested
    const verb = attested.imperfects(word) > 0 ? attested.of(`ي${word}`) + attested.of(`ت${word}`) : 0
    return attested.definite(word) + verb
  }

  /** Documents that hold a word alone, with the article, or without its pronoun. */
  #support(word: string): number {
    let support = this.#attested.noun(word)
    for (const pronoun of PRONOUNS) {
      if (word.length - pronoun.length < MIN_STEM || !word.endsWith(pronoun)) continue
      const shorter = word.slice(0, -pronoun.length)
      support = Math.max(support, this.#attested.noun(shorter))
      if (shorter.endsWith('ت')) support = Math.max(support, this.#attested.noun(`${shorter.slice(0, -1)}ه`))
    }
    return support
  }
}
