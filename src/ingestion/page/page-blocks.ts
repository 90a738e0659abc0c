import type { LineReader, Marker, PageLine } from './page-lines.ts'

/** Where the blocks of a page end: each answer is the index of the first line that no longer belongs. */
export class PageBlocks {
  readonly #lines: readonly PageLine[]
  readonly #markers: readonly (Marker | null)[]
  readonly #reader: LineReader

  constructor(lines: readonly PageLine[], markers: readonly (Marker | null)[], reader: LineReader) {
    this.#lines = lines
    this.#markers = markers
    this.#reader = reader
  }

  endOfList(from: number): number {
    return this.#endOfRun(from, (text) => this.#reader.isBulleted(text))
  }

  /** Headlines within a text: the lines of a list, or those that read like no text. */
  endOfHeadlines(from: number): number {
    if (this.#reader.isBulleted(this.#lines[from]?.text ?? '')) return this.endOfList(from)
    return this.#endOfRun(from, (text) => !this.#reader.isParagraph(text) && !this.#reader.isSentence(text))
  }

  /**
   * All up to the next marker, dates aside. A list that follows written text to the end belongs to the page, not to that text,
   * and stays out.
   */
  endOfBlock(from: number): number {
    let end = from
    while (this.#markers[end] === null || this.#markers[end]?.kind === 'published') end += 1
    let list = end
    while (list > from && this.#reader.isBulleted(this.#lines[list - 1]!.text)) list -= 1
    const isAfterText = this.#lines.slice(from, list).some((line) => this.#reader.isParagraph(line.text))
    return isAfterText && end - list > 1 ? list : end
  }

  #endOfRun(from: number, belongs: (text: string) => boolean): number {
    let end = from
    while (this.#markers[end] === null && belongs(this.#lines[end]!.text)) end += 1
    return end
  }
}
