import { AppError } from '../errors.ts'
import { PartnerStore } from '../stores/partner-store.ts'
import { type OperationUsage, UsageReport } from '../stores/usage-report.ts'
import { type CommandContext, EXIT } from './command.ts'
import { table } from './feed-views.ts'
import { onDatabase } from './on-database.ts'

/** How `sila partners usage` is told what to print. */
export interface UsageOptions {
  since?: string
  until?: string
  by: string
  csv?: boolean
  json?: boolean
}

/** Rows read at once. */
const PAGE = 1_000
/** Without `--since` so much of the past is told. */
const DEFAULT_DAYS = 30
const DAY_MS = 86_400_000

/** What stands in one line of each report, beside partner and operation. */
const TIMES: Readonly<Record<string, (hour: Date) => string>> = {
  hour: (hour) => `${hour.toISOString().slice(0, 16)}Z`,
  day: (hour) => hour.toISOString().slice(0, 10),
  operation: () => '',
}

/** By what use can be summed up. */
export const GROUPS = Object.keys(TIMES).join(', ')

/** One line of a report. */
type Line = Pick<
  OperationUsage,
  'partner' | 'operation' | 'documentId' | 'calls' | 'errors' | 'cost' | 'lastUsedAt'
> & {
  time: string
}

/** Prints how partners use their operations. */
export async function printUsage(name: string | undefined, options: UsageOptions, context: CommandContext) {
  const timeOf = Object.hasOwn(TIMES, options.by) ? TIMES[options.by]! : null
  const since = dateOf(options.since, new Date(Date.now() - DEFAULT_DAYS * DAY_MS))
  const until = dateOf(options.until, null)
  const problem =
    timeOf === null
      ? `--by ${options.by}: must be one of ${GROUPS}`
      : since === undefined || until === undefined
        ? 'a date is one such as 2026-11-30 or 2026-11-30T12:00:00Z'
        : options.csv && context.json
          ? '--csv and --json are two forms: one of the two'
          : null
  if (problem !== null) {
    context.say(`sila: ${problem}`)
    return EXIT.misused
  }
  return await onDatabase(context, async ({ manager }) => {
    const partner = name === undefined ? null : await new PartnerStore(manager).byName(name)
    if (name !== undefined && partner === null) throw new AppError('NOT_FOUND', `There is no partner ${name}`)
    const filter = { partnerId: partner?.id ?? null, since: since!, until: until! }
    const lines = await summed(new UsageReport(manager), filter, timeOf!)
    const isByTime = options.by !== 'operation'
    if (options.csv) context.write(csv(lines, isByTime))
    else if (context.json) context.print({ usage: lines.map((line) => shown(line, isByTime)) })
    else context.write(asTable(lines, isByTime))
    return EXIT.done
  })
}

/** Undefined where it is no date. */
function dateOf(text: string | undefined, otherwise: Date | null): Date | null | undefined {
  if (text === undefined) return otherwise
  const date = new Date(text)
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime()) ? date : undefined
}

async function summed(
  report: UsageReport,
  filter: Parameters<UsageReport['page']>[0],
  timeOf: (hour: Date) => string,
): Promise<Line[]> {
  const lines = new Map<string, Line>()
  for (let after: string | null = null; ; ) {
    const page = await report.page(filter, { first: PAGE, last: null, after, before: null })
    for (const { node } of page.edges) {
      const { partner, operation, documentId, hour, calls, errors, cost, lastUsedAt } = node
      const time = timeOf(hour)
      const key = JSON.stringify([time, partner, operation, documentId])
      const line = lines.get(key)
      if (line === undefined) {
        lines.set(key, { time, partner, operation, documentId, calls, errors, cost, lastUsedAt })
        continue
      }
      line.calls += calls
      line.errors += errors
      line.cost += cost
      if (lastUsedAt > line.lastUsedAt) line.lastUsedAt = lastUsedAt
    }
    if (!page.hasNextPage) return [...lines.values()]
    after = page.edges.at(-1)!.cursor
  }
}

const shown = ({ time, ...line }: Line, isByTime: boolean) => (isByTime ? { time, ...line } : line)

function asTable(lines: readonly Line[], isByTime: boolean): string {
  const head = ['PARTNER', 'OPERATION', 'CALLS', 'ERRORS', 'POINTS', 'LAST USED']
  const rows = lines.map(({ time, partner, operation, documentId, calls, errors, cost, lastUsedAt }) => [
    ...(isByTime ? [time] : []),
    partner,
    operation || (documentId ?? '(a text without a name)'),
    `${calls}`,
    `${errors}`,
    `${cost}`,
    lastUsedAt.toISOString().slice(0, 16),
  ])
  return table(isByTime ? ['TIME', ...head] : head, rows)
}

/** By RFC 4180. */
function csv(lines: readonly Line[], isByTime: boolean): string {
  const head = ['partner', 'operation', 'documentId', 'calls', 'errors', 'points', 'lastUsedAt']
  const rows = lines.map(({ time, partner, operation, documentId, calls, errors, cost, lastUsedAt }) => [
    ...(isByTime ? [time] : []),
    ...[partner, operation, documentId ?? '', `${calls}`, `${errors}`, `${cost}`, lastUsedAt.toISOString()],
  ])
  return [isByTime ? ['time', ...head] : head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
