import { type GraphQLSchema, graphql } from 'graphql'
import type { DataSource } from 'typeorm'
import { registrarOf } from '../../src/app/open-documents.ts'
import { openReading } from '../../src/app/open-reading.ts'
import { webhookDeskOf } from '../../src/app/open-webhooks.ts'
import type { Context } from '../../src/context.ts'
import { signingSecretOf } from '../../src/entities/key-token.ts'
import { noFeed } from '../../src/entities/registry-error.ts'
import { deliverOne } from '../../src/ingestion/deliver-one.ts'
import { pushArticles } from '../../src/ingestion/push.ts'
import { canonicalUrl } from '../../src/ingestion/urls.ts'
import { addressKey } from '../../src/linking/keys.ts'
import { RESOLVERS } from '../../src/resolvers/index.ts'
import { buildGraphqlSchema } from '../../src/schema/build.ts'
import { Search } from '../../src/search/search.ts'
import { KeptRows } from '../../src/stores/kept-rows.ts'
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

/** Each request of a test reads for itself. */
const NOTHING_KEPT = new KeptRows(
  () => null,
  () => performance.now(),
)

/** What a reader's request has at hand. */
export function contextOver(db: DataSource, signal: AbortSignal | null = null): Context {
  return {
    requestId: 'test',
    caller: { scopes: new Set(['READ']), partner: null, keyId: null },
    quota: () => null,
    ...openReading(db.manager, searchOver(db), NOTHING_KEPT)({ signal, live: false }),
    live: {
      follow: () => ({
        [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true as const, value: undefined }) }),
      }),
    },
    // Who looks for feeds brings a way to them.
    feedFinder: {
      preview: async () => ({ ok: false, code: 'UNREACHABLE', reason: { ar: 'لا شبكة', en: 'no network' } }),
      add: async () => ({
        ok: false,
        error: noFeed({ code: 'UNREACHABLE', reason: { ar: 'لا شبكة', en: 'no network' } }),
      }),
    },
    feedHealth: { follow: async function* () {} },
    documentDesk: registrarOf(db, { schema: servedSchema(), maxCost: 25_000 }),
    webhooks: webhookDeskOf(db, { secret: 'secret of the servers of tests', dataDir: '', allowPrivateNetworks: 'all' }),
    signingSecretOf: async (publicId, salt) => signingSecretOf('secret of the servers of tests', publicId, salt),
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
