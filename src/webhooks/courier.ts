import type { Context, LiveFeed } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import type { WebhookDelivery } from '../entities/webhook.ts'
import { AppError, messageOf } from '../errors.ts'
import { traced } from '../ops/spans.ts'
import { encodeChangeCursor, type LogPlace } from '../stores/change-cursor.ts'
import type { ChangeStore } from '../stores/change-store.ts'
import type { CourierTask, Settlement, WebhookDeliveryStore } from '../stores/webhook-delivery-store.ts'
import type { HeldWebhook, WebhookLeaseStore } from '../stores/webhook-lease-store.ts'
import type { WebhookRow } from '../stores/webhook-store.ts'
import { filterFromJson } from './filter-json.ts'
import { changesLetter, gapLetter } from './letter.ts'
import { pause } from './pause.ts'
import type { Post, Posted } from './posted.ts'
import { remadeLetter } from './remade-letter.ts'
import { type Patience, settlementOf } from './settlement.ts'
import { signedHeaders } from './signature.ts'
import { toldEvents } from './told-events.ts'

/** While the database is away it is asked again after so long. */
const AWAY_PAUSE_MS = 1_000
/** Longest sleep: clocks of a process and the database may run apart. */
const MAX_PAUSE_MS = 60_000
/** Changes of which nothing was to be told, after which the place is noted: a restart need not look through more of them again. */
const NOTED_EVERY = 1_000

export interface CourierOptions {
  live: LiveFeed
  changes: Pick<ChangeStore, 'head' | 'within'>
  deliveries: WebhookDeliveryStore
  leases: Pick<WebhookLeaseStore, 'advance'>
  /** What a partner is shown with, read anew for each message: nothing in it may be older than the change that is told. */
  contextOf(partner: { id: string; name: string }): Context
  post: Post
  secretOf(salt: string): Promise<string>
  patience: Patience
  now(): Date
  random(): number
  log: Record<'info' | 'warn' | 'error', (fields: object, event: string) => void>
  /** Hears of each attempt to deliver, and what follows from it. */
  attempted?(settlement: Settlement['kind'], seconds: number): void
}

/**
 * Delivers to one webhook for as long as its lease holds: one message at a time, the next only once the receiver has taken the one before.
 * A message is stored before it is sent, so that whoever takes over after a kill sends the same one under the same id.
 */
export class Courier {
  /** Up to where nothing was to be told; beyond what is noted in the row. */
  #seen: LogPlace | null = null
  #turn = new AbortController()

  constructor(
    readonly held: HeldWebhook,
    private readonly options: CourierOptions,
  ) {}

  /** Up to where nothing is left to tell, for who takes over. */
  get seen(): LogPlace | null {
    return this.#seen
  }

  /** Looks again at what there is to do. */
  wake(): void {
    this.#turn.abort()
  }

