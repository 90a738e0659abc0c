import { tokenize } from '../src/arabic/tokens.ts'

const K1 = 0.9
const B = 0.4

/** The documents by a word: where, and how often. */
interface Postings {
  documents: number[]
  counts: number[]
}

/**
 * Plain BM25 over folded words, neither stemmed nor weighed by where they stand (Robertson and Zaragoza 2009; k1 .9, b .4): the
 * baseline of rankings.
 */
export class Bm25 {
  readonly #postings = new Map<string, Postings>()
  readonly #lengths: number[] = []
  readonly #averageLength: number

  /** @param texts documents, known by their place */
  constructor(texts: readonly string[]) {
    for (const [document, text] of texts.entries()) this.#add(document, text)
    this.#averageLength = this.#lengths.reduce((sum, length) => sum + length, 0) / (texts.length || 1)
  }

  /** The best documents for a text, best first, of those that may be found. */
  rank(text: string, depth: number, mayBeFound: (document: number) => boolean = () => true): number[] {
    const scores = new Float64Array(this.#lengths.length)
    for (const [word, asked] of counted(text)) this.#addTo(scores, word, asked)
    const best: number[] = []
    for (const [document, score] of scores.entries()) {
      const isFull = best.length === depth
      if (score === 0 || (isFull && score <= scores[best.at(-1)!]!) || !mayBeFound(document)) continue
      if (isFull) best.pop()
      const place = best.findIndex((other) => scores[other]! < score)
      best.splice(place === -1 ? best.length : place, 0, document)
    }
    return best
  }

  #addTo(scores: Float64Array, word: string, asked: number): void {
    const { documents, counts } = this.#postings.get(word) ?? { documents: [], counts: [] }
    const rarity = Math.log(1 + (this.#lengths.length - documents.length + 0.5) / (documents.length + 0.5))
    for (let at = 0; at < documents.length; at++) {
      const [document, count] = [documents[at]!, counts[at]!]
      const norm = K1 * (1 - B + (B * this.#lengths[document]!) / this.#averageLength)
      scores[document]! += (asked * rarity * count) / (count + norm)
    }
  }

  #add(document: number, text: string): void {
    let length = 0
    for (const [word, count] of counted(text)) {
      const postings = this.#postings.get(word) ?? { documents: [], counts: [] }
      postings.documents.push(document)
      postings.counts.push(count)
      this.#postings.set(word, postings)
      length += count
    }
    this.#lengths.push(length)
  }
}

function counted(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { folded } of tokenize(text)) counts.set(folded, (counts.get(folded) ?? 0) + 1)
  return counts
}
