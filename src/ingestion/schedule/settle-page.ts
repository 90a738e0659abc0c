import type { EntityManager } from 'typeorm'
import { type ClaimedPage, PageTaskStore } from '../../stores/page-task-store.ts'
import { RawPayloadStore } from '../../stores/raw-payload-store.ts'
import { keptHeaders } from './kept-headers.ts'
import type { PageOutcome } from './read-page.ts'
import { deliver } from './settle-poll.ts'

/** Attempts before the feed's word has to do. */
const ATTEMPTS = 3
/** Pause after the first and the second attempt, in seconds. */
const PAUSES = [60, 600] as const
/** News do not wait longer for their text. */
const MOST_WAIT_SECONDS = 3_600

/** What became of an item that waited for its page, for the log. */
export interface SettledPage {
  became: 'full' | 'as-told' | 'later' | 'nothing'
  reason: string | null
}

/**
 * Stores what the reading of a page brought, all of it or nothing: the item goes to the desk with the page's text or without,
 * or waits once more. Null where the task is no longer this process's; then nothing is stored.
 */
export async function settlePage(
  manager: EntityManager,
  task: ClaimedPage,
  outcome: PageOutcome,
  now: Date,
): Promise<SettledPage | null> {
  const tasks = new PageTaskStore(manager)
  if (!(await tasks.lock(task.id, task.leaseToken))) return null
  if (outcome.kind === 'later') {
    const wait = Math.max(outcome.seconds, PAUSES[task.attempts] ?? 0)
    if (task.attempts + 1 < ATTEMPTS && wait <= MOST_WAIT_SECONDS) {
      await tasks.retryAt(task.id, new Date(now.getTime() + wait * 1000), outcome.reason)
      return { became: 'later', reason: outcome.reason }
    }
  }
  const { channel, payload, rawPayloadId } = task
  await tasks.done(task.id)
  if (outcome.kind === 'full') {
    const { answer, article } = outcome
    const page = await new RawPayloadStore(manager).keep({
      bytes: answer.body,
      origin: answer.url,
      mediaType: answer.headers['content-type'] ?? null,
      headers: keptHeaders(answer.headers),
    })
    await deliver(manager, [{ channel, payload: { ...payload, article } }], page)
    return { became: 'full', reason: null }
  }
  // Nothing but an address was known, of a sitemap: there is nothing to tell.
  if (payload.article.title === '') return { became: 'nothing', reason: outcome.reason }
  await deliver(manager, [{ channel, payload }], rawPayloadId)
  return { became: 'as-told', reason: outcome.reason }
}
