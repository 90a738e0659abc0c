import { messageOf } from '../../errors.ts'
import type { DocumentUsageStore, UsedOperation } from '../../stores/document-usage-store.ts'

/** What is counted is written after so long at the latest. */
const WRITE_EVERY_MS = 1_000
/** It is written before, once it is more than such a part of what a partner was counted in this hour: a process that dies loses no more. */
const LOSS = 0.003
/** But not at every call: between two writes so long passes, and after one that failed a second. */
const PAUSE_MS = 10
/** Writes under way. What has gone to the database is written even if this process is killed: only what waits to go is lost with it. */
const MOST_AT_ONCE = 3
/** Operations and hours that wait to be written; what is more, while the database is away, is not counted. */
const MAX_WAITING = 50_000
/** Names of texts of one partner in an hour; what has others is counted as if it had none. */
const MAX_NAMES = 500
const MAX_NAME = 100
const HOUR_MS = 3_600_000
const PRUNE_EVERY_MS = 6 * HOUR_MS

/** How one call of an operation went. */
export interface OperationCall extends Pick<UsedOperation, 'partnerId' | 'documentId' | 'operation' | 'cost'> {
  failed: boolean
}

export interface UsageBookOptions {
  usage: Pick<DocumentUsageStore, 'add' | 'prune'>
  now(): Date
  warn(fields: object, event: string): void
}

/** What was counted of a partner in an hour. */
interface PartnerHour {
  hour: number
  calls: number
  /** Of these those that wait to be written. */
  waiting: number
  names: Set<string>
}

/**
 * Counts how operations are used, and writes it down: so often that a process that is killed loses less than a hundredth of what it has
 * counted of any partner who asks a lot, and ever more seldom as the hour goes by.
 */
export class UsageBook {
  #waiting = new Map<string, UsedOperation>()
  readonly #partners = new Map<string, PartnerHour>()
  readonly #timers: NodeJS.Timeout[]
  #soon: NodeJS.Timeout | null = null
  #mayWriteAt = Number.NEGATIVE_INFINITY
  readonly #underWay = new Set<Promise<void>>()

  constructor(private readonly options: UsageBookOptions) {
    this.#timers = [
      setInterval(() => void this.write(), WRITE_EVERY_MS),
      setInterval(() => void this.#prune(), PRUNE_EVERY_MS),
    ]
  }

  count({ partnerId, documentId, operation: name, failed, cost }: OperationCall): void {
    const now = this.options.now()
    const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
    const partner = this.#partnerIn(hour, partnerId)
    const operation = documentId === null ? this.#known(partner, name) : name
    const key = `${documentId ?? `text of ${partnerId}`} ${hour} ${operation}`
    const used = this.#waiting.get(key)
    if (used === undefined) {
      if (this.#waiting.size >= MAX_WAITING) return
      const first = { calls: 1, errors: failed ? 1 : 0, cost, lastUsedAt: now }
      this.#waiting.set(key, { partnerId, documentId, operation, hour: new Date(hour), ...first })
    } else {
      used.calls++
      used.errors += failed ? 1 : 0
      used.cost += cost
      used.lastUsedAt = now
    }
    partner.calls++
    partner.waiting++
    if (partner.waiting > partner.calls * LOSS) this.#writeSoon()
  }

  /** Writes what waits. Where that fails it is added to what comes, and written with it. */
  async write(): Promise<void> {
    await this.#send()
    await Promise.all(this.#underWay)
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    if (this.#soon !== null) clearTimeout(this.#soon)
    // Nothing is written soon any more.
    this.#mayWriteAt = Number.POSITIVE_INFINITY
    await this.write()
  }

  #partnerIn(hour: number, partnerId: string): PartnerHour {
    const known = this.#partners.get(partnerId)
    if (known?.hour === hour) return known
    // What the last hour left is written with the first of this one.
    const partner = { hour, calls: 0, waiting: known?.waiting ?? 0, names: new Set<string>() }
    this.#partners.set(partnerId, partner)
    return partner
  }

  #known({ names }: PartnerHour, name: string): string {
    if (name.length > MAX_NAME) return ''
    if (names.size < MAX_NAMES) names.add(name)
    return names.has(name) ? name : ''
  }

  #writeSoon(): void {
    if (this.#soon !== null || this.#mayWriteAt === Number.POSITIVE_INFINITY) return
    const sent = async () => {
      await this.#send()
      this.#soon = null
    }
    this.#soon = setTimeout(() => void sent(), Math.max(0, this.#mayWriteAt - performance.now()))
  }

  /** Has what waits written, as soon as not too much is under way; comes back when that has begun. */
  async #send(): Promise<void> {
    while (this.#underWay.size >= MOST_AT_ONCE) await Promise.race(this.#underWay)
    if (this.#waiting.size === 0) return
    const writing = this.#writeNow()
    this.#underWay.add(writing)
    void writing.then(() => this.#underWay.delete(writing))
  }

  async #writeNow(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = new Map()
    for (const partner of this.#partners.values()) partner.waiting = 0
    this.#pause(PAUSE_MS)
    try {
      await this.options.usage.add([...waiting.values()])
    } catch (error) {
      this.#pause(WRITE_EVERY_MS)
      this.options.warn({ error: messageOf(error) }, 'documents.uncounted')
      for (const [key, later] of this.#waiting) waiting.set(key, sum(waiting.get(key), later))
      this.#waiting = waiting
    }
  }

  #pause(ms: number): void {
    this.#mayWriteAt = Math.max(this.#mayWriteAt, performance.now() + ms)
  }

  async #prune(): Promise<void> {
    const now = this.options.now().getTime()
    for (const [id, { hour }] of this.#partners) if (hour < now - 2 * HOUR_MS) this.#partners.delete(id)
    await this.options.usage.prune().catch((error) => {
      this.options.warn({ error: messageOf(error) }, 'documents.unpruned')
    })
  }
}

function sum(earlier: UsedOperation | undefined, later: UsedOperation): UsedOperation {
  if (earlier === undefined) return later
  const { calls, errors, cost } = earlier
  return { ...later, calls: calls + later.calls, errors: errors + later.errors, cost: cost + later.cost }
}
