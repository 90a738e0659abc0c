import { cleanLine } from '../../arabic/clean.ts'
import { readHtml } from '../html-text.ts'

/** What a feed may leave out. */
export type Maybe = string | null | undefined

/** Somebody who wrote something, in whatever form. */
export interface Person {
  name?: Maybe
  email?: Maybe
}

/** Of what stands in an author's place, in characters. */
const LONGEST_NAME = 300

/** BCP 47 in its usual spelling, or null: «ar_EG» is ar-EG, «Arabic» is nothing. */
export function languageTag(raw: Maybe): string | null {
  try {
    return (raw && Intl.getCanonicalLocales(raw.trim().replaceAll('_', '-'))[0]) || null
  } catch {
    return null
  }
}

/** The first value that a reading accepts. */
export function firstOf<T>(values: Maybe[], read: (value: string) => T | null): T | null {
  for (const value of values) {
    const found = value ? read(value) : null
    if (found !== null) return found
  }
  return null
}

/** Tags that writers put into a line. */
const IN_LINE = new Set(
  (
    'a abbr b big blockquote br center cite code del div em font h1 h2 h3 h4 h5 h6 i img ins li mark ol p q s script ' +
    'small span strong style sub sup table td tr tt u ul'
  ).split(' '),
)
const BRACKET = /<(?!!--)(\/?)([a-z][\w:-]*)?((?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)(?=(\s|\/?>)?)/gi

/** Opens brackets that are no tags as entities: «كتاب <Dune>» keeps its title. What has attributes or ends is a tag of any name. */
function literalBrackets(line: string): string {
  if (!line.includes('<')) return line
  const ended = new Set([...line.matchAll(/<\/([a-z][\w:-]*)\s*>/gi)].map(([, name]) => name!.toLowerCase()))
  return line.replace(BRACKET, (whole, _, name: string | undefined, attributes: string, end: string | undefined) => {
    const known = name !== undefined && (IN_LINE.has(name.toLowerCase()) || ended.has(name.toLowerCase()))
    return end !== undefined && (known || attributes !== '') ? whole : `&lt;${whole.slice(1)}`
  })
}

/** What stands in a CDATA section that was wrapped in another, whose sign is then text. */
function unwrapped(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('<![CDATA[')) return text
  return trimmed.slice(9).replace(/\]\](?:>|&gt;)$/, '')
}

/** Elements whose content is no markup: closed at once, as XML allows, one would swallow all that follows in HTML. */
const SELF_CLOSED = /<(iframe|script|style|textarea|title|noscript|noembed|object|video|audio)\b([^<>]*)\/>/gi

/** HTML in which nothing swallows what follows: an object or a frame that never ends has nothing of its own. */
export function closed(html: string): string {
  if (!html.includes('<')) return html
  const paired = unwrapped(html).replace(SELF_CLOSED, '<$1$2></$1>')
  return ['object', 'iframe'].reduce((markup, name) => {
    const isOpen = new RegExp(`<${name}\\b`, 'i').test(markup) && !new RegExp(`</${name}`, 'i').test(markup)
    return isOpen ? markup.replace(new RegExp(`<${name}\\b[^<>]*>`, 'gi'), '') : markup
  }, paired)
}

/** One line of text out of what may be HTML; null where nothing is left. */
export function lineOf(raw: Maybe): string | null {
  return (raw && cleanLine(readHtml(literalBrackets(closed(raw))).text)) || null
}

/** A person's name without the address of the mailbox: «desk@example.org (مكتب التحرير)» is مكتب التحرير. */
export function nameOf(raw: Maybe): string | null {
  const line = lineOf(raw)?.slice(0, LONGEST_NAME) ?? null
  if (line === null || !line.includes('@')) return line
  return line.replace(/[<([]?\S+@\S+?[>)\]]?(?=\s|$)/g, ' ').replace(/^[\s(<[]+|[\s)>\]]+$/g, '') || null
}
