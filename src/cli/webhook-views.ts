import { encodeId } from '../entities/node-id.ts'
import type { WebhookAttempt, WebhookDelivery } from '../entities/webhook.ts'
import { encodeChangeCursor } from '../stores/change-cursor.ts'
import type { WebhookRow } from '../stores/webhook-store.ts'

/** A webhook as commands print it, under the names that the API uses. */
export const webhookView = (webhook: WebhookRow) => ({
  id: encodeId('whk', webhook.id),
  partner: webhook.partnerName,
  url: webhook.url,
  filter: webhook.filter,
  types: webhook.types,
  state: webhook.state,
  reason: webhook.reason,
  cursor: encodeChangeCursor({ epoch: webhook.epoch, position: Number(webhook.position) }),
  failures: webhook.failures,
  failingSince: webhook.failingSince,
  lastDeliveredAt: webhook.lastDeliveredAt,
  createdAt: webhook.createdAt,
})

/** A delivery with those attempts that are its own. */
export const deliveryView = (delivery: WebhookDelivery, attempts: readonly WebhookAttempt[]) => ({
  id: encodeId('dlv', delivery.id),
  messageId: delivery.messageId,
  kind: delivery.kind,
  state: delivery.state,
  events: delivery.events,
  createdAt: delivery.createdAt,
  settledAt: delivery.settledAt,
  attempts: attempts
    .filter(({ deliveryId }) => deliveryId === delivery.id)
    .map(({ attempt, at, durationMs, status, error }) => ({ attempt, at, durationMs, status, error })),
})
