import { type HtmlElement, type HtmlNode, isBlock } from './html-tree.ts'

const PARTS = new Set(['thead', 'tbody', 'tfoot'])

const elements = (nodes: readonly HtmlNode[]): HtmlElement[] => nodes.filter((node) => typeof node !== 'string')

const holdsBlock = (nodes: readonly HtmlNode[]): boolean =>
  elements(nodes).some((node) => isBlock(node) || node.tag === 'img' || holdsBlock(node.children))

/** The cells of a table of data, row by row; null of a table that only lays a page out, or has one column. */
export function dataRows(table: HtmlElement): HtmlElement[][] | null {
  const parts = elements(table.children).flatMap((node) => (PARTS.has(node.tag) ? elements(node.children) : [node]))
  if (parts.some((node) => node.tag !== 'tr')) return null
  const rows = parts.map((row) => elements(row.children).filter(({ tag }) => tag === 'td' || tag === 'th'))
  const isLayout = rows.some((cells) => cells.some((cell) => holdsBlock(cell.children)))
  return isLayout || !rows.some((cells) => cells.length > 1) ? null : rows
}
