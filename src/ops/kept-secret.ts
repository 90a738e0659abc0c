import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.ts'

/**
 * The secret that a file holds, made where there is none yet; only the owner may read it. Of two that start at once both get
 * the same: the file appears whole or not at all.
 */
export async function keptSecret(file: string, make: () => string): Promise<{ secret: string; isNew: boolean }> {
  const known = await readSecret(file)
  if (known !== null) return { secret: known, isNew: false }
  await makeFolder(dirname(file))
  const draft = `${file}.${randomUUID()}`
  const secret = make()
  try {
    await writeFile(draft, `${secret}\n`, { flag: 'wx', mode: 0o600 })
    await link(draft, file)
    return { secret, isNew: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return { secret: (await readSecret(file))!, isNew: false }
  } finally {
    await rm(draft, { force: true })
  }
}

/** The secret that a file holds; null where there is none. */
export async function readSecret(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
