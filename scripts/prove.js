// Runs the long proofs (test/prove): in full, or with --short in a form that ends within 12 minutes.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const short = process.argv.includes('--short')
const rest = process.argv.slice(2).filter((argument) => argument !== '--short')
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', '--project', 'prove', ...rest],
  { cwd: root, stdio: 'inherit', env: { ...process.env, PROVE: short ? 'short' : 'full' } },
)
process.exitCode = status ?? 1
