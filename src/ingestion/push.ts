import { setImmediate as turn } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import { decodeId } from '../entities/node-id.ts'
import type { Push, PushAnswer, Pushed, PushResult } from '../entities/push.ts'
import type { UserError } from '../entities/user-error.ts'
import { ArticleStore } from '../stores/article-store.ts'
import { type Attempt, IdempotencyStore } from '../stores/idempotency-store.ts'
import { type InboxItem, InboxStore, type OutcomeRow } from '../stores/inbox-store.ts'
import { SourceStore } from '../stores/source-store.ts'
import { clean } from './clean.ts'
import { Delivery } from './deliver.ts'
import { htmlProblem, MAX_HTML_BYTES } from './extract/sanitize.ts'
import { badKey, conflict, invalidField, refusedByDesk, tooLarge, unknownSource, withdrawn } from './push-error.ts'
import { readPushItem } from './push-item.ts'

/** How long a push waits for the desk. */
const PATIENCE_MS = 20_000
const KEY = /^[\x20-\x7e]{1,255}$/

export interface PushOptions {
  manager: EntityManager
  now(): Date
  patienceMs?: number
}

/**
 * Takes articles in from outside: each is checked and cleaned by itself, delivered, and waited for. What the caller can mend
 * is in the answer. The same idempotency key gives the first answer again.
 */
export async function pushArticles(push: Push, options: PushOptions): Promise<Pushed> {
  const { caller, idempotencyKey: key } = push
  if (key !== null && !KEY.test(key)) return refused(badKey())
  const source = await findSource(push.source, options.manager)
  if (source === null) return refused(unknownSource(push.source.slice(0, 100)))
  if (key === null) return await take(push, source, options)
  const attempt = { caller, key, sha256: push.contentSha256 }
  return await once(attempt, options.manager, () => take(push, source, options))
}

const refused = (error: UserError): Pushed => ({ kind: 'settled', answer: { results: [], userErrors: [error] } })

/** Does work whose answer is kept, unless it was done before. */
async function once(attempt: Attempt, manager: EntityManager, work: () => Promise<Pushed>): Promise<Pushed> {
  const store = new IdempotencyStore(manager)
  const claim = await store.claim(attempt)
  if (claim.kind === 'conflict') return refused(conflict())
  if (claim.kind === 'running') return { kind: 'running' }
  if (claim.kind === 'answered') return { kind: 'settled', answer: claim.answer as PushAnswer }
  let pushed: Pushed | null = null
  try {
    pushed = await work()
    return pushed
  } finally {
    // Without an answer the next attempt is a first one: what it delivers again changes nothing.
    if (pushed?.kind === 'settled') await store.finish(attempt, claim.token, pushed.answer)
    else await store.release(attempt, claim.token)
  }
}

interface PushSource {
  id: string
  slug: string
}

async function findSource(idOrSlug: string, manager: EntityManager): Promise<PushSource | null> {
  const sources = new SourceStore(manager)
  if (!idOrSlug.includes('_')) return await sources.bySlug(idOrSlug)
  const named = decodeId(idOrSlug)
  return named?.prefix === 'src' ? ((await sources.byIds([named.id]))[0] ?? null) : null
}

/** Delivers what can be delivered, and waits for all of it. */
async function take({ articles }: Push, source: PushSource, options: PushOptions): Promise<Pushed> {
  const outcomes: OutcomeRow[] = []
  const patience = AbortSignal.timeout(options.patienceMs ?? PATIENCE_MS)
  const delivery = new Delivery(new InboxStore(options.manager), (outcome) => void outcomes.push(outcome), patience)
  const errors: (UserError | null)[] = []
  try {
    for (const article of articles) {
      const item = toInbox(article, source, options.now())
      errors.push('code' in item ? item : null)
      // A large article takes a while: others have their turn between two.
      await turn()
      if (!('code' in item)) await delivery.add(item)
    }
    await delivery.finish()
  } catch (error) {
    if (patience.aborted) return { kind: 'waiting' }
    throw error
  }
  return { kind: 'settled', answer: { results: await results(errors, outcomes, options.manager), userErrors: [] } }
}

function toInbox(article: unknown, { id, slug }: PushSource, now: Date): InboxItem | UserError {
  const read = readPushItem(article)
  if (!read.ok) return invalidField(read.field, read.needed)
  if (htmlProblem(read.item.html ?? '') !== null) return tooLarge(MAX_HTML_BYTES)
  const cleaned = clean(read.item, { now })
  if (!cleaned.ok) return invalidField(['title'], 'title')
  // By the number of the source: its slug may change, and its GUIDs mean the same.
  const channel = `push:${id}`
  return { kind: 'ARTICLE', channel, payload: { source: { slug }, article: cleaned.article }, rawPayloadId: null }
}

/** One result an article in order: what was not delivered has its error, the others their outcome. */
async function results(
  errors: readonly (UserError | null)[],
  outcomes: readonly OutcomeRow[],
  manager: EntityManager,
): Promise<PushResult[]> {
  const ids = [...new Set(outcomes.flatMap(({ articleId }) => articleId ?? []))]
  const known = new Map((await new ArticleStore(manager).byIds(ids)).map((row) => [row.id, row]))
  const settled = [...outcomes]
  return errors.map((error) => {
    if (error !== null) return { outcome: 'REJECTED', article: null, error }
    const { outcome, articleId } = settled.shift()!
    const row = articleId === null ? undefined : known.get(articleId)
    const article = row === undefined ? null : { id: row.id, url: row.url }
    if (outcome !== 'REJECTED') return { outcome, article, error: null }
    return { outcome, article, error: row?.status === 'WITHDRAWN' ? withdrawn() : refusedByDesk() }
  })
}
