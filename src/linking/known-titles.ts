import { fold, titleKey } from '../arabic/fold.ts'

/** A stretch of a line: a known title, or what stands between two of them. */
export interface TitlePiece {
  text: string
  known: boolean
}

interface KnownTitle {
  key: string
  /** Punctuation around the first and last letter, which the key does not tell. */
  before: string
  after: string
}

/** Short titles occur inside other headlines. */
const MIN_KEY = 16
const PREFIX = 12
/** Letters looked at on either side of a place; two words are shorter. */
const MAX_WORD = 40
/** The beginning of a title is no title. */
const CUT_SHORT = /(?:…|\.\.)\s*$/u
/** What a headline begins with: after anything else the title before it goes on. */
const BEGINNING = /^[\p{L}\p{N}«"“”'‘([#]/u
const LETTERS_BEFORE = /[\p{L}\p{M}\u0640]+$/u
const LETTERS_AFTER = /^[\p{L}\p{M}\u0640]+/u

/** Titles that a line may hold, ready to be looked for. */
export class KnownTitles {
  readonly #byPrefix = new Map<string, KnownTitle[]>()

  constructor(titles: Iterable<string>) {
    for (const title of titles) this.#add(title.trim())
    for (const bucket of this.#byPrefix.values()) bucket.sort((a, b) => b.key.length - a.key.length)
  }

  #add(title: string): void {
    const key = titleKey(title)
    if (key.length < MIN_KEY || CUT_SHORT.test(title)) return
    const before = /^[^\p{L}\p{N}\s]*/u.exec(title)![0]
    const after = /[^\p{L}\p{N}\p{M}\s]*$/u.exec(title)![0]
    const bucket = this.#byPrefix.get(key.slice(0, PREFIX))
    if (bucket) bucket.push({ key, before, after })
    else this.#byPrefix.set(key.slice(0, PREFIX), [{ key, before, after }])
  }

  /**
   * Cuts a line at the titles that it holds, compared by `titleKey`, longest first. A title counts where the line begins or
   * ends, where another one does, and where a letter touches it: between spaces it may be part of a longer headline, and so it
   * may within a word. One that is the whole line tells nothing.
   * @param isWord whether folded letters are a word that nobody needs to part
   */
  cut(line: string, isWord: (letters: string) => boolean = () => false): TitlePiece[] {
    const keyed = keyWithOffsets(line)
    const pieces: TitlePiece[] = []
    let done = 0
    for (let at = 0; at < keyed.key.length; ) {
      const span = this.#spanAt(line, keyed, at, done, isWord)
      if (span === null) {
        at += 1
        continue
      }
      pieces.push({ text: line.slice(done, span.start), known: false })
      pieces.push({ text: line.slice(span.start, span.end), known: true })
      done = span.end
      at += span.length
    }
    pieces.push({ text: line.slice(done), known: false })
    return pieces.map((piece) => ({ ...piece, text: piece.text.trim() })).filter((piece) => piece.text !== '')
  }

  #spanAt(
    line: string,
    { key, starts, ends }: KeyedLine,
    at: number,
    done: number,
    isWord: (letters: string) => boolean,
  ): Span | null {
    const parts = (place: number) => !isWord(fold(wordAround(line, place)))
    for (const title of this.#titlesAt(key, at)) {
      const next = at + title.key.length
      const start = startOf(line, starts[at]!, title)
      const end = endOf(line, ends[next - 1]!, title)
      const begins = line.slice(done, start).trim() === '' || (/\S/u.test(line[start - 1]!) && parts(start))
      const stops =
        end >= line.length ||
        this.#titlesAt(key, next).length > 0 ||
        (BEGINNING.test(line.slice(end, end + 2)) && parts(end))
      const inNumber = /^\p{N}{2}/u.test(line.slice(end - 1, end + 1))
      if (begins && stops && !inNumber && start >= done) return { start, end, length: title.key.length }
    }
    return null
  }

  #titlesAt(key: string, at: number): KnownTitle[] {
    const bucket = this.#byPrefix.get(key.slice(at, at + PREFIX)) ?? []
    return bucket.filter((title) => title.key.length < key.length && key.startsWith(title.key, at))
  }
}

/** The letters on both sides of a place in a line; empty where a blank or a sign parts them. */
function wordAround(line: string, place: number): string {
  const before = LETTERS_BEFORE.exec(line.slice(Math.max(0, place - MAX_WORD), place))?.[0] ?? ''
  const after = LETTERS_AFTER.exec(line.slice(place, place + MAX_WORD))?.[0] ?? ''
  return before === '' || after === '' ? '' : before + after
}

interface Span {
  start: number
  end: number
  length: number
}

interface KeyedLine {
  key: string
  starts: number[]
  ends: number[]
}

/** The line's key, and for each of its letters where the character that it came from begins and ends. */
function keyWithOffsets(line: string): KeyedLine {
  let key = ''
  const starts: number[] = []
  const ends: number[] = []
  const keys = new Map<string, string>()
  for (const match of line.matchAll(/\P{M}\p{M}*/gu)) {
    const letters = keys.get(match[0]) ?? titleKey(match[0])
    keys.set(match[0], letters)
    key += letters
    for (let count = 0; count < letters.length; count += 1) {
      starts.push(match.index)
      ends.push(match.index + match[0].length)
    }
  }
  return { key, starts, ends }
}

function startOf(line: string, start: number, { before }: KnownTitle): number {
  return before !== '' && line.slice(0, start).endsWith(before) ? start - before.length : start
}

function endOf(line: string, end: number, { after }: KnownTitle): number {
  return after !== '' && line.startsWith(after, end) ? end + after.length : end
}
