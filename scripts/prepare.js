// After `npm ci` the build is made. `npx sila` in the checkout runs this script too, once: what is built then stays, also
// because a server may be running from it.
import { existsSync } from 'node:fs'

const isBuilt = existsSync(new URL('../dist/src/main.js', import.meta.url))
if (process.env.npm_command !== 'exec' || !isBuilt) await import('./build.js')
