import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'

/** What stands in one document alone is as likely a misprint as a word, unless the lexicon knows it. */
export const LEAST_SEEN = 2
/** The longest beginning that a word shares with the one before it, as one digit writes it. */
const MAX_SHARED = 9
const LOW_SURROGATE = /[\udc00-\udfff]/
const pack = promisify(gzip)

/**
 * In how many documents of a corpus each folded word stands. It tells words from strings that merely look like words, and rare
 * words from common ones. A table never changes: what is learnt later is another version.
 */
export class FrequencyTable {
  constructor(
    readonly version: number,
    /** Documents that were counted. */
    readonly documents: number,
    readonly counts: ReadonlyMap<string, number>,
  ) {}

  /** Documents that hold the folded word; 0 of one that is not attested. */
  of(word: string): number {
    return this.counts.get(word) ?? 0
  }

  /**
   * Whether so many documents say that a word is met in the stream, and how often. The words of the lexicon stand in every table, met or
   * not; in the lexicon itself they are all that there is.
   */
  isSeen(documents: number): boolean {
    return this.version === 0 || documents >= LEAST_SEEN
  }

  /** The table as packed bytes: words in order, each without the beginning that it shares with the one before. */
  async encode(): Promise<Uint8Array> {
    let before = ''
    const lines = [...this.counts.keys()].sort().map((word) => {
      let shared = 0
      while (shared < MAX_SHARED && shared < before.length && word[shared] === before[shared]) shared++
      // Half of a letter beyond the basic plane cannot be written.
      if (LOW_SURROGATE.test(word.charAt(shared))) shared = Math.max(0, shared - 1)
      before = word
      const count = this.counts.get(word)!
      return `${shared}${word.slice(shared)}${count === 1 ? '' : ` ${count}`}`
    })
    return await pack(lines.join('\n'))
  }

  /** Reads what `encode` wrote. Throws where the bytes are no table. */
  static decode(version: number, documents: number, bytes: Uint8Array): FrequencyTable {
    const counts = new Map<string, number>()
    let word = ''
    for (const line of gunzipSync(bytes).toString('utf8').split('\n')) {
      if (line === '') continue
      const [rest, count = '1'] = line.slice(1).split(' ') as [string, string?]
      word = word.slice(0, Number(line[0])) + rest
      const documents = Number(count)
      if (word === '' || !(documents > 0)) throw new Error(`«${line}» is no line of a frequency table`)
      counts.set(word, documents)
    }
    return new FrequencyTable(version, documents, counts)
  }
}
