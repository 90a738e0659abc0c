import { randomUUID } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import type { Feed } from '../../entities/feed.ts'
import { InboxStore } from '../../stores/inbox-store.ts'
import { PageTaskStore } from '../../stores/page-task-store.ts'
import { RawPayloadStore } from '../../stores/raw-payload-store.ts'
import { type ClaimedFeed, type DayCount, ScheduleStore } from '../../stores/schedule-store.ts'
import { WebSubStore } from '../../stores/web-sub-store.ts'
import { linkHeader } from '../feed/hints.ts'
import { dayOf, emptyDay, historyOf, oldestOf } from './days.ts'
import { feedAddress } from './feed-address.ts'
import { keptHeaders } from './kept-headers.ts'
import type { PollOutcome } from './poll-feed.ts'
import { settledFeed } from './settled-feed.ts'
import { type Delivered, type FeedContext, type SortedItems, sortItems, sortPages } from './sort-items.ts'

/** Items put into the inbox in one statement. */
const CHUNK = 200

/** The inbox is full: nothing was stored, and the same is to be tried again. */
export class InboxFull extends Error {
  override readonly name = 'InboxFull'
}

/** What a poll came to, for the log. */
export interface SettledPoll {
  feed: Feed
  newItems: number
  delivered: number
  pages: number
  healthChanged: boolean
}

type Fresh = Extract<PollOutcome, { kind: 'fresh' }>

/**
 * Stores what a poll brought, all of it or nothing: payload, items on their way, what was seen, validators, the next poll.
 * Null where the feed is no longer this poller's; then nothing is stored. To be done in one transaction, and as often as it
 * fails for a reason that passes.
 */
export async function settlePoll(
  manager: EntityManager,
  claimed: ClaimedFeed,
  outcome: PollOutcome,
  at: { now: Date; random: number },
): Promise<SettledPoll | null> {
  const schedule = new ScheduleStore(manager)
  const today = dayOf(at.now)
  const locked = await schedule.lock(claimed.id, claimed.leaseToken, today)
  if (locked === null) return null
  if (isAnother(locked.feed, claimed)) {
    await schedule.release(claimed.id, claimed.leaseToken)
    return null
  }
  const context = { ...claimed, tags: locked.feed.tags }
  const sorted = outcome.kind === 'fresh' ? await store(manager, context, outcome, at.now) : null
  const added = daysOf(locked.feed, outcome, sorted, at.now)
  const moved = await destination(schedule, locked.feed, outcome)
  const feed = settledFeed(locked, outcome, {
    ...at,
    newItems: sorted?.fresh.length ?? 0,
    published: locked.published + added.reduce((sum, { newItems }) => sum + newItems, 0),
    knownSince: locked.feed.bodySha256 === null ? oldestOf(sorted?.fresh ?? [], at.now) : locked.feed.knownSince,
    moved,
  })
  await schedule.count(feed.id, added)
  const healthChanged = feed.health !== locked.feed.health
  await schedule.settle(feed, healthChanged)
  const { length: newItems } = sorted?.fresh ?? []
  return { feed, newItems, delivered: sorted?.deliver.length ?? 0, pages: sorted?.pages.length ?? 0, healthChanged }
}

/** While it was polled, the operator gave it another address or took it away. */
const isAnother = (feed: Feed, claimed: ClaimedFeed): boolean => feed.removedAt !== null || feed.url !== claimed.url

async function store(manager: EntityManager, feed: FeedContext, outcome: Fresh, now: Date): Promise<SortedItems> {
  const { answer, payload } = outcome
  const schedule = new ScheduleStore(manager)
  const { articles, pages = [] } = payload
  const shown = [...articles, ...pages].map(({ key, digest }) => ({ key, digest }))
  const seen = await schedule.seenItems(
    feed.id,
    shown.map(({ key }) => key),
  )
  const rawPayloadId = await new RawPayloadStore(manager).keep({
    bytes: answer.body,
    origin: answer.url,
    mediaType: answer.headers['content-type'] ?? null,
    headers: keptHeaders(answer.headers),
  })
  const sorted = sortItems(articles, seen, feed)
  sorted.pages.push(...sortPages(pages, seen, feed))
  for (const { key, item } of pages) {
    if (!seen.has(key)) sorted.fresh.push({ publishedAt: item.publishedAt ?? null, publishedAtPrecision: 'TIME' })
  }
  await deliver(manager, sorted.deliver, rawPayloadId)
  await new PageTaskStore(manager).add(feed.id, sorted.pages, rawPayloadId, now)
  await schedule.saw(feed.id, shown, dayOf(now))
  const push = linkHeader(answer.headers.link, answer.url)
  const hub = push.hub ?? payload.hints?.hub
  if (hub) await new WebSubStore(manager).offer(feed.id, hub, push.self ?? payload.hints?.self ?? answer.url)
  return sorted
}

/** Puts items into the inbox as one delivery. */
export async function deliver(
  manager: EntityManager,
  items: readonly Delivered[],
  rawPayloadId: string | null,
): Promise<void> {
  const inbox = new InboxStore(manager)
  const delivery = randomUUID()
  for (let from = 0; from < items.length; from += CHUNK) {
    const chunk = items.slice(from, from + CHUNK)
    const rows = chunk.map((item) => ({ kind: 'ARTICLE' as const, ...item, rawPayloadId }))
    if (!(await inbox.add(delivery, from, rows))) throw new InboxFull('the inbox is full')
  }
}

function daysOf(feed: Feed, outcome: PollOutcome, sorted: SortedItems | null, now: Date): DayCount[] {
  const isFirst = feed.bodySha256 === null
  const history = isFirst ? historyOf(sorted?.fresh ?? [], now) : []
  const today: DayCount = {
    day: dayOf(now),
    polls: 1,
    unchanged: Number(outcome.kind === 'unchanged'),
    failures: Number(outcome.kind === 'failed' || outcome.kind === 'gone'),
    newItems: isFirst ? 0 : (sorted?.fresh.length ?? 0),
    bytes: outcome.answer?.wireBytes ?? 0,
  }
  const sameDay = history.find(({ day }) => day === today.day) ?? emptyDay(today.day)
  return [...history.filter((day) => day !== sameDay), { ...today, newItems: today.newItems + sameDay.newItems }]
}

/** Who is at the address to which a feed was permanently sent for the second time: nobody, or another feed. */
async function destination(
  schedule: ScheduleStore,
  feed: Feed,
  outcome: PollOutcome,
): Promise<{ takenBy: string | null } | null> {
  const { movedTo } = outcome.answer ?? {}
  const urlKey = movedTo && movedTo === feed.movedTo ? feedAddress(movedTo)?.urlKey : undefined
  if (urlKey === undefined) return null
  const other = await schedule.atAddress(urlKey)
  return { takenBy: other === feed.id ? null : other }
}
