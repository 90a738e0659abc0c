// A desk in a process of its own, with a lease that runs out soon: `desk-process.js URL LEASE_MS`. Tells on stderr what it does.
import { openDesk } from '../../dist/src/app/open-desk.js'
import { connect } from '../../dist/src/stores/database.js'
import { Listener } from '../../dist/src/stores/listener.js'

const [url, leaseMs] = process.argv.slice(2)
const database = await connect(url, { poolSize: 3 })
const write = (fields, event) => process.stderr.write(`${JSON.stringify({ ...fields, msg: event })}\n`)
openDesk(
  { database, listener: new Listener(url, write) },
  { changesKeptSeconds: 86_400 },
  { info: write, warn: write },
  {
    leaseMs: Number(leaseMs),
    transactionMs: Number(leaseMs) / 2,
  },
)
