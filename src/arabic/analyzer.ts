import { setImmediate as turn } from 'node:timers/promises'
import type { FrequencyTable } from './frequency-table.ts'
import { Stemmer } from './stemmer.ts'
import { STOP_WORDS } from './stop-words.ts'
import { eachWord, foldedWord, type Token } from './tokens.ts'
import { wordHash } from './word-hash.ts'
import type { NotedWord } from './word-note.ts'
import { detached, WordTable } from './word-table.ts'

/** What is known of a word as it is written. */
interface Word extends NotedWord {
  text: string
  folded: string
  /** What stands for it in every index. */
  lexeme: string
  /** Whether it carries no topic. */
  isStopWord: boolean
  /** Of `wordHash`. */
  hash: number
}

/** A token with what is known of its word: hundreds in a text, so each holds no more than where it stands. */
export class AnalyzedToken implements Token, Word {
  constructor(
    private readonly word: Word,
    readonly start: number,
    readonly end: number,
  ) {}

  get text(): string {
    return this.word.text
  }

  get folded(): string {
    return this.word.folded
  }

  get lexeme(): string {
    return this.word.lexeme
  }

  get isStopWord(): boolean {
    return this.word.isStopWord
  }

  get hash(): number {
    return this.word.hash
  }

  get notes(): unknown[] {
    return this.word.notes
  }
}

/** A text with its words. */
export interface AnalyzedText {
  text: string
  tokens: readonly AnalyzedToken[]
}

/** Words remembered, and those remembered before them; what was not met for so long is worked out again. */
const MAX_REMEMBERED = 200_000
/** Longer ones are hardly met twice. */
const MAX_REMEMBERED_LENGTH = 32
/** Words of a table that are stemmed before others have a turn: about 10 ms. */
const WORDS_AT_ONCE = 3_000

/**
 * The one analyzer of Arabic text: index and query, copies, links, stories and tags all see a text through it. Two analyzers of
 * the same table say the same of every text.
 */
export class Analyzer {
  readonly #stemmer: Stemmer
  #words = new WordTable<Word>()
  #wordsBefore = new WordTable<Word>()
  /** Of texts that were taken apart before anybody asked for them. */
  readonly #ahead = new Map<string, AnalyzedToken[]>()
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
    const known = this.#ahead.size === 0 ? undefined : this.#ahead.get(text)
    if (known !== undefined) {
      this.#ahead.delete(text)
      return known
    }
    const tokens: AnalyzedToken[] = []
    eachWord(text, (start, end) => {
      const word = this.#words.find(text, start, end) ?? this.#learn(text, start, end)
      if (word.folded !== '') tokens.push(new AnalyzedToken(word, start, end))
    })
    return tokens
  }

  /** Takes a text apart that will be asked for, and keeps its words until then. */
  analyzeAhead(text: string): void {
    this.#ahead.set(text, this.analyze(text))
  }

  /** Lets texts go that nobody asked for. */
  forgetAhead(): void {
    this.#ahead.clear()
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
      const documents = Math.min(this.#documentsByLexeme().get(lexeme) ?? 0, this.table.documents)
      rarity = Math.log(1 + (this.table.documents - documents + 0.5) / (documents + 0.5))
      this.#rarity.set(lexeme, rarity)
    }
    return rarity
  }

  /** News says the same words again and again: each is worked out once, and is then one string in every table that it comes into. */
  #learn(text: string, start: number, end: number): Word {
    const known = this.#wordsBefore.find(text, start, end)
    const written = text.slice(start, end)
    if (written.length > MAX_REMEMBERED_LENGTH) return this.#work(written)
    const word = known ?? this.#work(detached(written))
    if (this.#words.size >= MAX_REMEMBERED) {
      this.#wordsBefore = this.#words
      this.#words = new WordTable()
    }
    this.#words.add(word)
    return word
  }

  #work(text: string): Word {
    const folded = foldedWord(text)
    const isStopWord = STOP_WORDS.has(folded)
    return { text, folded, lexeme: this.#stemmer.stem(folded), isStopWord, hash: wordHash(folded), notes: [] }
  }

  /** Works out a little at a time what rarities rest on, so that others who share the thread go on meanwhile. */
  async prepare(): Promise<void> {
    if (this.#documents === null) for (const _ of this.#counting()) await turn()
  }

  #documentsByLexeme(): ReadonlyMap<string, number> {
    if (this.#documents === null) for (const _ of this.#counting());
    return this.#documents!
  }

  *#counting(): Generator<void> {
    const byLexeme = new Map<string, number>()
    let done = 0
    for (const [word, documents] of this.table.counts) {
      if (++done % WORDS_AT_ONCE === 0) yield
      if (!this.table.isSeen(documents)) continue
      const lexeme = this.#stemmer.stem(word)
      byLexeme.set(lexeme, (byLexeme.get(lexeme) ?? 0) + documents)
    }
    this.#documents = byLexeme
  }
}