  /** Comes back once the lease is another's or the signal says stop. */
  async run(signal: AbortSignal): Promise<void> {
    let turn = AbortSignal.any([signal, this.#turn.signal])
    while (!signal.aborted) {
      if (this.#turn.signal.aborted) {
        this.#turn = new AbortController()
        turn = AbortSignal.any([signal, this.#turn.signal])
      }
      try {
        const task = await this.options.deliveries.task(this.held)
        if (task === null) return
        await this.#do(task, turn, signal)
      } catch (error) {
        if (signal.aborted) return
        this.options.log.warn({ webhook: encodeId('whk', this.held.id), error: messageOf(error) }, 'webhook.troubled')
        await pause(AWAY_PAUSE_MS, signal)
      }
    }
  }

  async #do(task: CourierTask, turn: AbortSignal, signal: AbortSignal): Promise<void> {
    const { pending, again, waitMs } = task
    if (pending !== null) {
      if (waitMs > 0) return await pause(Math.min(waitMs, MAX_PAUSE_MS), turn)
      return await this.#send(task, pending, signal)
    }
    if (again === null) return await this.#makeNext(task.webhook, turn)
    if (again.payload !== null) return await this.#send(task, again, signal)
    const { deliveries, now } = this.options
    const remade = await remadeLetter(again, task.webhook, this.options, now())
    if (remade !== null) await deliveries.remake(this.held, again.id, remade)
    else await this.#settle(task, again, { status: null, error: GONE, retryAfterMs: null }, now(), 0)
  }

  /** Waits for the next changes that are to be told, and stores the message that tells them. */
  async #makeNext(webhook: WebhookRow, turn: AbortSignal): Promise<void> {
    const { live, contextOf, deliveries, changes: log, now } = this.options
    const noted = { epoch: webhook.epoch, position: Number(webhook.position) }
    const from = this.#seen?.epoch === noted.epoch && this.#seen.position > noted.position ? this.#seen : noted
    const wanted = { filter: filterFromJson(webhook.filter), types: webhook.types }
    try {
      for await (const { epoch, changes } of live.follow(encodeChangeCursor(from), turn)) {
        const told = await toldEvents(epoch, changes, wanted, contextOf(partnerOf(webhook)))
        if (turn.aborted) return
        if (told.events.length > 0) {
          await deliveries.make(this.held, changesLetter(webhook.id, noted, told, now()))
          return
        }
        await this.#passed(told.place, noted)
      }
    } catch (error) {
      const isGap = error instanceof AppError && ['CURSOR_EXPIRED', 'CURSOR_INVALID'].includes(error.code)
      if (!isGap) throw error
      const letter = gapLetter(webhook.id, noted, await log.head(), now())
      this.options.log.warn({ ...about(webhook), after: noted.position, goesOn: letter.position }, 'webhook.gap')
      await deliveries.make(this.held, letter)
    }
  }

  /** Nothing was to be told up to a place. */
  async #passed(place: LogPlace, noted: LogPlace): Promise<void> {
    const before = this.#seen?.position ?? noted.position
    this.#seen = place
    if (Math.floor(place.position / NOTED_EVERY) > Math.floor(before / NOTED_EVERY)) {
      await this.options.leases.advance(this.held, place)
    }
  }

  async #send(task: CourierTask, delivery: WebhookDelivery, signal: AbortSignal): Promise<void> {
    const { post, secretOf, now } = this.options
    const { salt, formerSalt, url } = task.webhook
    const salts = task.signsWithFormer && formerSalt !== null ? [salt, formerSalt] : [salt]
    const secrets = await Promise.all(salts.map(secretOf))
    const startedAt = now()
    const timestamp = Math.floor(startedAt.getTime() / 1_000)
    const { messageId, payload } = delivery
    const headers = signedHeaders({ messageId, timestamp, payload: payload! }, secrets)
    const began = performance.now()
    const fields = { 'server.address': new URL(url).host, 'sila.message_id': messageId }
    const posted = await traced('webhook.deliver', fields, () => post({ url, headers, body: payload!, signal }))
    // What was cut short because this process ends says nothing of the receiver.
    if (signal.aborted && posted.error !== null) return
    await this.#settle(task, delivery, posted, startedAt, performance.now() - began)
  }

  async #settle(
    task: CourierTask,
    delivery: WebhookDelivery,
    posted: Posted,
    startedAt: Date,
    durationMs: number,
  ): Promise<void> {
    const { deliveries, random, patience } = this.options
    const isTried = delivery.state === 'AGAIN' && posted.error !== null
    // A letter that is dead already is tried once and holds nothing up.
    const settlement: Settlement = isTried
      ? { kind: 'dead' }
      : settlementOf(posted, task, delivery.attempts, random(), patience)
    const { status, error } = posted
    const attempt = { startedAt, durationMs, status, error }
    if (!(await deliveries.settle(this.held, delivery, attempt, settlement))) return
    this.options.attempted?.(settlement.kind, durationMs / 1_000)
    this.#tell(task.webhook, delivery, posted, settlement)
  }

  #tell(webhook: WebhookRow, { messageId, attempts }: WebhookDelivery, posted: Posted, settlement: Settlement): void {
    const { log } = this.options
    const fields = { ...about(webhook), messageId, attempt: attempts + 1, status: posted.status, error: posted.error }
    if (settlement.kind === 'disabled') log.error({ ...fields, reason: settlement.reason }, 'webhook.disabled')
    else if (settlement.kind === 'dead') log.error(fields, 'webhook.dead-letter')
    else if (settlement.kind === 'retry') log.warn({ ...fields, pauseMs: settlement.pauseMs }, 'webhook.failed')
  }
}

const GONE = 'The log of changes no longer reaches back to it'
const partnerOf = ({ partnerId, partnerName }: WebhookRow) => ({ id: partnerId, name: partnerName })
const about = ({ id, partnerName, url }: WebhookRow) => ({
  webhook: encodeId('whk', id),
  partner: partnerName,
  host: new URL(url).host,
})
