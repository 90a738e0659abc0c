// Makes dist/docs/: one page that describes the schema, in Arabic first, and what it needs; it works without a network.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { buildSchema } from 'graphql'
import { renderPage } from './render.js'

const here = (path) => new URL(path, import.meta.url)
const target = here('../dist/docs/')
rmSync(target, { recursive: true, force: true })
mkdirSync(new URL('assets/', target), { recursive: true })

/** Writes a file with a compressed copy beside it, so that the server never compresses. */
function write(path, content) {
  writeFileSync(new URL(path, target), content)
  writeFileSync(new URL(`${path}.gz`, target), gzipSync(content, { level: 9 }))
}

/** Lays an asset under a name that changes with it, and gives that name. */
function asset(path, name) {
  const content = readFileSync(here(path))
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8)
  const hashed = name.replace('.', `-${hash}.`)
  write(`assets/${hashed}`, content)
  return hashed
}

const schema = buildSchema(readFileSync(here('../schema.graphql'), 'utf8'))
const files = {
  css: asset('page.css', 'page.css'),
  js: asset('search.js', 'search.js'),
  icon: asset('../graphiql/icon.svg', 'icon.svg'),
}
write('index.html', renderPage(schema, files))
