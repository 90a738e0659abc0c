import type { RelatedItem } from '../../entities/article-item.ts'
import { countWords, type LineReader, type PageLine } from './page-lines.ts'
import { segmentTags } from './segment-tags.ts'

/** An article that a page prints whole under its read-also marker. */
export interface NestedArticle {
  title: string
  line: number
  excerpt: string | null
  similar: RelatedItem[] | null
  paragraphs: string[]
  /** Out of a line of buttons, which the publisher ends with the article's tags. */
  tags: string[] | null
  menuTags: string[] | null
}

/** What stands under a marker of links. */
export interface ReadHeadlines {
  links: RelatedItem[]
  /** Text that belongs to no headline. */
  left: PageLine[]
}

/** What stands under a read-also marker: links, and the article whose headline one of them is. */
export interface ReadAlsoBlock extends ReadHeadlines {
  nested: NestedArticle | null
}

/** Cuts a line that may hold several headlines, knowing the page. */
export type CutHeadlines = (line: PageLine) => RelatedItem[]

/** An excerpt is shorter than the paragraphs of an article. */
const EXCERPT_WORDS = 40

/** Headlines alone are links; a headline with more than an excerpt under it is an article of its own. */
export function readReadAlso(lines: readonly PageLine[], reader: LineReader, cut: CutHeadlines): ReadAlsoBlock {
  const said = lines.filter((line) => reader.afterChrome(line.text) !== '')
  const [first, ...others] = said
  const hasText = others.some((line) => reader.isParagraph(line.text) && !isRunTogether(line, reader, cut))
  if (!first || !hasText || reader.isBulleted(first.text) || !reader.couldBeTitle(first.text)) {
    return { ...readHeadlines(said, reader, cut), nested: null }
  }
  if (isLinksWithExcerpts(said, reader)) return { links: linksWithExcerpts(said), nested: null, left: [] }
  const nested = readNested(first, others, reader, cut)
  return { links: [link(nested.title, nested.excerpt)], nested, left: [] }
}

/** The headlines of a list, in order and each once; where some have bullets, what has none is no headline. */
export function readHeadlines(lines: readonly PageLine[], reader: LineReader, cut: CutHeadlines): ReadHeadlines {
  const said = lines.filter((line) => reader.afterChrome(line.text) === null)
  const bulleted = said.filter((line) => reader.isBulleted(line.text))
  if (bulleted.length > 0) {
    const links = bulleted.map((line) => link(reader.withoutBullet(line.text))).filter((item) => item.headline !== '')
    return { links, left: said.filter((line) => !reader.isBulleted(line.text)) }
  }
  const isText = (line: PageLine): boolean => reader.isParagraph(line.text) && reader.isSentence(line.text)
  return { links: said.filter((line) => !isText(line)).flatMap(cut), left: said.filter(isText) }
}

function link(headline: string, excerpt: string | null = null): RelatedItem {
  return excerpt === null ? { headline } : { headline, excerpt }
}

/** One headline and one short paragraph, or pairs of them. */
function isLinksWithExcerpts(lines: readonly PageLine[], reader: LineReader): boolean {
  return (
    lines.length % 2 === 0 &&
    lines.every(({ text }, index) =>
      index % 2 === 0 ? !reader.isParagraph(text) : reader.isParagraph(text) && countWords(text) <= EXCERPT_WORDS,
    )
  )
}

function linksWithExcerpts(lines: readonly PageLine[]): RelatedItem[] {
  return lines.flatMap((line, index) => (index % 2 === 0 ? [link(line.text, lines[index + 1]!.text)] : []))
}

function readNested(
  first: PageLine,
  others: readonly PageLine[],
  reader: LineReader,
  cut: CutHeadlines,
): NestedArticle {
  const title = first.text
  const hasExcerpt = others.length > 1 && !startsList(others, reader, cut)
  const excerpt = hasExcerpt ? others[0]!.text : null
  const rest = others.slice(hasExcerpt ? 1 : 0)
  const listed = countListed(rest, reader, cut)
  const similar = listed === 0 ? null : readHeadlines(rest.slice(0, listed), reader, cut).links
  const text = rest.slice(listed)
  const paragraphs = text.filter((line) => reader.afterChrome(line.text) === null).map((line) => line.text)
  const buttons = text.map((line) => reader.afterChrome(line.text)).findLast((words) => words)
  const tagged = buttons ? segmentTags(buttons, { title, body: [excerpt ?? '', ...paragraphs] }) : null
  return {
    title,
    line: first.number,
    excerpt,
    similar,
    paragraphs,
    tags: tagged?.tags ?? null,
    menuTags: tagged?.menuTags ?? null,
  }
}

/** How many lines from the first are headlines: run together, with bullets, or short and several. */
function countListed(lines: readonly PageLine[], reader: LineReader, cut: CutHeadlines): number {
  const isListed = (line: PageLine): boolean => reader.isBulleted(line.text) || isRunTogether(line, reader, cut)
  const certain = lines.findIndex((line) => !isListed(line))
  if (certain !== 0) return certain === -1 ? lines.length : certain
  const short = lines.findIndex((line) => reader.isParagraph(line.text) || reader.isSentence(line.text))
  return short > 1 ? short : 0
}

function startsList(lines: readonly PageLine[], reader: LineReader, cut: CutHeadlines): boolean {
  return countListed(lines, reader, cut) > 0
}

/** A line that ends like no text and falls into headlines, or is too long for one and reads like no text either. */
function isRunTogether(line: PageLine, reader: LineReader, cut: CutHeadlines): boolean {
  if (reader.isSentence(line.text)) return false
  const items = cut(line)
  return items.length > 1 || (items[0]?.concatenated === true && !reader.profile.proseMark.test(line.text))
}
