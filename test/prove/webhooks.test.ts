import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webhookDeskOf } from '../../src/app/open-webhooks.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { PartnerStore } from '../../src/stores/partner-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { eventually } from '../support/sila-process.ts'
import { type Behaviour, WebhookReceiver } from '../support/webhook-receiver.ts'

const FULL = process.env.PROVE === 'full'
const SECONDS = FULL ? 600 : 40
const NODES = 3
const LEASE_MS = 3_000
const FAILURES: readonly Behaviour[] = [
  500,
  502,
  503,
  404,
  301,
  308,
  { status: 429, headers: { 'retry-after': '1' } },
  'reset',
  'reset after the head',
  'drip',
  'silence',
  'garbage',
  'endless head',
]
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const CERTIFICATE = file('../fixtures/tls/certificate.pem')

let own: TestDatabase
let receiver: WebhookReceiver
let dataDir: string
const nodes: ChildProcess[] = []
const random = seededRandom('webhooks')
const some = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
const blows = { kills: 0, stops: 0, falseTls: 0, closed: 0, lateKills: 0 }
const titles: string[] = []
let isOver = false

function start(): ChildProcess {
  const script = file('../support/webhook-process.js')
  const child = spawn(process.execPath, [script, own.url, dataDir, String(LEASE_MS), receiver.host, CERTIFICATE], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  nodes.push(child)
  return child
}
async function kill(child: ChildProcess): Promise<void> {
  // It may have been hit already.
  if (!nodes.includes(child)) return
  nodes.splice(nodes.indexOf(child), 1)
  child.kill('SIGKILL')
  await once(child, 'exit')
  if (!isOver) start()
}

/** Of the nodes; for a moment there may be none, when those that sent the same message were all killed. */
const oneThatRuns = () => eventually(async () => nodes.length > 0 && some(nodes), 5_000)

beforeAll(
  async () => {
    own = await openTestDatabase({ poolSize: 5 })
    dataDir = await mkdtemp(join(tmpdir(), 'sila-prove-webhooks-'))
    const key = await readFile(file('../fixtures/tls/key.pem'), 'utf8')
    receiver = await WebhookReceiver.open({ tls: { key, cert: await readFile(CERTIFICATE, 'utf8') } })
    const partner = (await new PartnerStore(own.db.manager).create('شريك', 'LOG'))!
    const desk = webhookDeskOf(own.db, { secret: null, dataDir, allowPrivateNetworks: [receiver.host] })
    const made = await desk.create({
      partnerId: partner.id,
      url: receiver.url,
      filter: null,
      types: ['ARTICLE_INGESTED'],
      after: null,
    })
    expect(made.userErrors).toEqual([])
    receiver.secret = made.secret
    // A third of all messages fails in one way or another; now and then the node dies that sent one which was taken.
    receiver.behaviour = () => {
      if (random() < 0.33) return some(FAILURES)
      if (random() < 0.1) {
        blows.lateKills++
        for (const node of [...nodes]) void kill(node)
      }
      return 200
    }
    for (let node = 0; node < NODES; node++) start()
    const book = new LogBook(own.db)
    const end = Date.now() + SECONDS * 1_000
    const publishing = (async () => {
      while (Date.now() < end) {
        const next = Array.from({ length: 1 + Math.floor(random() * 8) }, (_, index) => `خبر ${titles.length + index}`)
        await book.ingestMany(next)
        titles.push(...next)
        await sleep(100 + random() * 200)
      }
    })()
    while (Date.now() < end) {
      await sleep(1_000 + random() * 2_000)
      const blow = random()
      if (blow < 0.5) {
        blows.kills++
        await kill(await oneThatRuns())
      } else if (blow < 0.7) {
        // A process that sleeps beyond its lease and wakes while another delivers.
        blows.stops++
        const node = await oneThatRuns()
        node.kill('SIGSTOP')
        void sleep(LEASE_MS * 1.5).then(() => node.kill('SIGCONT'))
      } else if (blow < 0.85) {
        blows.falseTls++
        receiver.falseTls = true
        await sleep(1_500)
        receiver.falseTls = false
      } else {
        blows.closed++
        await receiver.closeFor(1_500)
      }
    }
    await publishing
    receiver.behaviour = () => 200
    await eventually(async () => receiver.events.length >= titles.length, 60_000)
    await sleep(1_000)
    const { received, once, forged } = receiver
    const figures = { events: titles.length, messages: once.length, sent: received.length, ...blows, forged }
    console.log(JSON.stringify({ claim: 'webhooks through failures and kills', seconds: SECONDS, ...figures }))
  },
  SECONDS * 1_000 + 180_000,
)
afterAll(async () => {
  isOver = true
  for (const node of nodes) node.kill('SIGKILL')
  await receiver?.close()
  await own?.close()
  await rm(dataDir, { recursive: true, force: true })
})

describe('a webhook, through a receiver that fails in every way and nodes that are killed', () => {
  it('was hit hard enough', () => {
    expect(titles.length).toBeGreaterThan(SECONDS * 5)
    expect(blows.kills).toBeGreaterThan(SECONDS / 20)
    expect(blows.lateKills).toBeGreaterThan(0)
    expect(receiver.received.length).toBeGreaterThan(receiver.once.length * 1.2)
  })

  it('told every event once and in order, counted by the ids of messages', () => {
    expect(receiver.events.map(({ article }) => article.title)).toEqual(titles)
  })

  it('sent the same text under the same id, however often', () => {
    const texts = new Map<string, string>()
    for (const { id, body } of receiver.received) expect(body).toBe(texts.get(id) ?? texts.set(id, body).get(id))
  })

  it('never began a message before the one before it was taken', () => {
    const taken = new Set<string>()
    const first = new Set<string>()
    for (const { id, taken: isTaken } of receiver.received) {
      if (!first.has(id)) expect([...first].filter((other) => !taken.has(other))).toEqual([])
      first.add(id)
      if (isTaken) taken.add(id)
    }
  })

  it('signed all of it', () => {
    expect(receiver.forged).toBe(0)
  })
})
