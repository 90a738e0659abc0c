import type { EntityManager } from 'typeorm'
import type { LogPlace } from './change-cursor.ts'
import { select } from './database.ts'
import { releasedSql } from './work-lease.ts'

/** A webhook that a process delivers to, by the token of its lease. */
export interface HeldWebhook {
  id: string
  token: string
}

/** Who delivers to which webhook. Leases run by the database's clock; a process that was killed gives its own back when they run out. */
export class WebhookLeaseStore {
  constructor(
    private readonly manager: EntityManager,
    private readonly leaseMs: number,
  ) {}

  /** Leases webhooks that nobody holds, at most so many. */
  async claim(limit: number): Promise<HeldWebhook[]> {
    if (limit <= 0) return []
    return await select(
      this.manager,
      `update webhook w set lease_token = w.lease_token + 1, lease_until = ${this.#until()}
        where w.id in (
          select id from webhook where state = 'ACTIVE' and (lease_until is null or lease_until <= clock_timestamp())
           order by id limit $1 for update skip locked)
       returning w.id, w.lease_token as token`,
      [limit],
    )
  }

  /** Lengthens leases; gives the ids of those that still hold. */
  async renew(held: readonly HeldWebhook[]): Promise<string[]> {
    const rows = await select<{ id: string }>(
      this.manager,
      `update webhook w set lease_until = ${this.#until()}
         from unnest($1::bigint[], $2::bigint[]) as h (id, token)
        where w.id = h.id and w.lease_token = h.token and w.state = 'ACTIVE' returning w.id`,
      [held.map(({ id }) => id), held.map(({ token }) => token)],
    )
    return rows.map(({ id }) => id)
  }

  /** Gives a lease back; with a place, notes up to where nothing was left to tell. */
  async release({ id, token }: HeldWebhook, seen: LogPlace | null): Promise<void> {
    if (seen !== null) await this.advance({ id, token }, seen)
    await this.manager.query(releasedSql('webhook'), [id, token])
  }

  /** Notes that up to a place of the log nothing is left to tell; nothing where the lease is another's or the webhook is elsewhere. */
  async advance({ id, token }: HeldWebhook, { epoch, position }: LogPlace): Promise<void> {
    await this.manager.query(
      `update webhook set position = $4 where id = $1 and lease_token = $2 and epoch = $3 and position < $4::bigint
          and not exists (select 1 from webhook_delivery d where d.webhook_id = webhook.id and d.state = 'PENDING')`,
      [id, token, epoch, String(position)],
    )
  }

  #until(): string {
    return `clock_timestamp() + interval '${Math.round(this.leaseMs)} milliseconds'`
  }
}
