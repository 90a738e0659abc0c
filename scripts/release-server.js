// Writes docs/releases/VERSION.tgz: the server of a release as npm would install it, without pages and source maps. Upgrades from it are tested.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version, files } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const target = `docs/releases/${version}.tgz`
if (existsSync(root + target)) {
  console.error(`${target} is there; what was released does not change: raise the version first`)
  process.exit(1)
}
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], {
  cwd: root,
  stdio: 'inherit',
})
const packed = files.flatMap((name) => (name === 'dist' ? ['dist/src', 'dist/migrations'] : name))
execFileSync(
  'tar',
  [
    'czf',
    target,
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--mtime=@0',
    '--exclude=*.map',
    '--transform=s,^,package/,',
    'package.json',
    ...packed,
  ],
  { cwd: root, stdio: 'inherit' },
)
console.log(target)
