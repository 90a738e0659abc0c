import { cleanLine } from '../../arabic/clean.ts'
import { flow } from './flow.ts'
import { parseHtml } from './html-tree.ts'
import { textOf } from './inline.ts'

/** What is read of a text that is to be one line; the rest is left out. */
const MAX_READ = 100_000

/** The words of a piece of HTML or plain text on one line. */
export function plainLine(html: string): string {
  const read = html.slice(0, MAX_READ)
  if (!/[<&]/.test(read)) return cleanLine(read)
  const lines = flow(parseHtml(read), null).flatMap((draft) => draft.lines.map(textOf))
  return cleanLine(lines.join(' '))
}
