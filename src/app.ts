import { openDeskThread } from './app/desk-thread.ts'
import { openCounts } from './app/open-counts.ts'
import { openDiscovery } from './app/open-discovery.ts'
import { openDocuments } from './app/open-documents.ts'
import { openIngestion } from './app/open-ingestion.ts'
import { openMetrics } from './app/open-metrics.ts'
import { knownReplicas, openReading } from './app/open-reading.ts'
import { openRecordWatch } from './app/open-record-watch.ts'
import { openStore } from './app/open-store.ts'
import { openWebhooks, webhookDeskOf } from './app/open-webhooks.ts'
import type { Config, Role } from './config.ts'
import { signingSecretOf } from './entities/key-token.ts'
import type { Push, Pushed } from './entities/push.ts'
import { AppError } from './errors.ts'
import { createServer, type ServerOptions } from './gateway/server.ts'
import { deliverOne } from './ingestion/deliver-one.ts'
import { FeedDesk } from './ingestion/discover/feed-desk.ts'
import { pushArticles } from './ingestion/push.ts'
import { canonicalUrl } from './ingestion/urls.ts'
import { addressKey } from './linking/keys.ts'
import type { Logger } from './ops/log.ts'
import { adminKeyOf, secretOf } from './ops/server-secrets.ts'
import { RESOLVERS } from './resolvers/index.ts'
import { loadSample } from './sample/load-sample.ts'
import { Newsroom } from './sample/newsroom.ts'
import { buildGraphqlSchema } from './schema/build.ts'
import { Search } from './search/search.ts'
import { databaseHealth } from './stores/health.ts'
import { KeptRows } from './stores/kept-rows.ts'
import { KeyStore } from './stores/key-store.ts'
import { NonceStore } from './stores/nonce-store.ts'
import { Replicas } from './stores/replicas.ts'
import { SessionStore } from './stores/session-store.ts'
import { createStores } from './stores/stores.ts'
import { WebSubStore } from './stores/web-sub-store.ts'
import { SUBSCRIPTIONS } from './subscriptions/index.ts'
import { openFeedHealth } from './subscriptions/open-feed-health.ts'
import { openLiveFeed } from './subscriptions/open-live-feed.ts'

/** Opens everything that the roles of a configuration need, and tells `opened` how to close each, in order. */
export async function startServer(
  config: Config,
  log: Logger,
  opened: (name: string, close: () => Promise<void>) => void,
): Promise<{ url: string | null }> {
  const plays = (role: Role): boolean => config.roles.includes(role)
  const store = await openStore(config, log)
  opened('store', () => store.close())
  const measured = await openMetrics(store.database, config, log)
  opened('metrics', () => measured.close())
  if (plays('desk')) {
    const desk = openDeskThread(store, config, log, measured.desk)
    opened('desk', () => desk.close())
  }
  if (plays('ingest')) {
    const ingestion = await openIngestion(store, config, log, measured.polled)
    opened('ingestion', () => ingestion.close())
  }
  if (plays('ingest') && config.sample) {
    const newsroom = new Newsroom({
      database: store.database,
      sample: await loadSample(),
      now: () => new Date(),
      log: (event, fields) => log.info(fields, event),
    })
    newsroom.start()
    opened('newsroom', () => newsroom.close())
  }
  if (!plays('api')) return { url: null }
  const live = openLiveFeed(store.database, store.listener, log, config.eventsUrl, measured.arrived)
  opened('live feed', () => live.close())
  const feedHealth = openFeedHealth(store.database, store.listener, log)
  opened('feed health', () => feedHealth.close())
  const schema = buildGraphqlSchema([...RESOLVERS, ...SUBSCRIPTIONS])
  const counts = await openCounts(store.url, log)
  opened('counts', () => counts.close())
  const documents = await openDocuments(
    store.database,
    store.listener,
    { schema, maxCost: config.maxCost },
    log,
    counts.usage,
  )
  opened('documents', () => documents.close())
  const record = openRecordWatch(store.database, store.listener)
  opened('record watch', async () => record.close())
  const discovery = openDiscovery(config)
  opened('discovery', () => discovery.close())
  const adminKey = await adminKeyOf(config, (key, file) => {
    process.stderr.write(`The admin key, shown this once: ${key} (it is kept in ${file})\n`)
  })
  const { manager } = store.database
  const stores = createStores(manager)
  const search = new Search(manager)
  const kept = new KeptRows(
    () => record.watch.version,
    () => performance.now(),
  )
  const replicas = new Replicas(config.databaseReplicaUrls, () => performance.now(), log)
  opened('replicas', () => replicas.close())
  measured.watch(live.feed, replicas)
  const known = () => (record.watch.version === null ? null : (record.watch.seen ?? null))
  const readingFor = openReading(manager, search, kept, knownReplicas(replicas, known))
  const feedFinder = new FeedDesk(manager, discovery)
  const ingest = async (push: Push): Promise<Pushed> => {
    const pushed = await pushArticles(push, { manager, now: () => new Date() })
    record.watch.changed()
    return pushed
  }
  const signingSecret = async (publicId: string, salt: string) =>
    signingSecretOf(await secretOf(config), publicId, salt)
  const webhookDesk = webhookDeskOf(store.database, config)
  const contextOf: ContextOf = (request) => ({
    requestId: request.requestId,
    caller: request.caller,
    quota: request.quota,
    ...readingFor(request),
    live: live.feed,
    feedFinder,
    feedHealth: feedHealth.feed,
    documentDesk: documents.registrar,
    webhooks: webhookDesk,
    signingSecretOf: signingSecret,
    addressKeyOf(url) {
      const canonical = canonicalUrl(url)
      return canonical === null ? null : addressKey(canonical)
    },
    ingest,
    deliver: (item) => deliverOne(item, manager),
    now: () => new Date(),
  })
  const webhooks = openWebhooks(
    {
      database: store.database,
      listener: store.listener,
      live: live.feed,
      contextOf: (partner) => contextOf(receiving(partner)),
      log,
      attempted: measured.attempted,
    },
    config,
  )
  opened('webhooks', () => webhooks.close())
  const server = await createServer({
    config: { ...config, adminKey },
    schema,
    log,
    keys: new KeyStore(manager),
    nonces: new NonceStore(manager),
    sessions: new SessionStore(manager),
    documents: { ...documents, log },
    partnerQuota: counts.partnerQuota,
    signingSecretOf: signingSecret,
    ingest,
    live: { feed: live.feed, stores, search },
    webSub: new WebSubStore(manager),
    recordWatch: record.watch,
    metrics: measured.metrics,
    health: async () => ({ ...(await databaseHealth(store.database)) }),
    contextOf,
  })
  opened('server', () => server.close())
  const { url } = await server.listen().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    const address = `${config.host}:${config.port}`
    throw new AppError(
      'UNAVAILABLE',
      `${address} is taken, perhaps by another Sila; stop that one, or set SILA_PORT (0 takes a free port)`,
    )
  })
  log.info({ url, roles: config.roles }, 'server.listening')
  return { url }
}

type ContextOf = ServerOptions['contextOf']

/** Whoever is told of changes by a webhook: a reader, and who he is decides what he is shown. */
const receiving = (partner: { id: string; name: string }) => ({
  requestId: 'webhook',
  live: false,
  // Without one nothing is shared with other requests that was read before the change.
  signal: null,
  caller: { scopes: new Set(['READ' as const]), partner, keyId: null },
  quota: () => null,
})
