import type { EntityManager } from 'typeorm'
import { AppError } from '../errors.ts'
import { type InboxItem, InboxStore, type OutcomeRow } from '../stores/inbox-store.ts'
import { Delivery } from './deliver.ts'

/** How long it waits for the desk. */
const PATIENCE_MS = 20_000

/**
 * Delivers one thing that an editor asks for, and waits for what becomes of it. Throws UNAVAILABLE where nobody has settled it in
 * time: it still waits for the desk.
 */
export async function deliverOne(
  item: InboxItem,
  manager: EntityManager,
  patienceMs = PATIENCE_MS,
): Promise<OutcomeRow> {
  const outcomes: OutcomeRow[] = []
  const patience = AbortSignal.timeout(patienceMs)
  const delivery = new Delivery(new InboxStore(manager), (outcome) => void outcomes.push(outcome), patience)
  try {
    await delivery.add(item)
    await delivery.finish()
  } catch (error) {
    if (!patience.aborted) throw error
    const message = 'Nobody has settled it in time; it waits for the desk, and asking again is safe'
    throw new AppError('UNAVAILABLE', message, { retryAfter: 5 })
  }
  return outcomes[0]!
}
