import type { FrequencyTable } from './frequency-table.ts'
import { Stemmer } from './stemmer.ts'
import { STOP_WORDS } from './stop-words.ts'
import { type Token, tokenize } from './tokens.ts'

/** A token with what stands for it in every index. */
export interface AnalyzedToken extends Token {
  lexeme: string
}

/**
 * The one analyzer of Arabic text: index and query, copies, links, stories and tags all see a text through it. Two analyzers of
 * the same table say the same of every text.
 */
export class Analyzer {
  readonly #stemmer: Stemmer
  readonly #rarity = new Map<string, number>()
  /** Documents that hold a lexeme in any of its forms, as far as the table tells; counted when it is first asked for. */
  #documents: ReadonlyMap<string, number> | null = null

  constructor(readonly table: FrequencyTable) {
    this.#stemmer = new Stemmer(table)
  }

  /** Of the frequency table: what is indexed under one version is asked for under the same. */
  get version(): number {
    return this.table.version
  }

  /** The words and numbers of a text in order, with UTF-16 offsets into it. */
  analyze(text: string): AnalyzedToken[] {
    // Added to the tokens themselves: this runs over every word that comes.
    const tokens = tokenize(text) as AnalyzedToken[]
    for (const token of tokens) token.lexeme = this.#stemmer.stem(token.folded)
    return tokens
  }

  /** What stands for a folded word. */
  lexeme(folded: string): string {
    return this.#stemmer.stem(folded)
  }

  /** A folded word that carries no topic. */
  isStopWord(folded: string): boolean {
    return STOP_WORDS.has(folded)
  }

  /** Inverse document frequency of a lexeme: about 0 for one that stands everywhere, more the rarer it is. */
  rarity(lexeme: string): number {
    let rarity = this.#rarity.get(lexeme)
    if (rarity === undefined) {
      this.#documents ??= this.#documentsByLexeme()
      const documents = Math.min(this.#documents.get(lexeme) ?? 0, this.table.documents)
      rarity = Math.log(1 + (this.table.documents - documents + 0.5) / (documents + 0.5))
      this.#rarity.set(lexeme, rarity)
    }
    return rarity
  }

  #documentsByLexeme(): ReadonlyMap<string, number> {
    const byLexeme = new Map<string, number>()
    for (const [word, documents] of this.table.counts) {
      const lexeme = this.#stemmer.stem(word)
      byLexeme.set(lexeme, (byLexeme.get(lexeme) ?? 0) + documents)
    }
    return byLexeme
  }
}
