import { access, constants, readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { messageOf } from '../../errors.ts'
import { inspectEmbeddedDatabase } from '../../ops/embedded-database.ts'
import { makeFolder } from '../../ops/make-folder.ts'
import { type Findings, size } from './findings.ts'

/** Less room than this is soon none. */
const LEAST_FREE_BYTES = 1_000_000_000
const LEAST_FREE_PART = 0.05
/** What only its owner may read. */
const SECRETS = ['admin-key', 'secret']
const FOR_OTHERS = 0o077

/** The Node.js that runs this. */
export function examineNode(findings: Findings): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isNew = major > 20 || (major === 20 && minor >= 19)
  findings.note('node', isNew, process.version, 'install Node.js 20.19 or newer')
}

/** The data folder with what lies in it; false where it cannot be used, and nothing beyond it can be looked at. */
export async function examineFolder({ dataDir, databaseUrl }: Config, findings: Findings): Promise<boolean> {
  try {
    await makeFolder(dataDir)
    await access(dataDir, constants.W_OK)
    findings.tell('data folder', dataDir)
  } catch (error) {
    const fix = `make ${dataDir} writable, or set SILA_DATA_DIR to a folder that is`
    findings.note('data folder', false, messageOf(error), fix)
    return false
  }
  await examineRoom(dataDir, findings)
  await examineSecrets(dataDir, findings)
  return databaseUrl !== null || (await examineEmbedded(dataDir, findings))
}

async function examineRoom(dataDir: string, findings: Findings): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(dataDir)
  const [free, all] = [bavail * bsize, blocks * bsize]
  const isEnough = free >= LEAST_FREE_BYTES && free >= all * LEAST_FREE_PART
  const fix = `make room on the disk of ${dataDir}, or keep less: SILA_RAW_KEPT, SILA_RAW_MAX, SILA_CHANGES_KEPT`
  findings.note('disk', isEnough, `${size(free)} free of ${size(all)}`, fix)
}

async function examineSecrets(dataDir: string, findings: Findings): Promise<void> {
  // Windows has no such bits.
  if (process.platform === 'win32') return
  for (const name of SECRETS) {
    const file = join(dataDir, name)
    const mode = (await stat(file).catch(() => null))?.mode
    if (mode === undefined) continue
    const isOwn = (mode & FOR_OTHERS) === 0
    findings.note(name, isOwn, isOwn ? 'only its owner may read it' : 'others may read it', `chmod 600 ${file}`)
  }
}

async function examineEmbedded(dataDir: string, findings: Findings): Promise<boolean> {
  try {
    const { state, port, pid } = await inspectEmbeddedDatabase(dataDir)
    const where = state === 'running' ? ` on port ${port}, process ${pid}` : ''
    findings.tell('embedded database', `${state}${where}`)
    return true
  } catch (error) {
    const names = (await readdir(dataDir).catch(() => [])).join(', ')
    const fix = `give the folder and all in it (${names}) to the user that runs Sila: chown -R, and chmod 700 for the folder of the cluster`
    findings.note('embedded database', false, messageOf(error), fix)
    return false
  }
}
