// Delivers so many articles a second of its own to the inbox until it is told to stop: `live-load-publisher.js URL PER_SECOND NAME`.
// Whatever the database does meanwhile, each is delivered in the end. Prints how many there were, and their outcomes' tally.
import { setTimeout as sleep } from 'node:timers/promises'
import { clean } from '../../dist/src/ingestion/clean.js'
import { Delivery } from '../../dist/src/ingestion/deliver.js'
import { connect } from '../../dist/src/stores/database.js'
import { InboxStore } from '../../dist/src/stores/inbox-store.js'

const TICKS_A_SECOND = 10
const AGAIN_MS = 200

const [url, perSecond, name] = process.argv.slice(2)
const database = await connect(url, { poolSize: 4 })
const inbox = new InboxStore(database.manager)
const tally = {}
let isOver = false
process.on('SIGTERM', () => {
  isOver = true
})
// Left alone it ends, too.
process.stdin.on('end', () => process.exit(1)).resume()

function itemOf(number) {
  const raw = {
    url: `https://load.example/${name}/${number}`,
    title: `خبر رقم ${number} من ${name}`,
    text: `نص الخبر ${number} كما كتبه ${name} في يومه.`,
    tags: [`وسم ${number % 7}`],
  }
  const { article } = clean(raw, { now: new Date() })
  const payload = { source: { slug: `load-${name}` }, article }
  return { kind: 'ARTICLE', channel: `push:${name}`, payload, rawPayloadId: null }
}

/** An article that was delivered before the database went is delivered again, and known by its address. */
async function deliver(numbers) {
  const items = numbers.map(itemOf)
  const outcomes = []
  while (outcomes.length < items.length) {
    outcomes.length = 0
    try {
      const delivery = new Delivery(inbox, ({ outcome }) => outcomes.push(outcome))
      for (const item of items) await delivery.add(item)
      await delivery.finish()
    } catch {
      await sleep(AGAIN_MS)
    }
  }
  for (const outcome of outcomes) tally[outcome] = (tally[outcome] ?? 0) + 1
}

const deliveries = []
const began = performance.now()
let published = 0
for (let tick = 1; !isOver; tick++) {
  const until = Math.floor((tick * Number(perSecond)) / TICKS_A_SECOND)
  deliveries.push(deliver(Array.from({ length: until - published }, (_, index) => published + index + 1)))
  published = until
  await sleep(Math.max(0, began + (tick * 1_000) / TICKS_A_SECOND - performance.now()))
}
await Promise.all(deliveries)
process.stdout.write(`${JSON.stringify({ published, tally })}\n`)
await database.destroy()
process.exit()
