import { setImmediate as turn } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import type { Analyzer } from '../arabic/analyzer.ts'
import { type InboxRow, InboxStore } from '../stores/inbox-store.ts'
import { printedParagraphs } from './printed-paragraphs.ts'

/** UTF-16 units of text whose words are kept at once: some tens of megabytes of tokens. */
const MAX_LENGTH = 2_000_000

/**
 * Takes the texts that come next apart while the database writes what was decided before them: a wait of some hundred
 * milliseconds a batch in which the desk has nothing else to do. Nothing rests on it: what was not read is read in its turn.
 */
export class ReadAhead {
  #reading: object | null = null

  constructor(private readonly manager: EntityManager) {}

  /** Begins with what stands behind a row of the inbox; the analyzer keeps the words of each text until it is asked for them. */
  begin(analyzer: Analyzer, after: string, rows: number): void {
    const reading = {}
    this.#reading = reading
    analyzer.forgetAhead()
    this.#read(analyzer, after, rows, () => this.#reading === reading).catch(() => {})
  }

  /** Ends with the text under way. */
  stop(): void {
    this.#reading = null
  }

  async #read(analyzer: Analyzer, after: string, rows: number, goesOn: () => boolean): Promise<void> {
    let length = 0
    for (const row of await new InboxStore(this.manager).lowest(rows, after)) {
      for (const text of textsOf(row)) {
        length += text.length
        if (!goesOn() || length > MAX_LENGTH) return
        analyzer.analyzeAhead(text)
      }
      // The writing waits for its answers in the same thread.
      await turn()
    }
  }
}

function textsOf({ payload }: InboxRow): string[] {
  if (!('article' in payload)) return []
  const { title, blocks, excerpt } = payload.article
  return [title, ...printedParagraphs(blocks, excerpt)]
}
