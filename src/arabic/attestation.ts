import type { FrequencyTable } from './frequency-table.ts'

/** What the article is written with: a word after one of them is a noun or an adjective. */
const ARTICLES = ['ال', 'وال', 'بال', 'لل'] as const
/** Before the imperfect of a verb: persons, and the particles written onto them. */
const IMPERFECTS = ['ي', 'ت', 'ن', 'سي', 'ست', 'وي', 'وت', 'لي'] as const
const IMPERFECT_PLURAL = /^ي(.{2,})(?:ون|وا)$/

/** Asks a frequency table in which forms a folded word is attested: its paradigm tells what kind of word it is. */
export class Attestation {
  /** Documents that hold the word after an article, of words that are attested so. */
  readonly #definite = new Map<string, number>()
  /** Attested forms of an imperfect, by what stands after its person. */
  readonly #imperfects = new Map<string, number>()

  constructor(private readonly table: FrequencyTable) {
    for (const [word, documents] of table.counts) {
      const article = ARTICLES.find((each) => word.startsWith(each))
      if (article !== undefined) add(this.#definite, word.slice(article.length), documents)
      for (const prefix of IMPERFECTS) if (word.startsWith(prefix)) add(this.#imperfects, word.slice(prefix.length), 1)
      const plural = word.startsWith('ي') ? IMPERFECT_PLURAL.exec(word) : null
      if (plural !== null) add(this.#imperfects, plural[1]!, 1)
    }
  }

  /** Documents that hold the word as it stands. */
  of(word: string): number {
    return this.table.of(word)
  }

  /** Documents that hold the word alone or with the article. */
  noun(word: string): number {
    return this.table.of(word) + (this.#definite.has(word) ? this.table.of(`ال${word}`) : 0)
  }

  /** Documents that hold the word after an article. */
  definite(word: string): number {
    return this.#definite.get(word) ?? 0
  }

  /** Documents that hold the perfect of a verb in the feminine or the plural; 0 where the word itself is not attested. */
  perfect(word: string): number {
    const { table } = this
    return table.of(word) === 0 ? 0 : table.of(`${word}ت`) + table.of(`${word}وا`) + table.of(`و${word}ت`)
  }

  /** In how many forms the imperfect of a verb is attested, however often: 0 to 10. */
  imperfects(body: string): number {
    return this.#imperfects.get(body) ?? 0
  }
}

function add(counts: Map<string, number>, key: string, amount: number): void {
  counts.set(key, (counts.get(key) ?? 0) + amount)
}
