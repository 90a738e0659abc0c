import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'sila-node24-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('passes the pure tests on Node 24', { timeout: 600_000 }, () => {
  const platform = `node-${process.platform}-${process.arch}`
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', `${platform}@24`], { stdio: 'inherit' })
  const node = join(folder, 'node_modules', platform, 'bin', 'node')
  expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./)
  const run = spawnSync(
    node,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      'unit',
      'test/arabic',
      'test/linking',
      'test/ingestion',
      'test/house',
    ],
    {
      cwd: ROOT,
      env: { ...process.env, VITEST_REPORT: '' },
      encoding: 'utf8',
    },
  )
  expect(run.status, `${run.stdout.slice(-6_000)}\n${run.stderr.slice(-2_000)}`).toBe(0)
})
