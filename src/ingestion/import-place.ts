import { stat } from 'node:fs/promises'
import type { ImportResult } from './import-files.ts'

/** How far an import has come: everything before this line of this file is settled, and `result` is what that came to. */
export interface ImportPlace {
  path: string
  /** 0 where the file was only begun. */
  line: number
  /** The file as it was, by size and time of change: another one is read from its beginning. */
  file: string
  result: ImportResult
}

/** Where the place of an import is kept while it runs. */
export interface Bookmark {
  read(): Promise<ImportPlace | null>
  write(place: ImportPlace): Promise<void>
  remove(): Promise<void>
}

/** The place is written down so often, in milliseconds. */
const WRITTEN_EVERY_MS = 1_000

/** A file by its size and the time of its last change; null where there is none. */
async function fileState(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  return found && `${found.size} ${found.mtimeMs}`
}

/** Keeps the place of an import as its items are settled, and finds it again after a stop. */
export class ImportProgress {
  readonly #order = new Map<string, number>()
  #settled: { path: string; line: number; result: ImportResult } | null = null
  #writtenAt = 0

  constructor(private readonly bookmark: Bookmark | null) {}

  /** Where to go on; null where to begin. */
  async found(): Promise<ImportPlace | null> {
    const place = (await this.bookmark?.read()) ?? null
    return place !== null && (await fileState(place.path)) === place.file ? place : null
  }

  /** A file is being read: rejections of it do not count before what stands in front of it is settled. */
  begun(path: string): void {
    this.#order.set(path, this.#order.size)
  }

  /** An item is settled. Of a file that is read as a whole only its beginning is a place to go on. */
  settledAt(path: string, line: number | null, isRecord: boolean, result: ImportResult): void {
    if (isRecord) this.#settled = { path, line: line ?? 0, result }
    else if (this.#settled?.path !== path) this.#settled = { path, line: 0, result: structuredClone(result) }
  }

  /** Writes the place down, from time to time. */
  async note(now: number): Promise<void> {
    if (this.bookmark === null || this.#settled === null || now - this.#writtenAt < WRITTEN_EVERY_MS) return
    this.#writtenAt = now
    const { path, line, result } = this.#settled
    const file = await fileState(path)
    if (file === null) return
    const isBehind = (rejected: ImportResult['rejected'][number]): boolean => {
      const [at, here] = [this.#order.get(rejected.path) ?? -1, this.#order.get(path)!]
      return at > here || (at === here && (rejected.line ?? 0) > line)
    }
    const rejected = result.rejected.filter((entry) => !isBehind(entry))
    await this.bookmark.write({ path, line, file, result: { ...result, rejected } })
  }

  async done(): Promise<void> {
    await this.bookmark?.remove()
  }
}
