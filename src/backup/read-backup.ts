import { createHash, type Hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { ArchiveReader, Entry } from './archive.ts'
import {
  type BackupHead,
  type BackupManifest,
  DamagedBackup,
  HEAD_NAME,
  MANIFEST_NAME,
  PART_BYTES,
  partName,
  readHead,
  readManifest,
  type TableManifest,
} from './manifest.ts'

const unpack = promisify(gunzip)

/** What comes out of a backup: its head, then rows as text of COPY by table, then its manifest, when all that went before has been found right. */
export type Piece =
  | { kind: 'head'; head: BackupHead }
  | { kind: 'rows'; table: string; bytes: Buffer }
  | { kind: 'manifest'; manifest: BackupManifest }

/** Reads a backup once, and checks every hash. Throws DamagedBackup; whoever stores what it gives commits only at the end. */
export async function* readBackup(archive: ArchiveReader): AsyncIterable<Piece> {
  let head: BackupHead | null = null
  let manifest: BackupManifest | null = null
  const tables = new Map<string, TableSum>()
  for await (const entry of archive.entries()) {
    if (manifest !== null) throw new DamagedBackup(`${entry.name} stands behind the manifest (${entry.place})`)
    if (head === null) {
      if (entry.name !== HEAD_NAME) throw new DamagedBackup(`it is no backup: it begins with ${entry.name}`)
      head = readHead(entry.bytes)
      yield { kind: 'head', head }
    } else if (entry.name === MANIFEST_NAME) {
      manifest = readManifest(entry.bytes)
    } else {
      const name = tableOf(entry, head)
      const table = tables.get(name) ?? new TableSum(name)
      tables.set(name, table)
      yield { kind: 'rows', table: name, bytes: await table.take(entry) }
    }
  }
  if (head === null) throw new DamagedBackup('it is empty')
  if (manifest === null) throw new DamagedBackup(`it was cut off: ${MANIFEST_NAME}, its last entry, is missing`)
  compare(head, manifest, tables)
  yield { kind: 'manifest', manifest }
}

function tableOf({ name, place }: Entry, head: BackupHead): string {
  const table = name.split('/')[0]!
  if (name.endsWith('.copy.gz') && head.tables.some((known) => known.name === table)) return table
  throw new DamagedBackup(`${name} does not belong to this backup (${place})`)
}

/** What one table comes to as it is read. */
class TableSum {
  readonly parts: (TableManifest['parts'][number] & { place: string })[] = []
  bytes = 0
  readonly #hash: Hash = createHash('sha256')

  constructor(private readonly table: string) {}

  async take({ name, bytes, place }: Entry): Promise<Buffer> {
    const expected = partName(this.table, this.parts.length + 1)
    if (name !== expected) throw new DamagedBackup(`${expected} is missing: ${name} stands in its place (${place})`)
    const rows = await unpack(bytes, { maxOutputLength: PART_BYTES }).catch((error: Error) => {
      throw new DamagedBackup(`${name} is damaged (${place}): ${error.message}`, { cause: error })
    })
    this.#hash.update(rows)
    this.bytes += rows.length
    this.parts.push({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), place })
    return rows
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

function compare(head: BackupHead, manifest: BackupManifest, tables: ReadonlyMap<string, TableSum>): void {
  const { rows: _, bytes: __, sequences: ___, ...rest } = manifest
  const again = { ...rest, tables: rest.tables.map(({ name, columns }) => ({ name, columns })) }
  if (JSON.stringify(again) !== JSON.stringify(head)) {
    throw new DamagedBackup(`${HEAD_NAME} and ${MANIFEST_NAME} are of two backups`)
  }
  for (const expected of manifest.tables) {
    const { name, bytes, sha256, parts } = expected
    const found = tables.get(name) ?? new TableSum(name)
    for (const [index, part] of parts.entries()) {
      const own = found.parts[index]
      if (own === undefined) throw new DamagedBackup(`${partName(name, index + 1)} is missing`)
      if (own.sha256 === part.sha256) continue
      throw new DamagedBackup(
        `${partName(name, index + 1)} is not the one that was written (${own.place}): its SHA-256 is ${own.sha256}, not ${part.sha256}`,
      )
    }
    if (found.parts.length > parts.length) {
      throw new DamagedBackup(`${partName(name, parts.length + 1)} does not belong to this backup`)
    }
    if (found.bytes !== bytes || found.digest() !== sha256) {
      throw new DamagedBackup(`the rows of ${name} are not those that ${MANIFEST_NAME} speaks of`)
    }
  }
}
