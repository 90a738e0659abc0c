import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ArchiveReader, ArchiveWriter, Entry } from './archive.ts'
import { flushFolder } from './flush-folder.ts'
import { DamagedBackup, HEAD_NAME, MANIFEST_NAME, MAX_ENTRY_BYTES } from './manifest.ts'
import { refuseDraft } from './refuse-draft.ts'

/** A backup as a folder, a file an entry: for tools that copy only what is new. Only its owner may read it. */
export class FolderWriter implements ArchiveWriter {
  readonly #folders = new Set<string>()

  private constructor(
    private readonly path: string,
    private readonly draft: string,
  ) {}

  static async create(path: string): Promise<FolderWriter> {
    const held = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    if (held.length > 0) {
      throw new Error(
        `${path} is a folder that holds something: name a file in it (${join(path, 'sila.backup')}), or a new folder`,
      )
    }
    const draft = `${path}.partial`
    await mkdir(draft, { mode: 0o700 }).catch((error) => refuseDraft(error, draft))
    return new FolderWriter(path, draft)
  }

  async add(name: string, bytes: Buffer): Promise<void> {
    const file = join(this.draft, name)
    const folder = dirname(file)
    if (folder !== this.draft && !this.#folders.has(folder)) {
      await mkdir(folder, { mode: 0o700 })
      this.#folders.add(folder)
    }
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  async finish(): Promise<void> {
    for (const folder of [...this.#folders, this.draft]) await flushFolder(folder)
    await rename(this.draft, this.path)
    await flushFolder(dirname(this.path))
  }

  async abandon(): Promise<void> {
    await rm(this.draft, { recursive: true, force: true })
  }
}

/** Reads such a folder. */
export class FolderReader implements ArchiveReader {
  done = 0

  private constructor(
    private readonly path: string,
    private readonly files: readonly { name: string; size: number }[],
  ) {}

  static async open(path: string): Promise<FolderReader> {
    const found = await readdir(path, { recursive: true, withFileTypes: true })
    const names = found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(path, '/').length))
      .filter((name) => name !== HEAD_NAME && name !== MANIFEST_NAME)
      .toSorted()
    const files = []
    for (const name of [HEAD_NAME, ...names, MANIFEST_NAME]) {
      const stats = await stat(join(path, name)).catch(() => null)
      if (stats === null) throw new DamagedBackup(`${name} is missing: no backup, or one that was not finished`)
      if (stats.size > MAX_ENTRY_BYTES) throw new DamagedBackup(`${name}: no entry of a backup (${stats.size} bytes)`)
      files.push({ name, size: stats.size })
    }
    return new FolderReader(path, files)
  }

  get size(): number {
    return this.files.reduce((sum, { size }) => sum + size, 0)
  }

  async *entries(): AsyncIterable<Entry> {
    for (const { name, size } of this.files) {
      const bytes = await readFile(join(this.path, name))
      this.done += size
      yield { name, bytes, place: join(this.path, name) }
    }
  }
}
