// Delivers articles of its own with random pauses and waits for their outcomes: `deliverer.js URL NAME COUNT`. Prints the outcomes' tally.
import { setTimeout as sleep } from 'node:timers/promises'
import { clean } from '../../dist/src/ingestion/clean.js'
import { Delivery } from '../../dist/src/ingestion/deliver.js'
import { connect } from '../../dist/src/stores/database.js'
import { InboxStore } from '../../dist/src/stores/inbox-store.js'

const [url, name, count] = process.argv.slice(2)
const database = await connect(url, { poolSize: 2 })
const tally = {}
let left = Number(count)
while (left > 0) {
  const size = Math.min(left, 1 + Math.floor(Math.random() * 60))
  const delivery = new Delivery(new InboxStore(database.manager), ({ outcome }) => {
    tally[outcome] = (tally[outcome] ?? 0) + 1
  })
  for (let place = 0; place < size; place++) {
    const number = left--
    const { article } = clean(
      {
        url: `https://chaos.example/${name}/${number}`,
        title: `خبر رقم ${number} من ${name}`,
        text: `نص الخبر ${number} كما كتبه ${name} في يومه.`,
        tags: [`وسم ${number % 7}`],
      },
      { now: new Date() },
    )
    const payload = { source: { slug: `chaos-${name}` }, article }
    await delivery.add({ kind: 'ARTICLE', channel: `push:${name}`, payload, rawPayloadId: null })
  }
  await delivery.finish()
  await sleep(Math.random() * 40)
}
process.stdout.write(`${JSON.stringify(tally)}\n`)
await database.destroy()
