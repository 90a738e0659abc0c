import type { EntityManager } from 'typeorm'
import type { DeliveryKind, DeliveryState } from '../entities/enums.ts'
import { WebhookAttempt, WebhookDelivery } from '../entities/webhook.ts'
import type { LogPlace } from './change-cursor.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import type { HeldWebhook } from './webhook-lease-store.ts'
import { WEBHOOK_COLUMNS, type WebhookRow } from './webhook-store.ts'

/** A message that is to be sent. */
export interface NewDelivery {
  messageId: string
  kind: DeliveryKind
  epoch: string
  /** What it tells lies between these. */
  afterPosition: number
  position: number
  events: number
  payload: string
}

/** What came of sending a message once. */
export interface AttemptMade {
  startedAt: Date
  durationMs: number
  status: number | null
  error: string | null
}

/** What becomes of a message after an attempt, and of its webhook. */
export type Settlement =
  | { kind: 'delivered' }
  /** Sent again after a pause. */
  | { kind: 'retry'; pauseMs: number }
  /** Set aside as a dead letter; what follows goes on. */
  | { kind: 'dead' }
  /** The webhook is delivered to no more; the message waits. */
  | { kind: 'disabled'; reason: string }

/** What a courier has to do for a webhook that it holds. */
export interface CourierTask {
  webhook: WebhookRow
  /** Milliseconds until the receiver may be asked again, by the database's clock. */
  waitMs: number
  /** Milliseconds since attempts fail; null where the last one did not. */
  failingMs: number | null
  signsWithFormer: boolean
  /** Made and not taken yet; before anything else. */
  pending: WebhookDelivery | null
  /** The oldest dead letter that is to be delivered again. */
  again: WebhookDelivery | null
}

type TaskRow = WebhookRow & Pick<CourierTask, 'waitMs' | 'failingMs' | 'signsWithFormer'>

/** Attempts of one delivery that are told of. */
const MAX_ATTEMPTS = 20

const MS = (moment: string): string => `(extract(epoch from ${moment}) * 1000)::float8`

/** Deliveries as couriers make and settle them. Each statement asks for the lease: who lost it changes nothing. */
export class WebhookDeliveryStore {
  constructor(private readonly manager: EntityManager) {}

  /** What is to be done; null where the lease is another's by now. */
  async task({ id, token }: HeldWebhook): Promise<CourierTask | null> {
    const [row] = await select<TaskRow>(
      this.manager,
      `select ${WEBHOOK_COLUMNS}, greatest(0, ${MS('w.next_attempt_at - clock_timestamp()')}) as "waitMs",
              ${MS('clock_timestamp() - w.failing_since')} as "failingMs",
              coalesce(w.former_until > clock_timestamp(), false) as "signsWithFormer"
         from webhook w join partner p on p.id = w.partner_id
        where w.id = $1 and w.lease_token = $2 and w.state = 'ACTIVE'`,
      [id, token],
    )
    if (row === undefined) return null
    const { waitMs, failingMs, signsWithFormer, ...webhook } = row
    const waiting = await select<WebhookDelivery>(
      this.manager,
      `select ${columnsOf(WebhookDelivery, 'd')} from webhook_delivery d
        where d.webhook_id = $1 and d.state in ('PENDING', 'AGAIN') order by d.id`,
      [id],
    )
    const first = (state: DeliveryState) => waiting.find((delivery) => delivery.state === state) ?? null
    return { webhook, waitMs, failingMs, signsWithFormer, pending: first('PENDING'), again: first('AGAIN') }
  }

  /** Stores a message before it is sent for the first time; false where the lease is another's. */
  async make({ id, token }: HeldWebhook, delivery: NewDelivery): Promise<boolean> {
    const { messageId, kind, epoch, afterPosition, position, events, payload } = delivery
    const rows = await select(
      this.manager,
      `insert into webhook_delivery (webhook_id, message_id, kind, epoch, after_position, position, events, payload)
       select w.id, $3, $4, $5, $6, $7, $8, $9 from webhook w where w.id = $1 and w.lease_token = $2 returning id`,
      [id, token, messageId, kind, epoch, String(afterPosition), String(position), events, payload],
    )
    return rows.length === 1
  }

  /** Gives a dead letter a text and an id anew; false where the lease is another's. */
  async remake(
    { id, token }: HeldWebhook,
    deliveryId: string,
    { messageId, payload, events }: Pick<NewDelivery, 'messageId' | 'payload' | 'events'>,
  ): Promise<boolean> {
    const rows = await select(
      this.manager,
      `update webhook_delivery d set message_id = $4, payload = $5, events = $6
         from webhook w where w.id = $1 and w.lease_token = $2 and d.id = $3 and d.state = 'AGAIN' returning d.id`,
      [id, token, deliveryId, messageId, payload, events],
    )
    return rows.length === 1
  }

