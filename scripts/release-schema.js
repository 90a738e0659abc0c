// Writes docs/releases/VERSION.graphql: what a release promises of the schema, without descriptions. Later ones are held to it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parse, print, visit } from 'graphql'

const root = new URL('../', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const target = new URL(`docs/releases/${version}.graphql`, root)
if (existsSync(target)) {
  console.error(`docs/releases/${version}.graphql is there: what was released does not change; raise the version first`)
  process.exit(1)
}
const schema = parse(readFileSync(new URL('schema.graphql', root), 'utf8'), { noLocation: true })
const bare = visit(schema, {
  enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
})
writeFileSync(target, `${print(bare)}\n`)
