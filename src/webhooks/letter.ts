import { randomBytes } from 'node:crypto'
import { encodeId } from '../entities/node-id.ts'
import { encodeChangeCursor, type LogEnds, type LogPlace } from '../stores/change-cursor.ts'
import type { NewDelivery } from '../stores/webhook-delivery-store.ts'

/** What is told of some changes, as text. */
export interface ToldEvents {
  /** A JSON object each. */
  events: readonly string[]
  /** Up to where the log was told. */
  place: LogPlace
}

/** The message that tells of changes after a place. Its id is random and is stored with it: it never changes, however often it is sent. */
export function changesLetter(webhookId: string, after: LogPlace, told: ToldEvents, now: Date): NewDelivery {
  const { events, place } = told
  const head = JSON.stringify({
    webhook: encodeId('whk', webhookId),
    after: encodeChangeCursor(after),
    cursor: encodeChangeCursor(place),
  })
  return letter('CHANGES', now, `${head.slice(0, -1)},"events":[${events.join(',')}]}`, after, place, events.length)
}

/**
 * The message that tells that changes after a place are lost to this webhook: the log reaches back to it no more, or is another one since
 * it was restored. The receiver asks the API for what it holds now, and goes on with what follows.
 */
export function gapLetter(webhookId: string, after: LogPlace, ends: LogEnds, now: Date): NewDelivery {
  const { epoch, position, oldest } = ends
  const isPruned = after.epoch === epoch && after.position + 1 < oldest
  const place = { epoch, position: isPruned ? oldest - 1 : position }
  const data = JSON.stringify({
    webhook: encodeId('whk', webhookId),
    after: encodeChangeCursor(after),
    cursor: encodeChangeCursor(place),
    liveCursor: encodeChangeCursor({ epoch, position }),
    reason: isPruned ? 'CURSOR_EXPIRED' : 'CURSOR_INVALID',
  })
  return letter('GAP', now, data, after, place, 0)
}

function letter(
  kind: NewDelivery['kind'],
  now: Date,
  data: string,
  after: LogPlace,
  { epoch, position }: LogPlace,
  events: number,
): NewDelivery {
  return {
    messageId: newMessageId(),
    kind,
    epoch,
    afterPosition: after.epoch === epoch ? after.position : position,
    position,
    events,
    payload: `{"type":"${kind.toLowerCase()}","timestamp":"${now.toISOString()}","data":${data}}`,
  }
}

const newMessageId = (): string => `msg_${randomBytes(18).toString('base64url')}`
