// Makes dist/: the server's JavaScript by the TypeScript compiler, then GraphiQL's bundle by Vite.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (file, ...args) =>
  execFileSync(process.execPath, [`${root}node_modules/${file}`, ...args], { cwd: root, stdio: 'inherit' })

rmSync(`${root}dist`, { recursive: true, force: true })
run('typescript/bin/tsc', '-p', 'tsconfig.json')
run('vite/bin/vite.js', 'build', '--config', 'graphiql/vite.config.js')
