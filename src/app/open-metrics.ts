import type { DataSource } from 'typeorm'
import type { Config } from '../config.ts'
import { SourceHealth, WebhookState } from '../entities/enums.ts'
import type { PollFigures } from '../ingestion/schedule/work.ts'
import type { Logger } from '../ops/log.ts'
import { type Labels, Metrics, type Reading } from '../ops/metrics.ts'
import { openOpsListener } from '../ops/ops-listener.ts'
import { version } from '../ops/version.ts'
import { type Figures, FiguresStore, poolFigures } from '../stores/figures-store.ts'
import { databaseHealth } from '../stores/health.ts'
import type { Replicas } from '../stores/replicas.ts'
import type { LogFeed } from '../subscriptions/live-feed.ts'
import type { DeskEars } from './desk-thread.ts'

const BATCH_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const POLL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const DELIVERY_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]
const ARRIVAL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]

/** What the parts of a process tell to be counted, and where it is shown. */
export interface OpenMetrics {
  metrics: Metrics
  desk: DeskEars
  polled(poll: PollFigures): void
  attempted(settlement: string, seconds: number): void
  /** A change has arrived that was decided then. */
  arrived(at: Date): void
  /** Tells how the live feed stands beside the log, and replicas beside the database. */
  watch(live: LogFeed, replicas: Replicas): void
  close(): Promise<void>
}

/** Opens the metrics of a process, and its address for monitors where the configuration gives one. */
export async function openMetrics(
  database: DataSource,
  config: Pick<Config, 'metricsAddress' | 'roles'>,
  log: Pick<Logger, 'info'>,
): Promise<OpenMetrics> {
  const metrics = new Metrics()
  metrics.gauge('sila_info', 'Always 1; its labels say what runs', () => [[infoOf(config), 1]], ['version', 'roles'])
  const figures = new FiguresStore(database.manager, () => performance.now())
  tellFigures(metrics, figures)
  tellPool(metrics, database)
  const listener =
    config.metricsAddress === null
      ? null
      : await openOpsListener({
          at: config.metricsAddress,
          metrics,
          health: async () => ({ ...(await databaseHealth(database)) }),
        })
  if (listener !== null) log.info({ url: listener.url }, 'metrics.listening')
  const arrival = metrics.histogram(
    'sila_change_arrival_seconds',
    'From the decision about a change until this process knew of it, of the newest of each look at the log',
    [],
    ARRIVAL_SECONDS,
  )
  return {
    metrics,
    desk: config.roles.includes('desk') ? deskEars(metrics) : { batch() {}, holds() {} },
    polled: config.roles.includes('ingest') ? pollEar(metrics) : () => {},
    attempted: config.roles.includes('api') ? attemptEar(metrics) : () => {},
    arrived: (at) => arrival({}, Math.max(0, Date.now() - at.getTime()) / 1_000),
    watch: (live, replicas) => tellLag(metrics, figures, live, replicas),
    close: async () => await listener?.close(),
  }
}

const infoOf = ({ roles }: Pick<Config, 'roles'>): Labels => ({ version: version(), roles: roles.join(',') })

function tellFigures(metrics: Metrics, store: FiguresStore): void {
  const tell = (name: string, help: string, of: (figures: Figures) => Reading, labels: string[] = []): void =>
    metrics.gauge(name, help, async () => of(await store.figures()), labels)
  metrics.gauge('sila_database_up', 'Whether the database answers', () =>
    store.figures().then(
      () => 1,
      () => 0,
    ),
  )
  tell('sila_inbox_items', 'Items that wait for the desk', ({ inbox }) => inbox)
  tell('sila_inbox_oldest_seconds', 'For how long the oldest of them has waited', ({ inboxOldestAge: age }) => age)
  tell('sila_desk_lease_held', 'Whether some desk holds the lease', ({ leaseHeld }) => Number(leaseHeld))
  tell('sila_log_head_position', 'Position of the newest change', ({ logHead }) => logHead)
  tell('sila_log_changes', 'Changes that the log holds', ({ logRows }) => logRows)
  tell('sila_newest_change_age_seconds', 'Since the newest change', ({ newestChangeAge: age }) => age)
  tell('sila_feeds_due', 'Feeds that are due', ({ feedsDue }) => feedsDue)
  tell('sila_feed_overdue_seconds', 'For how long the longest of them has been', ({ feedOverdue }) => feedOverdue)
  tell('sila_feeds', 'Feeds by their health', ({ feedsByHealth }) => labelled('health', SourceHealth, feedsByHealth), [
    'health',
  ])
  tell('sila_pages_waiting', 'Pages of items that wait to be read', ({ pagesWaiting }) => pagesWaiting)
  tell('sila_webhooks', 'Webhooks by their state', ({ webhooksByState: by }) => labelled('state', WebhookState, by), [
    'state',
  ])
  tell('sila_webhook_deliveries_waiting', 'Messages that wait to be taken', ({ deliveriesWaiting: n }) => n)
  tell('sila_webhook_oldest_waiting_seconds', 'For how long the oldest has', ({ deliveryOldestAge: age }) => age)
  tell('sila_database_bytes', 'Size of the database', ({ databaseBytes }) => databaseBytes)
}

