import { Parser } from 'htmlparser2'
import type { Block } from './delivered-article.ts'

/** Signs that Markdown would take for markup anywhere in a line. */
const SPECIAL = /[\\`*_[\]<>~|]|&(?=#?\w+;)|!$/g
/** Signs that open a heading, list, rule or underline at the start of a line. */
const LINE_START = /^(\s*)(#{1,6}(?=\s|$)|[+\-=](?=\s|$|[-=])|\d{1,9}[.)](?=\s|$))/
const SIGNS: Readonly<Record<string, string>> = { strong: '**', em: '*', a: '[' }

const escapeMarkdown = (text: string): string => text.replace(SPECIAL, '\\$&')
const escapeLineStart = (line: string): string =>
  line.replace(LINE_START, (_, space: string, sign: string) => `${space}${sign.slice(0, -1)}\\${sign.slice(-1)}`)
/** `encodeURIComponent` leaves parentheses, and they would end the address. */
const escapeAddress = (url: string): string =>
  url.replace(/[\s()<>\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/** Writes the lines of a block. Emphasis must touch its words: white space at its edges is moved outside. */
class LineWriter {
  readonly lines: string[] = ['']
  #text = ''
  #opened = ''

  /** Text comes in pieces, and a piece alone does not show that it is «&lt;» written out. */
  text(piece: string): void {
    this.#text += piece
  }

  open(sign: string): void {
    this.#flush()
    this.#opened += sign
  }

  close(sign: string, closing: string): void {
    this.#flush()
    if (this.#opened.endsWith(sign)) {
      this.#opened = this.#opened.slice(0, -sign.length)
      return
    }
    const line = this.lines.pop() ?? ''
    const words = line.trimEnd()
    this.lines.push(`${words}${closing}${line.slice(words.length)}`)
  }

  breakLine(): void {
    this.#flush()
    this.#add('  \n')
  }

  endLine(): void {
    this.#flush()
    this.lines.push('')
  }

  #flush(): void {
    const words = this.#text.trimStart()
    const space = this.#text.slice(0, this.#text.length - words.length)
    this.#text = ''
    this.#add(words === '' ? space : `${space}${this.#opened}${escapeMarkdown(words)}`)
    if (words !== '') this.#opened = ''
  }

  #add(text: string): void {
    this.lines[this.lines.length - 1] += text
  }
}

/** The lines of a block's HTML (paragraphs of a quote, items of a list) as inline Markdown. */
function linesOf(html: string): string[] {
  const writer = new LineWriter()
  const addresses: string[] = []
  const parser = new Parser({
    ontext: (text) => writer.text(text),
    onopentag: (name, { href = '' }) => {
      if (name === 'br') writer.breakLine()
      if (name === 'a') addresses.push(href)
      if (SIGNS[name]) writer.open(SIGNS[name])
    },
    onclosetag: (name) => {
      const sign = SIGNS[name]
      if (sign) writer.close(sign, name === 'a' ? `](${escapeAddress(addresses.pop() ?? '')})` : sign)
      if (name === 'p' || name === 'li') writer.endLine()
    },
  })
  parser.end(html)
  writer.endLine()
  const escaped = writer.lines.map((line) => line.split('\n').map(escapeLineStart).join('\n'))
  return escaped.filter((line) => line.trim() !== '')
}

const prefixed = (text: string, first: string, rest: string): string =>
  text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : rest}${line}`)
    .map((line) => (line.trim() === rest.trim() ? line.trimEnd() : line))
    .join('\n')

function listOf(html: string): string {
  const item = (line: string, index: number) => {
    const mark = html.startsWith('<ol') ? `${index + 1}. ` : '- '
    return prefixed(line, mark, ' '.repeat(mark.length))
  }
  return linesOf(html).map(item).join('\n')
}

/** One block as CommonMark. Headings begin at the second level: the first is the title's. */
export function blockMarkdown({ kind, text, html, url }: Block): string {
  if (kind === 'LIST') return listOf(html)
  if (kind === 'IMAGE') return `![${escapeMarkdown(text).replace(/\s+/g, ' ')}](${escapeAddress(url ?? '')})`
  const lines = linesOf(html)
  if (kind === 'PARAGRAPH') return lines.join('\n\n')
  if (kind === 'QUOTE' || kind === 'EMBED') return prefixed(lines.join('\n\n'), '> ', '> ')
  const level = Math.max(2, Number(/^<h([1-6])/.exec(html)?.[1] ?? 2))
  return `${'#'.repeat(level)} ${lines.join(' ').replace(/\s+/g, ' ')}`
}
