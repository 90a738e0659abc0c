// An ingester in a process of its own, for which every name leads to this machine: `ingester-process.js URL LEASE_MS`. Tells on
// stderr what it does.
import { Fetcher } from '../../dist/src/ingestion/fetch/fetcher.js'
import { Ingester } from '../../dist/src/ingestion/ingester.js'
import { ParserPool } from '../../dist/src/ingestion/worker/pool.js'
import { connect } from '../../dist/src/stores/database.js'
import { DatabaseClock } from '../../dist/src/stores/database-clock.js'

const [url, leaseMs] = process.argv.slice(2)
const database = await connect(url, { poolSize: 20 })
const ingester = new Ingester({
  database,
  fetcher: new Fetcher({ userAgent: 'Sila/test', allowPrivate: 'all', resolve: async () => ['127.0.0.1'] }),
  parsers: new ParserPool({ threads: 1 }),
  robots: { allows: async () => ({ allowed: true }) },
  clock: await DatabaseClock.open(database),
  random: Math.random,
  log: (event, fields) => process.stderr.write(`${JSON.stringify({ ...fields, msg: event })}\n`),
  rawKeptSeconds: 86_400,
  terms: { leaseMs: Number(leaseMs), perHost: 2 },
  idleMs: 1_000,
})
ingester.start()
process.stderr.write('{"msg":"started"}\n')
