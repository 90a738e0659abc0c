// Delivers to webhooks in a process that can be killed: node webhook-process.js <database> <data folder> <lease in ms> <host of the receiver> <its certificate>
import { readFileSync } from 'node:fs'
import { openReading } from '../../dist/src/app/open-reading.js'
import { openWebhooks } from '../../dist/src/app/open-webhooks.js'
import { loadConfig } from '../../dist/src/config.js'
import { createLog } from '../../dist/src/ops/log.js'
import { Search } from '../../dist/src/search/search.js'
import { connect } from '../../dist/src/stores/database.js'
import { KeptRows } from '../../dist/src/stores/kept-rows.js'
import { Listener } from '../../dist/src/stores/listener.js'
import { openLiveFeed } from '../../dist/src/subscriptions/open-live-feed.js'

const [url, dataDir, leaseMs, host, certificate] = process.argv.slice(2)
const database = await connect(url, { poolSize: 5 })
const log = createLog('error')
const listener = new Listener(url)
const live = openLiveFeed(database, listener, log, null)
const kept = new KeptRows(
  () => null,
  () => performance.now(),
)
const readingFor = openReading(database.manager, new Search(database.manager), kept)
openWebhooks(
  {
    database,
    listener,
    live: live.feed,
    contextOf: (partner) => ({
      requestId: 'webhook',
      caller: { scopes: new Set(['READ']), partner, keyId: null },
      quota: () => null,
      ...readingFor({ signal: null, live: false }),
      now: () => new Date(),
    }),
    log,
    patience: { firstPauseMs: 50, mostPauseMs: 400 },
    limits: { totalMs: 1_500, idleMs: 1_000 },
    leaseMs: Number(leaseMs),
    ca: readFileSync(certificate, 'utf8'),
    resolve: async () => ['127.0.0.1'],
  },
  { ...loadConfig({}), dataDir, allowPrivateNetworks: [host] },
)
process.stdout.write('at work\n')
