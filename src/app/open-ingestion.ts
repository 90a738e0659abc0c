import type { OpenStore } from '../app/open-store.ts'
import type { Config } from '../config.ts'
import { Fetcher } from '../ingestion/fetch/fetcher.ts'
import { userAgent } from '../ingestion/fetch/request-headers.ts'
import { RobotsRules } from '../ingestion/fetch/robots-rules.ts'
import { Ingester } from '../ingestion/ingester.ts'
import { backfillJob } from '../ingestion/jobs/backfill.ts'
import { JobRunner } from '../ingestion/jobs/job-runner.ts'
import { reextractJob } from '../ingestion/jobs/reextract.ts'
import { relinkJob } from '../ingestion/jobs/relink.ts'
import type { PollFigures } from '../ingestion/schedule/work.ts'
import { WebSubSubscriber } from '../ingestion/websub/subscriber.ts'
import { ParserPool } from '../ingestion/worker/pool.ts'
import type { Logger } from '../ops/log.ts'
import { version } from '../ops/version.ts'
import { CheckpointStore } from '../stores/checkpoint-store.ts'
import { DatabaseClock } from '../stores/database-clock.ts'
import { InboxStore } from '../stores/inbox-store.ts'
import { RawPayloadStore } from '../stores/raw-payload-store.ts'
import { RobotsStore } from '../stores/robots-store.ts'
import { StoredArticleStore } from '../stores/stored-article-store.ts'
import { SCHEDULE_CHANNEL, WebSubStore } from '../stores/web-sub-store.ts'

/** An ingester at work, woken by feeds that come due sooner than they were; with it long jobs and the wishes to hubs. */
export async function openIngestion(
  store: Pick<OpenStore, 'database' | 'url' | 'listener'>,
  config: Pick<Config, 'allowPrivateNetworks' | 'contact' | 'publicUrl' | 'rawKeptSeconds' | 'rawMaxBytes'>,
  log: Pick<Logger, 'info' | 'warn'>,
  polled?: (poll: PollFigures) => void,
): Promise<{ close(): Promise<void> }> {
  const { manager } = store.database
  const tell = (event: string, fields: Record<string, unknown>): void => log.info(fields, event)
  const clock = await DatabaseClock.open(store.database)
  const fetcher = new Fetcher({
    userAgent: userAgent({ version: version(), contact: config.contact, publicUrl: config.publicUrl }),
    allowPrivate: config.allowPrivateNetworks,
  })
  const parsers = new ParserPool()
  const ingester = new Ingester({
    database: store.database,
    fetcher,
    parsers,
    robots: new RobotsRules(new RobotsStore(manager), fetcher, clock),
    clock,
    random: Math.random,
    rawKeptSeconds: config.rawKeptSeconds,
    rawMaxBytes: config.rawMaxBytes,
    log: tell,
    ...(polled && { polled }),
  })
  const [articles, payloads, inbox] = [
    new StoredArticleStore(manager),
    new RawPayloadStore(manager),
    new InboxStore(manager),
  ]
  const jobs = new JobRunner({
    url: store.url,
    checkpoints: new CheckpointStore(manager),
    jobs: [
      reextractJob(articles, payloads, inbox, parsers),
      relinkJob(articles, inbox),
      backfillJob({
        fetch: (request) => fetcher.fetch(request),
        parser: parsers,
        payloads,
        inbox,
        now: () => clock.now(),
      }),
    ],
    log: tell,
  })
  // Without an address of its own no hub can reach this server.
  const hubs =
    config.publicUrl === null
      ? null
      : new WebSubSubscriber({
          store: new WebSubStore(manager),
          fetch: (request) => fetcher.fetch(request),
          publicUrl: config.publicUrl.replace(/\/+$/, ''),
          log: tell,
        })
  const hearing = store.listener.hear([SCHEDULE_CHANNEL], () => ingester.wake())
  await jobs.start()
  ingester.start()
  hubs?.start()
  return {
    async close() {
      hearing.close()
      await hubs?.close()
      await jobs.close()
      await ingester.close()
      await parsers.close()
      await fetcher.close()
      clock.close()
    },
  }
}
