import { internalSubsetAt } from './doctype.ts'
import { NotAFeed } from './not-a-feed.ts'

/** A prefix, as a pattern. */
export const NAME = '[A-Za-z_][\\w.-]*'
const LONGEST_DOCTYPE = 4000
const ROOT = new RegExp(`<!--|<!DOCTYPE|<((?:${NAME}:)?(?:rss|feed|rdf|channel|html))(?=[\\s>])`, 'gi')

/** The start tag at this place, attributes and all; null where another begins first. */
export function tagAt(text: string, index: number): string | null {
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
  if (internalSubsetAt(text.slice(index, index + LONGEST_DOCTYPE)) === 0)
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
export function findRoot(text: string): { index: number; name: string } {
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

/** Value of an attribute of a start tag. */
export const attributeOf = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i')
    .exec(tag)
    ?.slice(1)
    .find((value) => value !== undefined)
