import { readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import * as documents from '../../dashboard/src/api/documents.ts'
import * as operator from '../../dashboard/src/api/operator-documents.ts'
import * as reading from '../../dashboard/src/api/reading-documents.ts'

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))
const operations = Object.entries({ ...documents, ...reading, ...operator }).filter(
  ([, text]) => !text.trim().startsWith('fragment'),
)

it.each(operations)('asks for what the schema has: %s', (_name, text) => {
  expect(validate(schema, parse(text))).toEqual([])
})
