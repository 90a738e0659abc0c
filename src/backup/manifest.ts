import { z } from 'zod'

/** The first entry of a backup: what is needed before its rows. */
export const HEAD_NAME = 'backup.json'
/** The last: what its rows come to. A backup without it was cut off. */
export const MANIFEST_NAME = 'manifest.json'
/** Raised by whoever changes how backups are written; others are refused. */
export const FORMAT = 1
/** Bytes of rows in one part; the last of a table has less. */
export const PART_BYTES = 8 * 1_048_576
/** Bytes of an entry at most: rows that cannot be packed grow a little. */
export const MAX_ENTRY_BYTES = PART_BYTES + 1_048_576

const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/)
const count = z.int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const digits = z.string().regex(/^\d{1,18}$/)

const headSchema = z.object({
  format: z.literal(FORMAT),
  /** The version of Sila that took it. */
  sila: z.string(),
  postgresql: z.string(),
  takenAt: z.iso.datetime(),
  /** How many migrations its tables have, and their names, oldest first. */
  migration: count,
  migrations: z.array(z.string()).min(1),
  /** Where the log of changes stood. */
  place: z.object({ epoch: z.string().regex(/^[0-9a-f]{12}$/), position: count }),
  /** Tells whether a server has the secret that signing secrets are derived from, without telling the secret; null where none was known. */
  secretSha256: sha256.nullable(),
  tables: z.array(z.object({ name, columns: z.array(name).min(1) })).min(1),
})
const manifestSchema = headSchema.extend({
  rows: count,
  bytes: count,
  tables: z.array(
    z.object({
      name,
      columns: z.array(name).min(1),
      rows: count,
      /** Of the rows as text, and the SHA-256 of it. */
      bytes: count,
      sha256,
      /** Each as it lies in the backup. */
      parts: z.array(z.object({ bytes: count, sha256 })),
    }),
  ),
  sequences: z.array(z.object({ table: name, column: name, last: digits })),
})

/** What a backup says of itself before its rows. */
export type BackupHead = z.infer<typeof headSchema>
/** What a backup says of itself behind them. */
export type BackupManifest = z.infer<typeof manifestSchema>
/** What it says of one table. */
export type TableManifest = BackupManifest['tables'][number]

/** Where the n-th part of a table lies, counted from 1: names in order are parts in order. */
export const partName = (table: string, number: number): string => `${table}/${String(number).padStart(6, '0')}.copy.gz`

/** A file that is not a backup, or not as it was written: what is wrong, and where. */
export class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup'
}

/** Reads the first entry; throws DamagedBackup. */
export const readHead = (bytes: Buffer): BackupHead => {
  const found = asJson(bytes, HEAD_NAME) as { format?: unknown } | null
  if (typeof found?.format === 'number' && found.format > FORMAT) {
    throw new DamagedBackup(`it is of format ${found.format}, this Sila reads ${FORMAT}: restore it with a newer one`)
  }
  return checked(headSchema, found, HEAD_NAME)
}

/** Reads the last entry; throws DamagedBackup. */
export const readManifest = (bytes: Buffer): BackupManifest =>
  checked(manifestSchema, asJson(bytes, MANIFEST_NAME), MANIFEST_NAME)

function asJson(bytes: Buffer, entry: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new DamagedBackup(`${entry} is damaged: it is not JSON`)
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, entry: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new DamagedBackup(`${entry} is damaged: ${path.join('.')}: ${message}`)
}
