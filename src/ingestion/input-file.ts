import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'

const unzip = promisify(gunzip)
/** A feed or page beyond this size is refused: no publisher's is so large. Records are read line by line and have no bound. */
const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024

/** What a file holds, by its name. */
export type InputKind = 'page-dump' | 'page' | 'feed' | 'records'

const KINDS: Readonly<Record<string, InputKind>> = {
  '.txt': 'page-dump',
  '.html': 'page',
  '.htm': 'page',
  '.xhtml': 'page',
  '.xml': 'feed',
  '.rss': 'feed',
  '.rdf': 'feed',
  '.atom': 'feed',
  '.json': 'feed',
  '.jsonl': 'records',
  '.ndjson': 'records',
}

/** What a file holds, by its name (`.gz` aside); null where the name does not tell. */
export function inputKind(path: string): InputKind | null {
  return KINDS[extname(path.replace(/\.gz$/i, '')).toLowerCase()] ?? null
}

/** The files that a path names: itself, or of a folder and its folders all that can be read, by name. */
export async function* inputFiles(path: string): AsyncGenerator<string> {
  if (!(await stat(path)).isDirectory()) return yield path
  const entries = await readdir(path, { withFileTypes: true })
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = join(path, name)
    if (name.startsWith('.')) continue
    if ((await stat(child)).isDirectory()) yield* inputFiles(child)
    else if (inputKind(child) !== null) yield child
  }
}

/** The bytes of a document, unpacked; throws where they are too many. */
export async function readDocument(path: string): Promise<Uint8Array> {
  const { size } = await stat(path)
  if (size > MAX_DOCUMENT_BYTES)
    throw new Error(`${basename(path)} has ${size} bytes; at most ${MAX_DOCUMENT_BYTES} are read`)
  const bytes = await readFile(path)
  return /\.gz$/i.test(path) ? await unzip(bytes, { maxOutputLength: MAX_DOCUMENT_BYTES }) : bytes
}

/** The lines of a file, unpacked, one at a time and as bytes: for who knows what to do with a line that is not UTF-8. */
export async function* readByteLines(path: string): AsyncGenerator<Uint8Array> {
  // Latin-1 has one character a byte, so that the bytes of a line can be had back from it.
  for await (const line of linesIn(path, 'latin1')) yield Buffer.from(line, 'latin1')
}

/** The lines of a file of UTF-8, unpacked, one at a time. */
export const readLines = (path: string): AsyncIterable<string> => linesIn(path, 'utf8')

function linesIn(path: string, encoding: BufferEncoding): AsyncIterable<string> {
  const file = createReadStream(path)
  const crlfDelay = Number.POSITIVE_INFINITY
  if (!/\.gz$/i.test(path)) return createInterface({ input: file.setEncoding(encoding), crlfDelay })
  const unpacked = createGunzip()
  file.on('error', (error) => unpacked.destroy(error))
  return createInterface({ input: file.pipe(unpacked).setEncoding(encoding), crlfDelay })
}
