import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWebhooks, webhookDeskOf } from '../../src/app/open-webhooks.ts'
import type { WebhookAnswer, WebhookWish } from '../../src/entities/webhook-work.ts'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { PartnerStore } from '../../src/stores/partner-store.ts'
import { WebhookDeliveryStore } from '../../src/stores/webhook-delivery-store.ts'
import { WebhookStore } from '../../src/stores/webhook-store.ts'
import { contextOver } from './ask-schema.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { LogBook } from './log-book.ts'
import { openTestFeed } from './open-test-feed.ts'
import { eventually } from './sila-process.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

/** Quick to try again, and short of patience. */
const HASTY = { firstPauseMs: 20, mostPauseMs: 200 }
const ALL = ['ARTICLE_INGESTED', 'ARTICLE_UPDATED', 'ARTICLE_WITHDRAWN', 'LINK_RESOLVED', 'STORY_CHANGED'] as const

type Node = { close(): Promise<void> }
type Needs = Partial<Parameters<typeof openWebhooks>[0]>

/** A log, a receiver, and nodes that deliver the one to the other. */
export interface WebhookRoom {
  own: TestDatabase
  book: LogBook
  receiver: WebhookReceiver
  desk: ReturnType<typeof webhookDeskOf>
  webhooks: WebhookStore
  deliveries: WebhookDeliveryStore
  /** What nodes said of themselves. */
  logged: { level: string; event: string; [field: string]: unknown }[]
  partner(name: string): Promise<string>
  /** A webhook to the receiver, of which a test says only what matters. */
  make(wish?: Partial<WebhookWish>): Promise<WebhookAnswer & { webhookId: string }>
  node(needs?: Needs): Node
  /** The cursor of a place, counted from where the log stood when the test began. */
  at(position: number): Promise<string>
  /** Takes everything before such a place out of the log. */
  pruneBefore(position: number): Promise<void>
  /** For the next test: no node, no webhook, nothing received. */
  clear(): Promise<void>
  /** Waits for something to come true. */
  until(ask: () => unknown, ms?: number): Promise<void>
  close(): Promise<void>
}

export async function openWebhookRoom(): Promise<WebhookRoom> {
  const own = await openTestDatabase({ poolSize: 10 })
  const { manager } = own.db
  const dataDir = await mkdtemp(join(tmpdir(), 'sila-webhooks-'))
  const receiver = await WebhookReceiver.open()
  const config = { secret: null, dataDir, allowPrivateNetworks: 'all' as const, contact: null, publicUrl: null }
  const logged: WebhookRoom['logged'] = []
  const say = (level: string) => (fields: object, event: string) => void logged.push({ level, event, ...fields })
  const log = { info: say('info'), warn: say('warn'), error: say('error') }
  const live = openTestFeed(own, log)
  const partners = new PartnerStore(manager)
  const desk = webhookDeskOf(own.db, config)
  const nodes: Node[] = []
  let base = 0
  const room: WebhookRoom = {
    own,
    book: new LogBook(own.db),
    receiver,
    desk,
    webhooks: new WebhookStore(manager),
    deliveries: new WebhookDeliveryStore(manager),
    logged,
    async partner(name) {
      return ((await partners.byName(name)) ?? (await partners.create(name, 'LOG')))!.id
    },
    async make(wish = {}) {
      const partnerId = wish.partnerId ?? (await room.partner('شريك'))
      const made = await desk.create({ url: receiver.url, filter: null, types: ALL, after: null, ...wish, partnerId })
      if (made.webhookId === null) throw new Error(JSON.stringify(made.userErrors))
      if (made.secret !== null) receiver.secret = made.secret
      return made as never
    },
    node(needs = {}) {
      const contextOf = (partner: { id: string; name: string }) => ({
        ...contextOver(own.db),
        caller: { scopes: new Set(['READ'] as const), partner, keyId: null },
      })
      const { patience, ...rest } = needs
      const node = openWebhooks(
        {
          database: own.db,
          listener: own.listener,
          live: live.feed,
          contextOf,
          log: log as never,
          patience: { ...HASTY, ...patience },
          leaseMs: 1_500,
          limits: { totalMs: 700, idleMs: 500 },
          ...rest,
        },
        config,
      )
      nodes.push(node)
      return node
    },
    async at(position) {
      const { epoch } = await new ChangeStore(manager).head()
      return encodeChangeCursor({ epoch, position: base + position })
    },
    async pruneBefore(position) {
      await room.book.pruneBefore(base + position)
    },
    async clear() {
      await Promise.all(nodes.splice(0).map((node) => node.close()))
      await own.db.query('delete from webhook')
      base = (await new ChangeStore(manager).head()).position
      receiver.received.length = 0
      receiver.forged = 0
      receiver.behaviour = () => 204
      logged.length = 0
    },
    async until(ask, ms = 15_000) {
      await eventually(async () => Boolean(await ask()), ms)
    },
    async close() {
      await Promise.all(nodes.map((node) => node.close()))
      await live.close()
      await receiver.close()
      await own.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return room
}
