// Writes src/generated.ts: the documents as texts, and their types from the schema; prints it with --stdout.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { codegen } from '@graphql-codegen/core'
import * as operations from '@graphql-codegen/typescript-operations'
import { buildSchema, lexicographicSortSchema, parse, printSchema } from 'graphql'

const here = (path) => new URL(path, import.meta.url)
const texts = readdirSync(here('documents'))
  .sort()
  .map((name) => ({ name: name.replace('.graphql', ''), text: readFileSync(here(`documents/${name}`), 'utf8') }))
/** A document with the fragments that it spreads: those are files of their own, that others may spread too. */
const isFragment = ({ text }) => text.startsWith('fragment')
const whole = (text) =>
  [
    text,
    ...texts.filter((other) => isFragment(other) && text.includes(`...${other.name}\n`)).map(({ text }) => text),
  ].join('\n')
const schemaAst = lexicographicSortSchema(buildSchema(readFileSync(here('../schema.graphql'), 'utf8')))
const text = { input: 'string', output: 'string' }
const types = await codegen({
  filename: 'generated.ts',
  schema: parse(printSchema(schemaAst)),
  schemaAst,
  documents: texts.map(({ name, text }) => ({ location: name, document: parse(text) })),
  config: {
    strictScalars: true,
    scalars: { ID: text, DateTime: text, URL: text, Date: text, Cursor: text, ChangeCursor: text },
    immutableTypes: true,
  },
  plugins: [{ operations: {} }],
  pluginMap: { operations },
})
const constants = texts
  .filter((document) => !isFragment(document))
  .map(
    ({ name, text }) =>
      `/** The text of documents/${name}.graphql. */\nexport const ${name}Document = \`${whole(text)}\``,
  )
const written = `// Made by \`npm run generate\` from schema.graphql and documents/; not to be changed by hand.\n${types.trim()}\n\n${constants.join('\n\n')}\n`
if (process.argv.includes('--stdout')) process.stdout.write(written)
else writeFileSync(here('src/generated.ts'), written)
