import { cleanLine } from '../../arabic/clean.ts'
import { fold, titleKey } from '../../arabic/fold.ts'
import { tokenize } from '../../arabic/tokens.ts'
import type { MarkerKind, PageProfile } from './profile.ts'

/** One line of a page that says something: cleaned, as it was, and its 1-based number in the input. */
export interface PageLine {
  text: string
  raw: string
  number: number
}

/** A marker and what stands after it on its line. */
export interface Marker {
  kind: MarkerKind
  rest: string
}

/** A date of publication as a line prints it, and the source if the line names it. */
export interface Dateline {
  date: string
  source: string | null
}

/** In the text of a page they only stand between a sign and a pattern that looks for it. */
const DIRECTION_MARKS = /[\u200E\u200F\u061C]/g

/** The lines of a dump that are not blank, whatever ends them. */
export function readLines(text: string): PageLine[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((raw, index) => ({ text: cleanLine(raw).replace(DIRECTION_MARKS, ''), raw, number: index + 1 }))
    .filter((line) => line.text !== '')
}

/** How many words and numbers a text has. */
export function countWords(text: string): number {
  return tokenize(text).length
}

/** Does the text say anything: two letters at least. */
export function hasWords(text: string): boolean {
  return /\p{L}.*\p{L}/u.test(text)
}

/** What a profile tells about single lines, its spellings made ready for comparison. */
export class LineReader {
  readonly profile: PageProfile
  readonly #markers = new Map<string, MarkerKind>()
  readonly #chrome: readonly (readonly string[])[]

  constructor(profile: PageProfile) {
    this.profile = profile
    for (const [kind, spellings] of Object.entries(profile.markers)) {
      for (const spelling of spellings) this.#markers.set(titleKey(spelling), kind as MarkerKind)
    }
    this.#chrome = profile.chromeWords.map((word) => word.split(' ').map(titleKey))
  }

  /** The marker that the line is, or that its beginning is. */
  marker(line: string): Marker | null {
    const end = this.profile.markerEnd.exec(line)
    const head = end ? line.slice(0, end.index) : line
    if (head.length > 60) return null
    const kind = this.#markers.get(titleKey(head))
    if (kind) return { kind, rest: end ? cleanLine(line.slice(end.index + end[0].length)) : '' }
    return null
  }

  /** The date that the line gives, after a marker or in a sentence. */
  dateline(line: string): Dateline | null {
    for (const pattern of this.profile.datelines) {
      const groups = pattern.exec(line)?.groups
      if (!groups) continue
      const { source = null, date, year, month = '', day = '' } = groups
      return { source, date: date ?? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` }
    }
    const marker = this.marker(line)
    return marker?.kind === 'published' ? { date: marker.rest, source: null } : null
  }

  /** Written text rather than a headline: a finished sentence, or longer than headlines are. */
  isParagraph(line: string): boolean {
    const { words } = this.profile
    const count = countWords(line)
    return count >= words.paragraph || (count >= words.sentence && this.isSentence(line))
  }

  isSentence(line: string): boolean {
    return this.profile.sentenceEnd.test(line)
  }

  /** Where a headline is due, a full stop does not speak against one. */
  couldBeTitle(line: string): boolean {
    return hasWords(line) && countWords(line) <= this.profile.words.headline
  }

  isBulleted(line: string): boolean {
    return this.profile.bullet.test(line)
  }

  withoutBullet(line: string): string {
    return line.replace(this.profile.bullet, '').trim()
  }

  /** What remains of a line of buttons; null where the line is none. A single button counts only where it stands alone, «شارك» being a verb too. */
  afterChrome(line: string): string | null {
    let words = line.split(' ')
    let buttons = 0
    for (let length = this.#buttonAt(words); length > 0; length = this.#buttonAt(words)) {
      words = words.slice(length)
      buttons += 1
    }
    if (buttons === 0 || (buttons === 1 && hasWords(words.join(' ')))) return null
    return this.isParagraph(words.join(' ')) ? null : words.join(' ')
  }

  #buttonAt(words: readonly string[]): number {
    const button = this.#chrome.find((keys) => keys.every((key, index) => titleKey(words[index] ?? '') === key))
    return button?.length ?? 0
  }

  /** A line of other pages' headlines set apart by gaps. */
  isLeadingChrome(line: PageLine): boolean {
    const { gap, gaps } = this.profile.leadingChrome
    return (line.raw.trim().match(gap)?.length ?? 0) >= gaps
  }

  /** The last of the headlines that gaps set apart. */
  lastHeadline(line: PageLine): string {
    return cleanLine(
      line.raw
        .trim()
        .split(/[^\S\n]{3,}|\t+/)
        .at(-1) ?? '',
    )
  }

  isStamp(line: string): boolean {
    return this.profile.stamp.test(fold(line))
  }

  /** A stamp, or a line that was to be one. */
  isStampLike(line: string): boolean {
    return this.isStamp(line) || this.profile.brokenStamp.test(fold(line))
  }
}
