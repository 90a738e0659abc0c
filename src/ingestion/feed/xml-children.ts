import { NAME, tagAt } from './xml-tags.ts'

/** A child of an element, cut out: `inner` stands between its tags. */
export interface Child {
  /** As written, prefix and all. */
  name: string
  tag: string
  inner: string
  start: number
  end: number
}

const OPENING = new RegExp(`<!--|<!\\[CDATA\\[|<\\?|<(/?)((?:${NAME}:)?${NAME})(?=[\\s/>])`, 'g')
const SKIPPED: Readonly<Record<string, string>> = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' }

/** Behind the comment, CDATA section or instruction that starts here; the end of the text where it never ends. */
function behind(text: string, opening: string, at: number): number {
  const sign = SKIPPED[opening]!
  const end = text.indexOf(sign, at)
  return end === -1 ? text.length : end + sign.length
}

/** The end tag of an element, others of its name inside it passed over; null where it has none. */
function endTagOf(name: string, text: string, from: number): { start: number; end: number } | null {
  const token = new RegExp(`<!--|<!\\[CDATA\\[|<(/?)${name.replaceAll('.', '\\.')}(?=[\\s/>])`, 'g')
  token.lastIndex = from
  let depth = 1
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[1] === undefined) token.lastIndex = behind(text, match[0], match.index)
    else if (match[1] === '/') depth -= 1
    else if (!tagAt(text, match.index)?.endsWith('/>')) depth += 1
    if (depth > 0) continue
    const end = text.indexOf('>', match.index)
    return end === -1 ? null : { start: match.index, end: end + 1 }
  }
  return null
}

/** The children of the element whose start tag ends here, up to the first that is broken. */
export function childrenOf(text: string, from: number): Child[] {
  const children: Child[] = []
  const opening = new RegExp(OPENING)
  opening.lastIndex = from
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const { 1: closes, 2: name, index: start } = match
    if (name === undefined) {
      opening.lastIndex = behind(text, match[0], start)
      continue
    }
    const tag = closes === '/' ? null : tagAt(text, start)
    if (tag === null) break
    const open = start + tag.length
    const close = tag.endsWith('/>') ? { start: open, end: open } : endTagOf(name, text, open)
    if (close === null) break
    children.push({ name, tag, inner: text.slice(open, close.start), start, end: close.end })
    opening.lastIndex = close.end
  }
  return children
}

/** The element with some of its children written otherwise; null leaves a child as it is. */
export function rewriteChildren(text: string, from: number, rewrite: (child: Child) => string | null): string {
  let written = ''
  let at = 0
  for (const child of childrenOf(text, from)) {
    const other = rewrite(child)
    if (other === null) continue
    written += text.slice(at, child.start) + other
    at = child.end
  }
  return written + text.slice(at)
}

/** Gives every start tag its end tag and drops end tags that end nothing, as a reader of HTML would. */
export function balanceTags(text: string): string {
  const token = new RegExp(OPENING)
  const open: string[] = []
  const count = new Map<string, number>()
  const counted = (name: string, step: number) => count.set(name, (count.get(name) ?? 0) + step)
  let written = ''
  let at = 0
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const { 0: sign, 1: closes, 2: name, index } = match
    const tag = name === undefined ? null : tagAt(text, index)
    const end = name === undefined ? behind(text, sign, index) : index + (tag ?? sign).length
    token.lastIndex = end
    if (tag === null || tag.endsWith('/>')) continue
    if (closes !== '/') {
      open.push(name!)
      counted(name!, 1)
      continue
    }
    // An end tag that ends nothing open is taken for a misspelt one.
    const depth = count.get(name!) ? open.lastIndexOf(name!) : open.length - 1
    const ended = depth < 0 ? [] : open.splice(depth)
    for (const each of ended) counted(each, -1)
    written +=
      text.slice(at, index) +
      ended
        .reverse()
        .map((name) => `</${name}>`)
        .join('')
    at = end
  }
  return (
    written +
    text.slice(at) +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  )
}
