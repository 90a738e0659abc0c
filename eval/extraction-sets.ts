import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseHTML } from 'linkedom'

/** A page with what is known of its article; what is null is not judged. */
export interface LabelledPage {
  file: string
  url: string | null
  bytes: Uint8Array
  title: string | null
  text: string | null
  publishedAt: string | null
}

/** One file of a tar archive (POSIX ustar: blocks of 512 bytes, a header a file). */
function* tarFiles(tar: Buffer): Generator<{ path: string; bytes: Buffer }> {
  const field = (at: number, length: number) => tar.toString('utf8', at, at + length).replace(/\0.*$/s, '')
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(field(at + 124, 12).trim() || '0', 8)
    const prefix = field(at + 345, 155)
    const path = `${prefix === '' ? '' : `${prefix}/`}${field(at, 100)}`
    const isFile = tar[at + 156] === 0x30 || tar[at + 156] === 0
    if (isFile) yield { path, bytes: tar.subarray(at + 512, at + 512 + size) }
    at += 512 + Math.ceil(size / 512) * 512
  }
}

const BLOCK =
  /^(?:P|DIV|SECTION|ARTICLE|HEADER|FOOTER|ASIDE|NAV|MAIN|BLOCKQUOTE|PRE|UL|OL|LI|DL|DT|DD|TABLE|TR|TD|TH|FIGURE|FIGCAPTION|H[1-6]|BR|HR)$/
const SILENT = /^(?:SCRIPT|STYLE|NOSCRIPT|TEMPLATE|IFRAME|SVG|SELECT|TEXTAREA|VIDEO|AUDIO|OBJECT|EMBED|MATH|BUTTON)$/

interface Walked {
  nodeType: number
  tagName: string
  data: string
  childNodes: Iterable<Walked>
}

/** The words of a piece of HTML as a reader sees them. */
export function rendered(node: Walked): string {
  if (node.nodeType === 3) return node.data
  if (node.nodeType !== 1 || SILENT.test(node.tagName.toUpperCase())) return ''
  const inner = [...node.childNodes].map(rendered).join('')
  return BLOCK.test(node.tagName.toUpperCase()) ? `\n${inner}\n` : inner
}

export const renderedHtml = (html: string): string =>
  rendered(parseHTML(`<html><body>${html}</body></html>`).document.body as unknown as Walked)

/** Cases as Mozilla's Readability keeps them: source.html, expected.html, expected-metadata.json in a folder each. */
function readabilityCases(files: ReadonlyMap<string, Buffer>): LabelledPage[] {
  return [...files.keys()]
    .filter((path) => basename(path) === 'source.html')
    .sort()
    .map((path) => {
      const beside = (name: string): string | null => files.get(join(dirname(path), name))?.toString('utf8') ?? null
      const gold = beside('expected.html')
      const metadata = JSON.parse(beside('expected-metadata.json') ?? '{}') as {
        title?: string
        publishedTime?: string
      }
      return {
        file: basename(dirname(path)),
        url: 'http://fakehost/test/page.html',
        bytes: files.get(path)!,
        title: null,
        text: gold === null ? null : renderedHtml(gold),
        publishedAt: null,
        ...(metadata && {}),
      }
    })
}

/** Pages with a text and a record beside each, as newspaper4k keeps them: x.html, x.txt, x.json. */
function besides(folder: string): LabelledPage[] {
  const pages = readdirSync(folder).filter((name) => extname(name) === '.html')
  return pages.sort().map((name) => {
    const beside = (suffix: string): string | null => {
      const path = join(folder, name.replace(/\.html$/, suffix))
      return existsSync(path) ? readFileSync(path, 'utf8') : null
    }
    const record = JSON.parse(beside('.json') ?? '{}') as Record<string, string | null>
    return {
      file: name,
      url: record.url ?? null,
      bytes: readFileSync(join(folder, name)),
      title: record.title ?? null,
      text: beside('.txt'),
      publishedAt: record.publish_date ?? null,
    }
  })
}

function listed(path: string): LabelledPage[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const { file, url = null, title = null, text = null, publishedAt = null } = JSON.parse(line)
    return { file, url, bytes: readFileSync(join(dirname(path), file)), title, text, publishedAt }
  })
}

function folderFiles(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
  return new Map(paths.filter((path) => statSync(path).isFile()).map((path) => [path, readFileSync(path)]))
}

/**
 * A labelled set of pages: a .jsonl of `{file, url?, title?, text?, publishedAt?}` with the pages beside it, a folder of
 * x.html with x.txt and x.json, or Readability's test pages (a folder or its .tar.gz).
 */
export function labelledPages(path: string): LabelledPage[] {
  if (/\.jsonl$/.test(path)) return listed(path)
  if (/\.tar\.gz$|\.tgz$/.test(path)) {
    return readabilityCases(
      new Map([...tarFiles(gunzipSync(readFileSync(path)))].map((file) => [file.path, file.bytes])),
    )
  }
  if (existsSync(join(path, 'expected.jsonl'))) return listed(join(path, 'expected.jsonl'))
  const direct = readdirSync(path).some((name) => name.endsWith('.html'))
  return direct ? besides(path) : readabilityCases(folderFiles(path))
}
