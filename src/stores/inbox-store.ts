import type { EntityManager } from 'typeorm'
import type { InboxKind, IngestOutcome } from '../entities/enums.ts'
import type { InboxPayload } from '../entities/inbox.ts'
import { select } from './database.ts'

/** The channels of NOTIFY that wake whoever waits; they carry no content, and every waiter also looks by itself. */
export const INBOX_CHANNEL = 'sila_inbox'
export const OUTCOME_CHANNEL = 'sila_outcome'

/** Rows the inbox holds; a deliverer that finds it full waits. */
export const INBOX_CAPACITY = 20_000
/** A batch ends at this many bytes of payload, so that one batch of huge articles does not fill the memory. */
const BATCH_BYTES = 16 * 1024 * 1024

/** One item to deliver. */
export interface InboxItem {
  kind: InboxKind
  channel: string
  payload: InboxPayload
  rawPayloadId: string | null
}

/** One row of the inbox as the desk takes it. */
export interface InboxRow extends InboxItem {
  id: string
  delivery: string
  place: number
}

/** What became of one item. */
export interface OutcomeRow {
  delivery: string
  place: number
  outcome: IngestOutcome
  articleId: string | null
  reason: string | null
  linksCreated: number
  linksResolved: number
}

/** The way into the desk, and the way back. */
export class InboxStore {
  constructor(private readonly manager: EntityManager) {}

  /** Puts items in, as places `firstPlace`, … of a delivery. False where the inbox is full: nothing was put in. */
  async add(delivery: string, firstPlace: number, items: readonly InboxItem[]): Promise<boolean> {
    const rows = items.map((item, index) => ({
      place: firstPlace + index,
      kind: item.kind,
      channel: item.channel,
      payload: item.payload,
      raw_payload_id: item.rawPayloadId,
    }))
    const [result] = await select<{ added: boolean }>(
      this.manager,
      `with room as (select count(*) < ${INBOX_CAPACITY} as free from (select 1 from inbox limit ${INBOX_CAPACITY}) r),
       added as (
         insert into inbox (delivery, place, kind, channel, payload, raw_payload_id)
         select $1, i.place, i.kind, i.channel, i.payload, i.raw_payload_id
           from json_to_recordset($2::json) as i (place int, kind text, channel text, payload json, raw_payload_id bigint), room
          where room.free order by i.place
         returning 1),
       woken as (select pg_notify('${INBOX_CHANNEL}', '') from added limit 1)
       select (select count(*) from added) + 0 * (select count(*) from woken) > 0 as added`,
      [delivery, JSON.stringify(rows)],
    )
    return result!.added
  }

  /** The lowest rows behind one, up to a count and a size. Whoever settles them asks for all there is: a lower one may come later. */
  async lowest(limit: number, after = '0'): Promise<InboxRow[]> {
    return await select<InboxRow>(
      this.manager,
      `select id::text as "id", delivery, place, kind, channel, payload, raw_payload_id::text as "rawPayloadId"
         from (select *, sum(pg_column_size(payload)) over (order by id) - pg_column_size(payload) as bytes_before
                 from (select * from inbox where id > $2 order by id limit $1) lowest) sized
        where bytes_before < ${BATCH_BYTES} order by sized.id`,
      [limit, after],
    )
  }

  /** Takes rows out, and leaves their outcomes. */
  async settle(ids: readonly string[], outcomes: readonly OutcomeRow[]): Promise<void> {
    await this.manager.query(
      `with gone as (delete from inbox where id = any($1::bigint[]))
       insert into outcome (delivery, place, outcome, article_id, reason, links_created, links_resolved)
       select * from jsonb_to_recordset($2::jsonb) as o (delivery uuid, place int, outcome text, "articleId" bigint, reason text,
              "linksCreated" int, "linksResolved" int)
       on conflict (delivery, place) do nothing`,
      [ids, JSON.stringify(outcomes)],
    )
  }

  /** The outcomes of some places of a delivery, as far as there are any, by place. */
  async outcomes(delivery: string, from: number, to: number): Promise<OutcomeRow[]> {
    return await select<OutcomeRow>(
      this.manager,
      `select delivery, place, outcome, article_id::text as "articleId", reason, links_created as "linksCreated",
              links_resolved as "linksResolved"
         from outcome where delivery = $1 and place >= $2 and place < $3 order by place`,
      [delivery, from, to],
    )
  }

  /** Rows waiting for the desk. */
  async size(): Promise<number> {
    const [row] = await select<{ size: number }>(this.manager, 'select count(*)::int as size from inbox')
    return row!.size
  }

  /** Forgets outcomes that are older than a day. */
  async prune(): Promise<void> {
    await this.manager.query(`delete from outcome where at < now() - interval '1 day'`)
  }
}
