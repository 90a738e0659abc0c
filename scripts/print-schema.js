// Writes schema.graphql from the built server; run `npm run build` first.
import { writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { RESOLVERS } from '../dist/src/resolvers/index.js'
import { buildGraphqlSchema } from '../dist/src/schema/build.js'
import * as subscriptions from '../dist/src/subscriptions/article-ingested.js'

const resolvers = [...RESOLVERS, ...Object.values(subscriptions).filter((value) => typeof value === 'function')]
writeFileSync(new URL('../schema.graphql', import.meta.url), `${printSchema(buildGraphqlSchema(resolvers))}\n`)
