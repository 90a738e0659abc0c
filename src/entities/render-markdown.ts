import { Parser } from 'htmlparser2'
import type { Block } from './delivered-article.ts'

/** Signs that Markdown would take for markup anywhere in a line. */
const SPECIAL = /[\\`*_[\]<>~|]|&(?=#?\w+;)|!$/g
/** Signs that open a heading, list, rule or underline at the start of a line. */
const LINE_START = /^(\s*)(#{1,6}(?=\s|$)|[+\-=](?=\s|$|[-=])|\d{1,9}[.)](?=\s|$))/

const escapeMarkdown = (text: string): string => text.replace(SPECIAL, '\\$&')
const escapeLineStart = (line: string): string =>
  line.replace(LINE_START, (_, space: string, sign: string) => `${space}${sign.slice(0, -1)}\\${sign.slice(-1)}`)
const escapeAddress = (url: string): string =>
  url.replace(/[\s()<>\\]/g, (sign) => encodeURIComponent(sign).replace(/[()]/, (p) => (p === '(' ? '%28' : '%29')))

const OPENING: Readonly<Record<string, string>> = { strong: '**', em: '*' }

/** The lines of a block's HTML (paragraphs of a quote, items of a list) as inline Markdown. */
function linesOf(html: string): string[] {
  const lines: string[] = ['']
  const hrefs: string[] = []
  const add = (text: string) => {
    lines[lines.length - 1] += text
  }
  const parser = new Parser({
    ontext: (text) => add(escapeMarkdown(text)),
    onopentag: (name, attributes) => {
      if (['p', 'li', 'figcaption'].includes(name)) lines.push('')
      if (name === 'br') add('  \n')
      if (name === 'a') hrefs.push(attributes.href ?? '')
      add(name === 'a' ? '[' : (OPENING[name] ?? ''))
    },
    onclosetag: (name) => add(name === 'a' ? `](${escapeAddress(hrefs.pop() ?? '')})` : (OPENING[name] ?? '')),
  })
  parser.end(html)
  return lines.map((line) => line.split('\n').map(escapeLineStart).join('\n')).filter((line) => line.trim() !== '')
}

const prefixed = (text: string, first: string, rest: string): string =>
  text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : rest}${line}`.trimEnd())
    .join('\n')

function listOf(html: string): string {
  const ordered = html.startsWith('<ol')
  const item = (line: string, index: number) => {
    const mark = ordered ? `${index + 1}. ` : '- '
    return prefixed(line, mark, ' '.repeat(mark.length))
  }
  return linesOf(html).map(item).join('\n')
}

/** One block as CommonMark. Headings begin at the second level: the first is the title's. */
export function blockMarkdown({ kind, text, html, url }: Block): string {
  const lines = linesOf(html)
  if (kind === 'HEADING') {
    const level = Math.max(2, Number(/^<h([1-6])/.exec(html)?.[1] ?? 2))
    return `${'#'.repeat(level)} ${lines.join(' ').replace(/\s+/g, ' ')}`
  }
  if (kind === 'LIST') return listOf(html)
  if (kind === 'IMAGE') return `![${escapeMarkdown(text).replace(/\s+/g, ' ')}](${escapeAddress(url ?? '')})`
  if (kind === 'PARAGRAPH') return lines.join('\n\n')
  return prefixed(lines.join('\n\n'), '> ', '> ')
}
