import { cleanLine, cleanText } from '../../arabic/clean.ts'

/** Emphasis or a link around a piece of text. */
export interface Mark {
  tag: string
  href?: string
}
/** A piece of text under the same marks; a line break is a run of its own, '\n'. */
export interface Run {
  text: string
  marks: readonly Mark[]
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
export const escapeAttribute = (text: string): string => escapeHtml(text).replaceAll('"', '&quot;')

/** `cleanText` in NFC to the end: what it takes out may have stood between a letter and its mark. */
export const clean = (text: string): string => cleanText(text).normalize('NFC')

/** `clean` within a line, outer spaces kept. A slash after a tag's «>» would compose with it, so it may not come first. */
const cleanRun = (text: string): string =>
  cleanLine(`|${text}|`)
    .slice(1, -1)
    .normalize('NFC')
    .replace(/^\u0338+/, '')

const sameMark = (a: Mark | undefined, b: Mark | undefined): boolean => a?.tag === b?.tag && a?.href === b?.href
const sameMarks = (a: Run, b: Run): boolean =>
  a.marks.length === b.marks.length && a.marks.every((mark, index) => sameMark(mark, b.marks[index]))

function merged(runs: readonly Run[]): Run[] {
  const out: { pieces: string[]; run: Run }[] = []
  for (const run of runs) {
    const last = out.at(-1)
    if (last && run.text !== '\n' && last.run.text !== '\n' && sameMarks(last.run, run)) last.pieces.push(run.text)
    else out.push({ pieces: [run.text], run })
  }
  return out.map(({ pieces, run }) => ({ text: pieces.join(''), marks: run.marks }))
}

/** Cleans the text of runs and takes out the white space and breaks that a browser would not show. */
export function tidy(runs: readonly Run[]): Run[] {
  const out: Run[] = []
  for (const run of merged(runs)) {
    const isBreak = run.text === '\n'
    if (isBreak) trimEnd(out)
    const before = out.at(-1)?.text.at(-1)
    if (isBreak && (out.length === 0 || before === '\n')) continue
    const text = isBreak ? '\n' : cleanRun(run.text)
    const shown = before === undefined || before === ' ' || before === '\n' ? text.replace(/^[ \u0338]+/, '') : text
    if (shown !== '') out.push({ text: shown, marks: isBreak ? [] : run.marks })
  }
  trimEnd(out)
  while (out.at(-1)?.text === '\n') {
    out.pop()
    trimEnd(out)
  }
  // Joiners and direction marks alone are nothing to read.
  return out.some(({ text }) => clean(text) !== '') ? merged(out) : []
}

function trimEnd(runs: Run[]): void {
  for (let last = runs.at(-1); last?.text.endsWith(' '); last = runs.at(-1)) {
    runs.pop()
    const text = last.text.trimEnd()
    if (text !== '') runs.push({ text, marks: last.marks })
  }
}

/** Parts runs where two or more breaks follow each other: the way old pages write paragraphs. */
export function splitAtBlankLines(runs: readonly Run[]): Run[][] {
  const parts: Run[][] = [[]]
  let breaks = 0
  for (const run of runs) {
    if (run.text === '\n') breaks++
    else if (run.text.trim() !== '') {
      if (breaks > 1) parts.push([])
      breaks = 0
    }
    parts.at(-1)!.push(run)
  }
  return parts.map(tidy).filter((part) => part.length > 0)
}

/** The text as it is stored: clean, breaks as "\n". */
export const textOf = (runs: readonly Run[]): string => clean(runs.map((run) => run.text).join(''))

/** The runs as HTML, every element closed where the next run does not share it. */
export function htmlOf(runs: readonly Run[]): string {
  let html = ''
  let open: readonly Mark[] = []
  for (const run of [...runs, { text: '', marks: [] }]) {
    const marks = run.text === '\n' ? open : run.marks
    let shared = 0
    while (shared < open.length && sameMark(open[shared], marks[shared])) shared++
    for (const mark of open.slice(shared).reverse()) html += `</${mark.tag}>`
    for (const mark of marks.slice(shared)) html += openTag(mark)
    html += run.text === '\n' ? '<br />' : escapeHtml(run.text)
    open = marks
  }
  return html
}

const openTag = ({ tag, href }: Mark): string =>
  href === undefined ? `<${tag}>` : `<a href="${escapeAttribute(href)}" rel="nofollow noopener noreferrer">`
