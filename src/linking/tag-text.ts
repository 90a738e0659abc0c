import type { AnalyzedText, AnalyzedToken } from '../arabic/analyzer.ts'

/** An article as tags see it. */
export interface TaggableArticle {
  title: AnalyzedText
  paragraphs: readonly AnalyzedText[]
}

/** The words of an article one after another, title first, and where something parts them. */
export interface TagText {
  words: readonly AnalyzedToken[]
  /** Words of the title. */
  titleLength: number
  /** Words of title and lead. */
  leadEnd: number
  /** 1 where anything but a space or a hyphen stands before the word: no name and no phrase goes across. */
  parted: Uint8Array
}

/** Words read of one article: a longer one has told by then what it is about, and the cost of an article stays bounded. */
const MAX_WORDS = 2_000
/** Words of the text that are its lead. */
const LEAD = 60
/** A place and who tells it before the first dash («القاهرة – وكالات») is where the news was written, not what it is about. */
const MAX_DATELINE = 7
const DATELINE = /^[^.:؛]{2,60}?(?:\([\p{L}. ]{2,20}\)|\s?[-–—]{1,2}\s)/u

/** The words of an article without the line that says where it was written. */
export function tagText({ title, paragraphs }: TaggableArticle): TagText {
  const words: AnalyzedToken[] = []
  const parted = new Uint8Array(MAX_WORDS)
  const add = ({ text, tokens }: AnalyzedText, from: number): void => {
    for (let at = from; at < tokens.length && words.length < MAX_WORDS; at++) {
      const token = tokens[at]!
      const before = at === from ? null : tokens[at - 1]!
      parted[words.length] = before === null || !joins(text, before.end, token.start) ? 1 : 0
      words.push(token)
    }
  }
  add(title, 0)
  const titleLength = words.length
  for (const [index, paragraph] of paragraphs.entries()) add(paragraph, index === 0 ? datelineLength(paragraph) : 0)
  return { words, titleLength, leadEnd: Math.min(words.length, titleLength + LEAD), parted }
}

function datelineLength({ text, tokens }: AnalyzedText): number {
  const line = DATELINE.exec(text)?.[0].length ?? 0
  const length = tokens.findIndex(({ start }) => start >= line)
  return length <= 0 || length > MAX_DATELINE ? 0 : length
}

const SPACE = 0x20
const NO_BREAK_SPACE = 0xa0

/** Spaces, or one hyphen with none («جونغ-أون»). */
function joins(text: string, from: number, to: number): boolean {
  if (to === from + 1 && text[from] === '-') return true
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code !== SPACE && code !== NO_BREAK_SPACE) return false
  }
  return from < to
}