  /** Notes an attempt and what follows from it, all or nothing; false where the lease is another's. */
  async settle(
    held: HeldWebhook,
    { id, state, attempts, epoch, position }: WebhookDelivery,
    attempt: AttemptMade,
    settlement: Settlement,
  ): Promise<boolean> {
    return await this.manager.transaction(async (manager) => {
      const locked = await select(manager, 'select 1 from webhook where id = $1 and lease_token = $2 for update', [
        held.id,
        held.token,
      ])
      if (locked.length === 0) return false
      const became: DeliveryState =
        settlement.kind === 'delivered' ? 'DELIVERED' : settlement.kind === 'dead' ? 'DEAD' : 'PENDING'
      await manager.query(
        `update webhook_delivery set attempts = attempts + 1, state = $2::text,
                payload = case when $2::text = 'PENDING' then payload end,
                settled_at = case when $2::text = 'PENDING' then null else clock_timestamp() end
          where id = $1`,
        [id, became],
      )
      await manager.query(
        `insert into webhook_attempt (delivery_id, attempt, at, duration_ms, status, error) values ($1, $2, $3, $4, $5, $6)`,
        [id, attempts + 1, attempt.startedAt, Math.round(attempt.durationMs), attempt.status, attempt.error],
      )
      // It is out of the order, and moves nothing.
      if (state === 'AGAIN') return true
      await this.#move(manager, held.id, { epoch, position: Number(position) }, settlement)
      return true
    })
  }

  /** The latest deliveries of a webhook of some states, or of all. */
  async list(webhookId: string, states: readonly DeliveryState[] | null, limit: number): Promise<WebhookDelivery[]> {
    return await select(
      this.manager,
      `select ${columnsOf(WebhookDelivery, 'd', ['payload'])}, null as payload from webhook_delivery d
        where d.webhook_id = $1 and ($2::text[] is null or d.state = any($2)) order by d.id desc limit $3`,
      [webhookId, states, limit],
    )
  }

  async byId(id: string): Promise<WebhookDelivery | null> {
    const [row] = await select<WebhookDelivery>(
      this.manager,
      `select ${columnsOf(WebhookDelivery, 'd', ['payload'])}, null as payload from webhook_delivery d where d.id = $1`,
      [id],
    )
    return row ?? null
  }

  /** The latest attempts of some deliveries, at most twenty of each, the first first. */
  async attempts(deliveryIds: readonly string[]): Promise<WebhookAttempt[]> {
    return await select(
      this.manager,
      `select ${columnsOf(WebhookAttempt, 't')}
         from (select *, row_number() over (partition by delivery_id order by id desc) as back
                 from webhook_attempt where delivery_id = any($1::bigint[])) t
        where t.back <= ${MAX_ATTEMPTS} order by t.id`,
      [deliveryIds],
    )
  }

  /** Takes away what is older than so many days, dead letters than so many; at most `limit`. Gives how many went. */
  async prune(days: { settled: number; dead: number }, limit: number): Promise<number> {
    const gone = await select(
      this.manager,
      `delete from webhook_delivery where id in (
         select id from webhook_delivery
          where (state in ('DELIVERED', 'DROPPED') and created_at < now() - make_interval(days => $1))
             or (state = 'DEAD' and created_at < now() - make_interval(days => $2))
          order by id limit $3 for update skip locked) returning id`,
      [days.settled, days.dead, limit],
    )
    return gone.length
  }

  async #move(manager: EntityManager, id: string, place: LogPlace, settlement: Settlement): Promise<void> {
    const taken = 'epoch = $2, position = $3, failures = 0, failing_since = null, next_attempt_at = clock_timestamp()'
    const failed = 'failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp())'
    const passed = [id, place.epoch, String(place.position)]
    switch (settlement.kind) {
      case 'delivered':
        await manager.query(
          `update webhook set ${taken}, dead_in_a_row = 0, last_delivered_at = clock_timestamp() where id = $1`,
          passed,
        )
        return
      case 'dead':
        await manager.query(`update webhook set ${taken}, dead_in_a_row = dead_in_a_row + 1 where id = $1`, passed)
        return
      case 'retry':
        await manager.query(
          `update webhook set ${failed}, next_attempt_at = clock_timestamp() + $2::float8 * interval '1 millisecond'
            where id = $1`,
          [id, settlement.pauseMs],
        )
        return
      case 'disabled':
        await manager.query(`update webhook set ${failed}, state = 'DISABLED', reason = $2 where id = $1`, [
          id,
          settlement.reason,
        ])
    }
  }
}
