import type { WebhookDelivery } from '../entities/webhook.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import type { NewDelivery } from '../stores/webhook-delivery-store.ts'
import type { WebhookRow } from '../stores/webhook-store.ts'
import type { CourierOptions } from './courier.ts'
import { filterFromJson } from './filter-json.ts'
import { changesLetter, gapLetter } from './letter.ts'
import { toldEvents } from './told-events.ts'

/** Changes read at once. */
const AT_ONCE = 500
/** It tells all that it told, even where that has grown. */
const WHOLE = { events: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/**
 * A dead letter anew, from the same stretch of the log but as things are now: what was withdrawn meanwhile, or may be shown no more, is not
 * brought back. Null where the log no longer reaches back to it.
 */
export async function remadeLetter(
  { kind, epoch, afterPosition, position }: WebhookDelivery,
  webhook: WebhookRow,
  { changes: log, contextOf }: Pick<CourierOptions, 'changes' | 'contextOf'>,
  now: Date,
): Promise<NewDelivery | null> {
  const after = { epoch, position: Number(afterPosition) }
  const end = Number(position)
  if (kind === 'GAP') return gapLetter(webhook.id, after, { epoch, position: end, oldest: end + 1 }, now)
  const changes: LoggedChange[] = []
  for (let seen = after.position; seen < end; ) {
    const page = await log.within(seen, end - seen, webhook.types, AT_ONCE)
    if (page.epoch !== epoch || page.oldest > seen + 1) return null
    changes.push(...page.changes)
    seen = page.seen
  }
  const wanted = { filter: filterFromJson(webhook.filter), types: webhook.types }
  const context = contextOf({ id: webhook.partnerId, name: webhook.partnerName })
  const told = changes.length === 0 ? { events: [] } : await toldEvents(epoch, changes, wanted, context, WHOLE)
  return changesLetter(webhook.id, after, { events: told.events, place: { epoch, position: end } }, now)
}
