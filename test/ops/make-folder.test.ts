import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFolder } from '../../src/ops/make-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'sila-folder-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a folder', () => {
  it('is made with those above it, once, by however many', async () => {
    const path = join(folder, 'a', 'b', 'c')
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(folder, 'a', 'b'))])
    await makeFolder(path)
    expect(existsSync(path)).toBe(true)
  })

  it('is refused with its path where a file stands in the way, or the file system has no place for it', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(makeFolder(join(folder, 'file', 'x'))).rejects.toThrow(/ENOTDIR.*file/)
    if (process.platform === 'linux') await expect(makeFolder('/proc/nope/x')).rejects.toThrow(/ENOENT.*\/proc\/nope/)
  })
})
