import type { EntityManager } from 'typeorm'
import type { ChangeType } from '../entities/enums.ts'
import { Webhook } from '../entities/webhook.ts'
import type { LogPlace } from './change-cursor.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** The channel of NOTIFY that says that an operator changed a webhook: its payload is the id. */
export const WEBHOOK_CHANNEL = 'sila_webhook'

/** With the former secret deliveries are signed as well for so long after a new one was made. */
const OVERLAP_HOURS = 24

/** A webhook as its operators and its courier see it. */
export type WebhookRow = Webhook & { partnerName: string }

/** A webhook that is to be made. */
export interface NewWebhook extends Pick<Webhook, 'partnerId' | 'url' | 'filter' | 'salt'> {
  types: readonly ChangeType[]
}

/** What an operator may change; what is left out stays. */
export type WebhookPatch = Partial<Pick<Webhook, 'url' | 'filter' | 'types'>>

/** The columns of a webhook `w` and its partner `p`. */
export const WEBHOOK_COLUMNS = `${columnsOf(Webhook, 'w')}, p.name as "partnerName"`
const WEBHOOKS = 'webhook w join partner p on p.id = w.partner_id'
const UNIQUE_VIOLATION = '23505'

/** Whether a statement failed because a partner has a webhook at this address already. */
const isTaken = (error: unknown): boolean =>
  (error as { driverError?: { code?: string } }).driverError?.code === UNIQUE_VIOLATION

/** Webhooks as operators set them up. Whatever changes one takes the lease from who held it, who then stores nothing more. */
export class WebhookStore {
  constructor(private readonly manager: EntityManager) {}

  /** Makes a webhook that begins after a place of the log, null at its present end. Gives its id; null where the address is taken. */
  async create({ partnerId, url, filter, types, salt }: NewWebhook, after: LogPlace | null): Promise<string | null> {
    const rows = await select<{ id: string }>(
      this.manager,
      `insert into webhook (partner_id, url, filter, types, salt, epoch, position)
       select $1, $2, $3::jsonb, $4::text[], $5, coalesce($6, h.epoch), coalesce($7::bigint, h.last_position)
         from log_head h where h.id = 1
           on conflict (partner_id, url) do nothing returning id`,
      [
        partnerId,
        url,
        filter && JSON.stringify(filter),
        types,
        salt,
        after?.epoch ?? null,
        after === null ? null : String(after.position),
      ],
    )
    const id = rows[0]?.id ?? null
    if (id !== null) await this.#announce(id)
    return id
  }

  async byId(id: string): Promise<WebhookRow | null> {
    const [row] = await select<WebhookRow>(this.manager, `select ${WEBHOOK_COLUMNS} from ${WEBHOOKS} where w.id = $1`, [
      id,
    ])
    return row ?? null
  }

  /** Those of a partner, null of all, by partner and age; at most `limit`. */
  async list(partnerId: string | null, limit: number): Promise<WebhookRow[]> {
    return await select(
      this.manager,
      `select ${WEBHOOK_COLUMNS} from ${WEBHOOKS} where $1::bigint is null or w.partner_id = $1 order by p.name, w.id limit $2`,
      [partnerId, limit],
    )
  }

  async countOf(partnerId: string): Promise<number> {
    const [row] = await select<{ count: number }>(
      this.manager,
      'select count(*)::int as count from webhook where partner_id = $1',
      [partnerId],
    )
    return row!.count
  }

  /** Changes a webhook; false where another of the partner has the address. What was being sent goes on as it was made. */
  async update(id: string, { url, filter, types }: WebhookPatch): Promise<boolean> {
    try {
      await this.#change(
        id,
        `url = coalesce($2, url), types = coalesce($3::text[], types),
         filter = case when $4 then $5::jsonb else filter end`,
        [url ?? null, types ?? null, filter !== undefined, filter == null ? null : JSON.stringify(filter)],
      )
      return true
    } catch (error) {
      if (isTaken(error)) return false
      throw error
    }
  }

  /** Stops delivering; the place in the log stays. */
  async pause(id: string): Promise<void> {
    await this.#change(id, "state = 'PAUSED', reason = null")
  }

  /** Delivers again, at once, from where it stopped. */
  async resume(id: string): Promise<void> {
    await this.#change(
      id,
      `state = 'ACTIVE', reason = null, failures = 0, failing_since = null, dead_in_a_row = 0,
       next_attempt_at = clock_timestamp()`,
    )
  }

  /** Makes another signing secret; the one before signs as well for a day. */
  async rotate(id: string, salt: string): Promise<void> {
    await this.#change(
      id,
      `salt = $2, former_salt = salt, former_until = clock_timestamp() + interval '${OVERLAP_HOURS} hours'`,
      [salt],
    )
  }

  /** Goes on after another place of the log; what was being sent is dropped. */
  async replay(id: string, { epoch, position }: LogPlace): Promise<void> {
    // As one: in between another process would take what is to be dropped.
    await this.manager.transaction(async (manager) => {
      await new WebhookStore(manager).#change(
        id,
        `epoch = $2, position = $3, failures = 0, failing_since = null, dead_in_a_row = 0,
         next_attempt_at = clock_timestamp()`,
        [epoch, String(position)],
      )
      await manager.query(
        `update webhook_delivery set state = 'DROPPED', payload = null, settled_at = clock_timestamp()
          where webhook_id = $1 and state = 'PENDING'`,
        [id],
      )
    })
  }

  /** Takes a webhook away with all its deliveries. */
  async remove(id: string): Promise<void> {
    await this.manager.query('delete from webhook where id = $1', [id])
    await this.#announce(id)
  }

  /** Has a dead letter delivered once more; false where it is none. */
  async redeliver(deliveryId: string): Promise<boolean> {
    const [row] = await select<{ webhookId: string }>(
      this.manager,
      `update webhook_delivery set state = 'AGAIN', settled_at = null
        where id = $1 and state = 'DEAD' returning webhook_id as "webhookId"`,
      [deliveryId],
    )
    if (row !== undefined) await this.#announce(row.webhookId)
    return row !== undefined
  }

  async #change(id: string, assignments: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.manager.query(
      `update webhook set ${assignments}, lease_token = lease_token + 1, lease_until = null where id = $1`,
      [id, ...parameters],
    )
    await this.#announce(id)
  }

  async #announce(id: string): Promise<void> {
    await this.manager.query(`select pg_notify('${WEBHOOK_CHANNEL}', $1)`, [id])
  }
}
