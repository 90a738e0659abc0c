import { fold, titleKey } from '../../arabic/fold.ts'
import { STOP_WORDS } from '../../arabic/stop-words.ts'
import { type Token, tokenize } from '../../arabic/tokens.ts'
import { Phrases } from './phrases.ts'

/** What a tag line holds: tags of the article, and words of the site's own menu, as printed. */
export interface SegmentedTags {
  tags: string[]
  menuTags: string[]
}

/** The article that a tag line belongs to. */
export interface TaggedText {
  title: string | null
  body: readonly string[]
}

const SEPARATOR = /[،,؛;|\n#/•·]|\s[-–—*]\s|^\s*[-–—*]\s/u
/** More words than this are no tag line; the rest is left with the menu. */
const MAX_WORDS = 200
/** A tag may begin with one of these, as lists made by counting word pairs do («في ليبيا»), but no phrase goes on across one. */
const PARTICLES = new Set('في من على إلى عن مع بعد قبل منذ حتى بين خلال عند لدى ضد حول عبر أو أن'.split(' ').map(fold))
const MAX_TAG_WORDS = 6

/**
 * Tags out of a line. Separators are respected; without them the line is cut at the longest phrases that the article uses, and
 * all up to the last word that it does not use is the site's menu, which stands first. A tag is given as the article prints it.
 */
export function segmentTags(line: string, text: TaggedText): SegmentedTags {
  const phrases = new Phrases(text, line)
  const pieces = line
    .split(SEPARATOR)
    .map((piece) => piece.replaceAll('_', ' ').trim())
    .filter((piece) => titleKey(piece) !== '')
  const found = { tags: new Map<string, string>(), menuTags: new Map<string, string>() }
  const add = (list: keyof typeof found, tag: string): void => {
    const key = titleKey(tag)
    if (key !== '' && !found[list].has(key)) found[list].set(key, tag)
  }
  for (const piece of pieces) {
    const words = tokenize(piece)
    if (pieces.length > 1 && words.length <= MAX_TAG_WORDS) {
      const telling = words.filter((word) => !STOP_WORDS.has(word.folded))
      const used = telling.length > 0 && telling.every((word) => phrases.has(word))
      if (used) add('tags', phrases.print(words) ?? piece)
      else add('menuTags', piece)
    } else {
      const cut = cutPiece(piece, words, phrases)
      for (const tag of cut.tags) add('tags', tag)
      for (const tag of cut.menuTags) add('menuTags', tag)
    }
  }
  return { tags: [...found.tags.values()], menuTags: [...found.menuTags.values()] }
}

function cutPiece(piece: string, words: readonly Token[], phrases: Phrases): SegmentedTags {
  const units = cutUnits(words, phrases)
  const first = units.findIndex((unit) => !unit.used)
  const last = units.findLastIndex((unit) => !unit.used)
  if (last === -1) return { tags: units.flatMap((unit) => tagOf(unit.words, phrases)), menuTags: [] }
  const begins = menuBegin(units, first, phrases)
  const menu = units.slice(begins, last + 1).flatMap((unit) => unit.words)
  return {
    tags: [...units.slice(0, begins), ...units.slice(last + 1)].flatMap((unit) => tagOf(unit.words, phrases)),
    menuTags: [piece.slice(menu[0]!.start, menu.at(-1)!.end)],
  }
}

interface Unit {
  words: Token[]
  used: boolean
}

function cutUnits(words: readonly Token[], phrases: Phrases): Unit[] {
  const units: Unit[] = []
  for (let at = 0; at < words.length; ) {
    const length = at < MAX_WORDS ? phrases.longestAt(words, at, (word) => PARTICLES.has(word.folded)) : 0
    units.push({ words: words.slice(at, at + Math.max(1, length)), used: length > 0 })
    at += Math.max(1, length)
  }
  return units
}

/** A common word just before the menu («عام» in «عام الاستدامة») is its beginning, unless the title has it. */
function menuBegin(units: readonly Unit[], first: number, phrases: Phrases): number {
  let begin = first
  while (begin > 0) {
    const { words } = units[begin - 1]!
    if (words.length > 1 || phrases.inTitle(words[0]!) || !STOP_WORDS.has(words[0]!.folded)) break
    begin -= 1
  }
  return begin
}

function tagOf(words: readonly Token[], phrases: Phrases): string[] {
  const begin = words.findIndex((word) => !STOP_WORDS.has(word.folded))
  if (begin === -1) return []
  const end = words.findLastIndex((word) => !STOP_WORDS.has(word.folded))
  const tag = words.slice(begin, end + 1)
  return [phrases.print(tag, true) ?? tag.map((word) => word.text).join(' ')]
}
