import { NotAFeed } from './not-a-feed.ts'

/** One item of an XML feed, cut out. */
export interface FeedPiece {
  /** The element from its start tag to its end tag. */
  source: string
  /** 1-based line of its start tag. */
  line: number
  /** What is wrong with its borders, or null. */
  fault: string | null
}

/** An XML feed in pieces, so that a broken item costs only itself. */
export interface SplitFeed {
  dialect: 'rss' | 'atom' | 'rdf'
  /** The feed without its items. */
  envelope: string
  /** A document that holds one item in the context (names, bases, language) in which it stood. */
  wrap: (item: string) => string
  /** Attribute of root and channel, outermost first. */
  inherited: (attribute: string) => string[]
  pieces: FeedPiece[]
}

const NAME = '[A-Za-z_][\\w.-]*'
const ROOT = new RegExp(`<!--|<!DOCTYPE|<((?:${NAME}:)?(?:rss|feed|rdf|channel|html))(?=[\\s>])`, 'gi')
const DIALECTS = { rss: 'rss', channel: 'rss', feed: 'atom', rdf: 'rdf' } as const

/** The start tag at this place, attributes and all; null where another begins first. */
function tagAt(text: string, index: number): string | null {
  let quote = ''
  for (let at = index + 1; at < text.length; at += 1) {
    const character = text[at]!
    // XML forbids this sign in attributes too (3.1), which keeps the search short.
    if (character === '<') return null
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return text.slice(index, at + 1)
  }
  return null
}

function refuseSubset(text: string, index: number): void {
  const subset = /^<!DOCTYPE[^>[]*\[/i.test(text.slice(index, index + 2000))
  if (subset)
    throw new NotAFeed(
      `The DOCTYPE in line ${lineAt(text, index)} defines entities of its own; they are never expanded`,
    )
}

/** 1-based line of a place in a text. */
export function lineAt(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

/** Where the feed's first element starts, whatever stands before it. */
function findRoot(text: string): { index: number; name: string } {
  ROOT.lastIndex = 0
  for (let match = ROOT.exec(text); match; match = ROOT.exec(text)) {
    if (match[0] === '<!--') {
      const end = text.indexOf('-->', match.index)
      if (end === -1) break
      ROOT.lastIndex = end
    } else if (match[1] === undefined) {
      refuseSubset(text, match.index)
    } else if (match[1].toLowerCase() === 'html') {
      throw new NotAFeed(`The document is an HTML page, not a feed (line ${lineAt(text, match.index)})`)
    } else return { index: match.index, name: match[1] }
  }
  throw new NotAFeed('The document holds no rss, feed or rdf:RDF element')
}

/**
 * Cuts an RSS, RDF or Atom document into its envelope and its items. Comments and CDATA sections are skipped; an item that
 * never ends, or ends only where the next one starts, is told as such.
 */
export function splitFeed(text: string): SplitFeed {
  const root = findRoot(text)
  const dialect = DIALECTS[root.name.toLowerCase().replace(/^.*:/, '') as keyof typeof DIALECTS]
  const rootTag = tagAt(text, root.index)
  if (rootTag === null) throw new NotAFeed(`The <${root.name}> tag in line ${lineAt(text, root.index)} does not end`)
  const after = root.index + rootTag.length
  const channel = dialect === 'rss' && /channel$/i.test(root.name) ? '' : channelTag(text, after)
  const open = dialect === 'rss' ? [rootTag, channel] : [rootTag]
  if (dialect === 'rss' && channel === '') open.unshift('<rss version="2.0">')
  const close = open
    .filter(Boolean)
    .reverse()
    .map((tag) => `</${/^<([^\s>/]+)/.exec(tag)![1]}>`)
  const wrapper = [open.join(''), close.join('')] as const
  const { pieces, gaps } = cut(text, after, dialect === 'atom' ? 'entry' : 'item')
  const isBare = dialect === 'rss' && /channel$/i.test(root.name)
  return {
    dialect,
    envelope: isBare ? `<rss version="2.0">${rootTag}${gaps}</rss>` : rootTag + gaps,
    wrap: (item) => wrapper[0] + item + wrapper[1],
    inherited: (attribute) => [rootTag, channel].flatMap((tag) => attributeOf(tag, attribute) ?? []),
    pieces,
  }
}

function channelTag(text: string, from: number): string {
  const match = new RegExp(`<(?:${NAME}:)?channel(?=[\\s>])`, 'i').exec(text.slice(from, from + 10_000))
  const tag = match && tagAt(text, from + match.index)
  return tag && !tag.endsWith('/>') ? tag : '<channel>'
}

const attributeOf = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i')
    .exec(tag)
    ?.slice(1)
    .find((value) => value !== undefined)

/** Where a CDATA section ends; one that was left open (another opens behind the end of its item) ends with its item. */
function endOfCdata(text: string, start: number, endTag: string): number {
  const first = new RegExp(`\\]\\]>|${endTag}`, 'gi')
  first.lastIndex = start
  const border = first.exec(text)
  if (border === null) return text.length
  if (border[0] === ']]>') return first.lastIndex
  const next = /\]\]>|<!\[CDATA\[/g
  next.lastIndex = first.lastIndex
  return next.exec(text)?.[0] === ']]>' ? next.lastIndex : border.index
}

function cut(text: string, from: number, element: 'item' | 'entry'): { pieces: FeedPiece[]; gaps: string } {
  const token = new RegExp(`<!--|<!\\[CDATA\\[|<(/?)(?:${NAME}:)?${element}(?=[\\s/>])`, 'gi')
  const endTag = `</(?:${NAME}:)?${element}\\s*>`
  const lastComment = text.lastIndexOf('-->')
  const pieces: FeedPiece[] = []
  let gaps = ''
  let gapStart = from
  let open: { start: number; line: number; name: string } | null = null
  let line = lineAt(text, from)
  let counted = from
  const close = (end: number, fault: string | null, hasEndTag = true): void => {
    if (open === null) return
    const source = text.slice(open.start, end) + (hasEndTag ? '' : `</${open.name}>`)
    pieces.push({ source, line: open.line, fault })
    open = null
    gapStart = end
  }
  token.lastIndex = from
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '<!--') {
      const isClosed = match.index < lastComment
      token.lastIndex = isClosed ? text.indexOf('-->', match.index) + 3 : match.index + 4
    } else if (match[0] === '<![CDATA[') {
      token.lastIndex = endOfCdata(text, match.index + 9, endTag)
    } else if (match[1] === '/') {
      const end = text.indexOf('>', match.index)
      close(end === -1 ? text.length : end + 1, null)
    } else {
      close(match.index, null, false)
      for (; counted < match.index; counted += 1) if (text.charCodeAt(counted) === 10) line += 1
      gaps += text.slice(gapStart, match.index)
      const tag = tagAt(text, match.index) ?? match[0]
      open = { start: match.index, line, name: match[0].slice(1) }
      token.lastIndex = match.index + tag.length
      if (tag.endsWith('/>')) close(token.lastIndex, null)
    }
  }
  close(text.length, 'The document ends before the item does')
  // A document that was cut off may end inside a tag.
  return { pieces, gaps: gaps + text.slice(gapStart).replace(/<[^<>]*$/, '') }
}
