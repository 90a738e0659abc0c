// Makes dist/: the server's JavaScript by the TypeScript compiler, the bundles of the dashboard and of GraphiQL by Vite, and the page that describes the schema.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (file, ...args) => execFileSync(process.execPath, [root + file, ...args], { cwd: root, stdio: 'inherit' })

rmSync(`${root}dist`, { recursive: true, force: true })
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json')
run('node_modules/vite/bin/vite.js', 'build', '--config', 'dashboard/vite.config.js')
run('node_modules/vite/bin/vite.js', 'build', '--config', 'graphiql/vite.config.js')
run('schema-docs/build.js')
