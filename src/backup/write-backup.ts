import { createHash, type Hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { CarriedTable, Snapshot } from '../stores/snapshot.ts'
import type { ArchiveWriter } from './archive.ts'
import {
  type BackupHead,
  type BackupManifest,
  FORMAT,
  HEAD_NAME,
  MANIFEST_NAME,
  PART_BYTES,
  partName,
  type TableManifest,
} from './manifest.ts'

const pack = promisify(gzip)

/** Who takes a backup, and who is told how far it is. */
export interface BackupOptions {
  sila: string
  secretSha256: string | null
  /** Rows so far; of how many is a guess until the end. */
  onProgress(rows: number, total: number): void
}

/**
 * Writes all that a snapshot holds into an archive, table by table, and gives the manifest. What it holds in memory is three parts: the one
 * that fills, and one that is packed while the next fills.
 */
export async function writeBackup(
  snapshot: Snapshot,
  archive: ArchiveWriter,
  { sila, secretSha256, onProgress }: BackupOptions,
): Promise<BackupManifest> {
  const { postgresql, takenAt, migrations, place, tables, rows: guess } = snapshot.facts
  const head: BackupHead = {
    format: FORMAT,
    sila,
    postgresql,
    takenAt: takenAt.toISOString(),
    migration: migrations.length,
    migrations,
    place,
    secretSha256,
    tables,
  }
  await archive.add(HEAD_NAME, json(head))
  const written: TableManifest[] = []
  let [rows, bytes] = [0, 0]
  const tell = (soFar: number) => onProgress(soFar, Math.max(soFar, Math.round(guess)))
  for (const table of tables) {
    const before = rows
    const done = await writeTable(snapshot, archive, table, (own) => tell(before + own))
    written.push(done)
    rows += done.rows
    bytes += done.bytes
    tell(rows)
  }
  const manifest = { ...head, rows, bytes, tables: written, sequences: await snapshot.sequences() }
  await archive.add(MANIFEST_NAME, json(manifest))
  return manifest
}

async function writeTable(
  snapshot: Snapshot,
  archive: ArchiveWriter,
  table: CarriedTable,
  onRows: (rows: number) => void,
): Promise<TableManifest> {
  const hash = createHash('sha256')
  const parts: TableManifest['parts'] = []
  let [rows, bytes, ended] = [0, 0, 0]
  // One part is packed and written while the next is read.
  let writing = Promise.resolve()
  const read = snapshot.read(table, (count) => {
    rows = count
  })
  for await (const part of inParts(read as AsyncIterable<Buffer>, hash)) {
    bytes += part.length
    ended += lines(part)
    onRows(ended)
    await writing
    writing = write(archive, table, part, parts)
    // Waited for with the next part, or at the end.
    writing.catch(() => {})
  }
  await writing
  return { ...table, rows, bytes, sha256: hash.digest('hex'), parts }
}

async function write(archive: ArchiveWriter, table: CarriedTable, part: Buffer, parts: TableManifest['parts']) {
  const packed = await pack(part)
  await archive.add(partName(table.name, parts.length + 1), packed)
  parts.push({ bytes: packed.length, sha256: createHash('sha256').update(packed).digest('hex') })
}

/** Pieces of exactly PART_BYTES, the last of less. */
async function* inParts(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncIterable<Buffer> {
  let waiting: Buffer[] = []
  let length = 0
  for await (let chunk of chunks) {
    hash.update(chunk)
    while (length + chunk.length >= PART_BYTES) {
      const head = chunk.subarray(0, PART_BYTES - length)
      yield Buffer.concat([...waiting, head])
      chunk = chunk.subarray(head.length)
      waiting = []
      length = 0
    }
    if (chunk.length > 0) waiting.push(chunk)
    length += chunk.length
  }
  if (length > 0) yield Buffer.concat(waiting)
}

/** Rows that end in a piece: in the text of COPY each ends with the only line feed that it holds. */
function lines(part: Buffer): number {
  let count = 0
  for (let at = part.indexOf(0x0a); at !== -1; at = part.indexOf(0x0a, at + 1)) count++
  return count
}

const json = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