/** Of each value that there may be: none is a number too. */
const labelled = (label: string, values: object, counts: Readonly<Record<string, number>>): Reading =>
  Object.keys(values).map((value) => [{ [label]: value }, counts[value] ?? 0])

function tellPool(metrics: Metrics, { manager }: DataSource): void {
  const read = (): Reading => {
    const { open, idle, waiting } = poolFigures(manager)
    return [
      [{ state: 'busy' }, open - idle],
      [{ state: 'idle' }, idle],
      [{ state: 'waiting' }, waiting],
    ]
  }
  metrics.gauge('sila_database_connections', 'Connections of the pool, and who waits for one', read, ['state'])
}

function tellLag(metrics: Metrics, figures: FiguresStore, live: LogFeed, replicas: Replicas): void {
  const behind = async (position: number): Promise<number> => Math.max(0, (await figures.figures()).logHead - position)
  metrics.gauge('sila_tail_position', 'Position of the newest change that this process knows', () =>
    live.tail ? live.tail.position : null,
  )
  metrics.gauge('sila_tail_lag_changes', 'Changes of the log that this process does not know yet', async () =>
    live.tail ? await behind(live.tail.position) : null,
  )
  metrics.gauge('sila_ring_changes', 'Recent changes that are at hand', () => live.held)
  metrics.gauge(
    'sila_replica_lag_changes',
    'Changes that a replica has not got yet; nothing of one that is not well',
    async () => {
      const seen = await replicas.seen()
      const known = seen.flatMap(({ name, version: at }) => (at === null ? [] : [{ name, position: at.position }]))
      return await Promise.all(
        known.map(async ({ name, position }) => [{ replica: name }, await behind(position)] as const),
      )
    },
    ['replica'],
  )
  metrics.gauge(
    'sila_replica_up',
    'Whether a replica answers',
    async () =>
      (await replicas.seen()).map(({ name, version: at }) => [{ replica: name }, Number(at !== null)] as const),
    ['replica'],
  )
}

function deskEars(metrics: Metrics): DeskEars {
  let isHolder = false
  const seconds = metrics.histogram('sila_desk_batch_seconds', 'How long batches of the desk took', [], BATCH_SECONDS)
  const items = metrics.counter('sila_desk_items_total', 'Items that the desk settled, by outcome', ['outcome'])
  metrics.gauge('sila_desk_holder', 'Whether the desk of this process writes the record', () => Number(isHolder))
  return {
    batch(outcomes, took) {
      seconds({}, took)
      for (const [outcome, count] of Object.entries(outcomes)) items({ outcome }, count)
    },
    holds(now) {
      isHolder = now
    },
  }
}

function pollEar(metrics: Metrics): OpenMetrics['polled'] {
  const polls = metrics.counter('sila_polls_total', 'Polls of feeds, by what came of them', ['outcome'])
  const notModified = metrics.counter('sila_polls_not_modified_total', 'Polls that were answered with 304')
  const bytes = metrics.counter('sila_poll_bytes_total', 'Bytes received by polls')
  const items = metrics.counter('sila_poll_items_total', 'Items of polls that were new, or could not be read', [
    'state',
  ])
  const seconds = metrics.histogram('sila_poll_seconds', 'From a claim to its commit', ['outcome'], POLL_SECONDS)
  return (poll) => {
    polls({ outcome: poll.kind })
    if (poll.isNotModified) notModified()
    bytes({}, poll.bytes)
    items({ state: 'new' }, poll.newItems)
    items({ state: 'rejected' }, poll.rejected)
    seconds({ outcome: poll.kind }, poll.seconds)
  }
}

function attemptEar(metrics: Metrics): OpenMetrics['attempted'] {
  const attempts = metrics.histogram(
    'sila_webhook_attempt_seconds',
    'How long receivers took, by what followed (delivered, retry, dead, disabled)',
    ['outcome'],
    DELIVERY_SECONDS,
    // The first that is set aside is told of too: what grows has to be seen before.
    ['delivered', 'retry', 'dead', 'disabled'].map((outcome) => ({ outcome })),
  )
  return (outcome, seconds) => attempts({ outcome }, seconds)
}
