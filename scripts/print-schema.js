// Writes schema.graphql from the built server, or prints it with --stdout; run `npm run build` first.
import { writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { RESOLVERS } from '../dist/src/resolvers/index.js'
import { buildGraphqlSchema } from '../dist/src/schema/build.js'
import { SUBSCRIPTIONS } from '../dist/src/subscriptions/index.js'

const schema = buildGraphqlSchema([...RESOLVERS, ...SUBSCRIPTIONS])
const printed = `${printSchema(schema)}\n`
if (process.argv.includes('--stdout')) process.stdout.write(printed)
else writeFileSync(new URL('../schema.graphql', import.meta.url), printed)
