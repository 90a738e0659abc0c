import { type GraphQLSchema, graphql } from 'graphql'
import type { DataSource } from 'typeorm'
import type { Context } from '../../src/context.ts'
import { noFeed } from '../../src/entities/registry-error.ts'
import { deliverOne } from '../../src/ingestion/deliver-one.ts'
import { pushArticles } from '../../src/ingestion/push.ts'
import { canonicalUrl } from '../../src/ingestion/urls.ts'
import { addressKey } from '../../src/linking/keys.ts'
import { RESOLVERS } from '../../src/resolvers/index.ts'
import { buildGraphqlSchema } from '../../src/schema/build.ts'
import { Search } from '../../src/search/search.ts'
import { createLoaders } from '../../src/stores/loaders.ts'
import { createStores } from '../../src/stores/stores.ts'
import { SUBSCRIPTIONS } from '../../src/subscriptions/index.ts'

let schema: GraphQLSchema | undefined

/** The schema as it is served. */
export const servedSchema = (): GraphQLSchema => {
  schema ??= buildGraphqlSchema([...RESOLVERS, ...SUBSCRIPTIONS])
  return schema
}

/** One of a database, as a server has one: it keeps the analyzers. */
const searches = new WeakMap<DataSource, Search>()

function searchOver(db: DataSource): Search {
  const search = searches.get(db) ?? new Search(db.manager)
  searches.set(db, search)
  return search
}

/** What a reader's request has at hand. */
export function contextOver(db: DataSource): Context {
  const stores = createStores(db.manager)
  return {
    requestId: 'test',
    caller: { scopes: new Set(['READ']), partner: null, keyId: null },
    stores,
    loaders: createLoaders(stores, { cache: true }),
    search: searchOver(db),
    live: {
      follow: () => ({
        [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true as const, value: undefined }) }),
      }),
    },
    // Who looks for feeds brings a way to them.
    feedFinder: {
      preview: async () => ({ ok: false, code: 'UNREACHABLE', reason: 'no network' }),
      add: async () => ({ ok: false, error: noFeed({ code: 'UNREACHABLE', reason: 'no network' }) }),
    },
    feedHealth: { follow: async function* () {} },
    addressKeyOf(url) {
      const canonical = canonicalUrl(url)
      return canonical === null ? null : addressKey(canonical)
    },
    ingest: (push) => pushArticles(push, { manager: db.manager, now: () => new Date() }),
    deliver: (item) => deliverOne(item, db.manager),
    now: () => new Date(),
  }
}

/** Asks the schema over a database; throws where there are errors. */
export async function askSchema(
  db: DataSource,
  source: string,
  variableValues: Record<string, unknown> = {},
): Promise<any> {
  const { data, errors } = await graphql({
    schema: servedSchema(),
    source,
    variableValues,
    contextValue: contextOver(db),
  })
  if (errors !== undefined) throw errors[0]!.originalError ?? errors[0]
  return data
}
