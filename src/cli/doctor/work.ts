import type { EntityManager } from 'typeorm'
import type { Config } from '../../config.ts'
import { CheckpointStore } from '../../stores/checkpoint-store.ts'
import { type Figures, FiguresStore } from '../../stores/figures-store.ts'
import { type Inspection, InspectionStore } from '../../stores/inspection-store.ts'
import { SampleStore } from '../../stores/sample-store.ts'
import { LAST_BACKUP } from '../last-backup.ts'
import { duration, type Findings, size } from './findings.ts'

/** Bounds beyond which something does not keep up, in seconds. */
const MAX_WAIT = 60
const MAX_OVERDUE = 900
/** Retention comes by once an hour, and takes some at a time. */
const MAX_BEHIND = 7_200
const MAX_BACKUP_AGE = 7 * 86_400
const SHOWN = 3

/** What the roles of servers do: desk, sources, webhooks, retention, backups. */
export async function examineWork(manager: EntityManager, config: Config, inspection: Inspection, findings: Findings) {
  const figures = await new FiguresStore(manager, () => performance.now()).figures()
  examineDesk(figures, findings)
  await examineFeeds(manager, figures, findings)
  examineWebhooks(figures, inspection, findings)
  examineRetention(config, figures, inspection, findings)
  await examineBackup(manager, findings)
}

function examineDesk({ inbox, inboxOldestAge, leaseHeld }: Figures, findings: Findings): void {
  const isIdle = inbox === 0
  const nobody = isIdle ? 'nobody is at it, and nothing waits' : 'nobody is at it'
  findings.note('desk', leaseHeld || isIdle, leaseHeld ? 'at work' : nobody, 'start a server with the role desk')
  const wait = isIdle ? 'nothing waits' : `${inbox} waiting, the oldest for ${duration(inboxOldestAge)}`
  const fix = leaseHeld
    ? 'look for desk.* in the log of its process; give it a faster disk or CPU where it only is slow'
    : 'start a server with the role desk'
  findings.note('inbox', inboxOldestAge <= MAX_WAIT, wait, fix)
}

async function examineFeeds(manager: EntityManager, figures: Figures, findings: Findings): Promise<void> {
  const { feedsByHealth, feedsDue, feedOverdue } = figures
  const all = Object.values(feedsByHealth).reduce((sum, feeds) => sum + feeds, 0)
  const isPolled = feedOverdue <= MAX_OVERDUE
  const due = feedsDue === 0 ? 'none is due' : `${feedsDue} due, the first for ${duration(feedOverdue)}`
  findings.note(
    'polling',
    isPolled,
    all === 0 ? 'no feed yet' : due,
    'start a server with the role ingest, or more of them',
  )
  const failing = await new InspectionStore(manager).failingFeeds(SHOWN)
  const count = feedsByHealth.FAILING ?? 0
  const some = failing.map(
    ({ source, url, failures, error }) => `${source} ${url} (${failures} times: ${error ?? 'no word'})`,
  )
  const found = count === 0 ? `none of ${all} fails` : `${count} of ${all} fail: ${some.join('; ')}`
  findings.advise(
    'sources',
    count === 0,
    found,
    'see `sila feeds check`; correct the address, or `sila feeds pause` what is gone',
  )
}

function examineWebhooks(figures: Figures, { disabledWebhooks, deadLetters }: Inspection, findings: Findings): void {
  const all = Object.values(figures.webhooksByState).reduce((sum, webhooks) => sum + webhooks, 0)
  const isWell = disabledWebhooks.length === 0 && deadLetters === 0
  const some = disabledWebhooks.slice(0, SHOWN).map(({ url, reason }) => `${url} (${reason ?? 'by hand'})`)
  const found = isWell
    ? `${all} webhooks, ${figures.deliveriesWaiting} deliveries under way`
    : [
        ...(some.length > 0 ? [`${disabledWebhooks.length} given up: ${some.join('; ')}`] : []),
        ...(deadLetters > 0 ? [`${deadLetters} dead letters`] : []),
      ].join('; ')
  const fix = 'tell the partner; then `sila webhooks resume ID`, and `sila webhooks replay ID` for what was missed'
  findings.advise('webhooks', isWell, found, fix)
}

function examineRetention(config: Config, figures: Figures, inspection: Inspection, findings: Findings): void {
  const behind = (age: number | null, kept: number) => age !== null && age > kept + MAX_BEHIND
  const { oldestChangeAge, oldestRawAge, rawBytes } = inspection
  const reach = oldestChangeAge === null ? 'empty' : `${figures.logRows} changes, ${duration(oldestChangeAge)} back`
  const isKept = !behind(oldestChangeAge, config.changesKeptSeconds)
  const log = `start a server with the role desk: it takes away what is older than SILA_CHANGES_KEPT (${duration(config.changesKeptSeconds)})`
  findings.note('log of changes', isKept, reach, log)
  const raw = oldestRawAge === null ? 'none' : `${size(rawBytes)}, ${duration(oldestRawAge)} back`
  const isBounded = !behind(oldestRawAge, config.rawKeptSeconds)
  const fetched = `start a server with the role ingest: it takes away what is older than SILA_RAW_KEPT (${duration(config.rawKeptSeconds)})`
  findings.note('fetched bytes', isBounded, raw, fetched)
}

async function examineBackup(manager: EntityManager, findings: Findings): Promise<void> {
  const last = await new CheckpointStore(manager).read<{ takenAt: string }>(LAST_BACKUP)
  const isWorthless = await new SampleStore(manager).holdsOnlySample()
  const age = last === null ? null : (Date.now() - Date.parse(last.place.takenAt)) / 1_000
  const found = age === null ? (isWorthless ? 'none, and nothing to back up yet' : 'none yet') : `${duration(age)} old`
  const isWell = isWorthless || (age !== null && age <= MAX_BACKUP_AGE)
  findings.advise(
    'backup',
    isWell,
    found,
    'run `sila backup FILE` every night, and keep what it writes on another machine',
  )
}
