import { NotAFeed } from './not-a-feed.ts'
import { attributeOf, findRoot, lineAt, NAME, tagAt } from './xml-tags.ts'

/** One item of an XML feed, cut out. */
export interface FeedPiece {
  /** The element from its start tag to its end tag. */
  source: string
  /** 1-based line of its start tag. */
  line: number
  /** What is wrong with its borders, or null. */
  fault: string | null
}

interface Opened {
  start: number
  line: number
  name: string
}

/** An XML feed in pieces, so that a broken item costs only itself. */
export interface SplitFeed {
  dialect: 'rss' | 'atom' | 'rdf'
  /** The feed without its items. */
  envelope: string
  /** A document that holds items in the context (names, bases, language) in which they stood. */
  wrap: (items: string) => string
  /** Attribute of root and channel, outermost first. */
  inherited: (attribute: string) => string[]
  pieces: FeedPiece[]
}

const DIALECTS = { rss: 'rss', channel: 'rss', feed: 'atom', rdf: 'rdf' } as const

/**
 * Cuts an RSS, RDF or Atom document into its envelope and its items. Comments and CDATA sections are skipped; an item that
 * never ends, or ends only where the next one starts, is told as such.
 */
export function splitFeed(text: string): SplitFeed {
  const root = findRoot(text)
  const local = root.name.toLowerCase().replace(/^.*:/, '') as keyof typeof DIALECTS
  const dialect = DIALECTS[local]
  const rootTag = tagAt(text, root.index)
  if (rootTag === null) throw new NotAFeed(`The <${root.name}> tag in line ${lineAt(text, root.index)} does not end`)
  const after = root.index + rootTag.length
  // Some feeds are a channel without its rss element.
  const outer = local === 'channel' ? ['<rss version="2.0">', rootTag] : [rootTag]
  const inner = local === 'rss' ? [channelTag(text, after)] : []
  const open = [...outer, ...inner]
  const close = open.toReversed().map((tag) => `</${/^<([^\s>/]+)/.exec(tag)![1]}>`)
  const { pieces, gaps } = cut(text, after, dialect === 'atom' ? 'entry' : 'item')
  return {
    dialect,
    envelope: outer.join('') + gaps,
    wrap: (items) => open.join('') + items + close.join(''),
    inherited: (attribute) => open.flatMap((tag) => attributeOf(tag, attribute) ?? []),
    pieces,
  }
}

function channelTag(text: string, from: number): string {
  const match = new RegExp(`<(?:${NAME}:)?channel(?=[\\s>])`, 'i').exec(text.slice(from, from + 10_000))
  const tag = match && tagAt(text, from + match.index)
  return tag && !tag.endsWith('/>') ? tag : '<channel>'
}

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
  const token = new RegExp(`<!--|<!\\[CDATA\\[|<(/?)((?:${NAME}:)?${element})(?=[\\s/>])`, 'gi')
  const endTag = `</(?:${NAME}:)?${element}\\s*>`
  const lastComment = text.lastIndexOf('-->')
  const pieces: FeedPiece[] = []
  let gaps = ''
  let gapStart = from
  let open: Opened | null = null
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
    } else if (open && match[2]!.toLowerCase() !== (open as Opened).name.toLowerCase()) {
      // An element of another vocabulary that happens to have this local name.
    } else if (match[1] === '/') {
      const end = text.indexOf('>', match.index)
      close(end === -1 ? text.length : end + 1, null)
    } else {
      close(match.index, null, false)
      for (; counted < match.index; counted += 1) if (text.charCodeAt(counted) === 10) line += 1
      gaps += text.slice(gapStart, match.index)
      const tag = tagAt(text, match.index) ?? match[0]
      open = { start: match.index, line, name: match[2]! }
      token.lastIndex = match.index + tag.length
      if (tag.endsWith('/>')) close(token.lastIndex, null)
    }
  }
  close(text.length, 'The document ends before the item does')
  // A document that was cut off may end inside a tag.
  return { pieces, gaps: gaps + text.slice(gapStart).replace(/<[^<>]*$/, '') }
}
