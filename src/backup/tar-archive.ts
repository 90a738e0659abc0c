import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { extract, type Pack, pack } from 'tar-stream'
import type { ArchiveReader, ArchiveWriter, Entry } from './archive.ts'
import { flushFolder } from './flush-folder.ts'
import { DamagedBackup, MAX_ENTRY_BYTES } from './manifest.ts'
import { refuseDraft } from './refuse-draft.ts'

/** A backup in one file: a tar, so that its parts can be had with ordinary tools. Only its owner may read it. */
export class TarWriter implements ArchiveWriter {
  readonly #pack: Pack = pack()
  readonly #written: Promise<void>

  private constructor(
    private readonly path: string,
    private readonly draft: string,
    file: WriteStream,
  ) {
    this.#written = pipeline(this.#pack, file)
    // Told by whoever adds or finishes.
    this.#written.catch(() => {})
  }

  static async create(path: string): Promise<TarWriter> {
    if ((await stat(path).catch(() => null)) !== null) {
      throw new Error(`${path} is there already; a backup overwrites nothing: name another file, or remove it first`)
    }
    const draft = `${path}.partial`
    const handle = await open(draft, 'wx', 0o600).catch((error) => refuseDraft(error, draft))
    const file = createWriteStream('', { fd: handle, flush: true })
    return new TarWriter(path, draft, file)
  }

  async add(name: string, bytes: Buffer): Promise<void> {
    // As a stream: bytes that are given whole would be queued, however slow the disk is.
    const added = new Promise<void>((resolve, reject) => {
      const header = { name, size: bytes.length, mode: 0o600, mtime: new Date(0) }
      this.#pack.entry(header, (error) => (error ? reject(error) : resolve())).end(bytes)
    })
    // A full disk ends the pipeline, and then no entry is ever told.
    await Promise.race([added, this.#written])
  }

  async finish(): Promise<void> {
    this.#pack.finalize()
    await this.#written
    await rename(this.draft, this.path)
    await flushFolder(dirname(this.path))
  }

  async abandon(): Promise<void> {
    this.#pack.destroy()
    await this.#written.catch(() => {})
    await rm(this.draft, { force: true })
  }
}

/** Reads such a file once, from its beginning. */
export class TarReader implements ArchiveReader {
  done = 0

  constructor(
    private readonly path: string,
    readonly size: number,
  ) {}

  async *entries(): AsyncIterable<Entry> {
    const tar = extract()
    const read = this.#through(tar)
    let last = 'its beginning'
    try {
      // `pipe` of a stream of Node into one of streamx tells no failure of the file.
      read.catch((error) => tar.destroy(error as Error))
      for await (const entry of tar) {
        const { name, size = 0, type } = entry.header
        if (type !== 'file' || size > MAX_ENTRY_BYTES) {
          throw new DamagedBackup(`${name}: no entry of a backup (${type}, ${size} bytes)`)
        }
        last = name
        const place = `near byte ${this.done} of ${this.size}`
        const chunks: Buffer[] = []
        for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk)
        yield { name, bytes: Buffer.concat(chunks), place }
      }
    } catch (error) {
      if (!(error instanceof Error) || !/^(Invalid tar header|Unexpected end of data)/.test(error.message)) throw error
      const what = error.message.startsWith('Unexpected') ? 'it was cut off' : 'it is damaged, or no backup'
      throw new DamagedBackup(`${what}: behind ${last}, near byte ${this.done} of ${this.size}`, { cause: error })
    } finally {
      tar.destroy()
      await read.catch(() => {})
    }
  }

  async #through(tar: ReturnType<typeof extract>): Promise<void> {
    const source = createReadStream(this.path, { highWaterMark: 262_144 })
    source.on('data', (chunk) => {
      this.done += chunk.length
    })
    await pipeline(source, tar)
  }
}
