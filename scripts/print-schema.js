// Writes schema.graphql from the built server, or prints it with --stdout; run `npm run build` first.
import { writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { RESOLVERS } from '../dist/src/resolvers/index.js'
import { buildGraphqlSchema } from '../dist/src/schema/build.js'
import { ArticleIngestedResolver } from '../dist/src/subscriptions/article-ingested.js'
import { FeedHealthChangedResolver } from '../dist/src/subscriptions/feed-health-changed.js'

const schema = buildGraphqlSchema([...RESOLVERS, ArticleIngestedResolver, FeedHealthChangedResolver])
const printed = `${printSchema(schema)}\n`
if (process.argv.includes('--stdout')) process.stdout.write(printed)
else writeFileSync(new URL('../schema.graphql', import.meta.url), printed)
