import { messageOf } from '../../errors.ts'
import type { DocumentUsageStore, UsedDocument } from '../../stores/document-usage-store.ts'

/** What is counted is written after so long: a process that dies loses no more. */
const WRITE_EVERY_MS = 1_000
/** Documents and hours that wait to be written; what is more, while the database is away, is not counted. */
const MAX_WAITING = 50_000
const HOUR_MS = 3_600_000
const PRUNE_EVERY_MS = 6 * HOUR_MS

/** How one call of a document went. */
export interface DocumentCall {
  /** The id of its row. */
  documentId: string
  failed: boolean
  /** Points. */
  cost: number
}

export interface UsageBookOptions {
  usage: Pick<DocumentUsageStore, 'add' | 'prune'>
  now(): Date
  warn(fields: object, event: string): void
}

/** Counts how documents are used, and writes it down once a second. */
export class UsageBook {
  #waiting = new Map<string, UsedDocument>()
  readonly #timers: NodeJS.Timeout[]
  #writing: Promise<void> = Promise.resolve()

  constructor(private readonly options: UsageBookOptions) {
    this.#timers = [
      setInterval(() => void this.write(), WRITE_EVERY_MS),
      setInterval(() => void this.#prune(), PRUNE_EVERY_MS),
    ]
  }

  count({ documentId, failed, cost }: DocumentCall): void {
    const now = this.options.now()
    const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
    const key = `${documentId} ${hour}`
    const used = this.#waiting.get(key) ?? {
      documentId,
      hour: new Date(hour),
      calls: 0,
      errors: 0,
      cost: 0,
      lastUsedAt: now,
    }
    if (used.calls === 0 && this.#waiting.size >= MAX_WAITING) return
    used.calls++
    used.errors += failed ? 1 : 0
    used.cost += cost
    used.lastUsedAt = now
    this.#waiting.set(key, used)
  }

  /** Writes what waits. Where that fails it is added to what comes, and written with it. */
  async write(): Promise<void> {
    const written = this.#writing.then(() => this.#writeNow())
    this.#writing = written
    await written
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.write()
  }

  async #writeNow(): Promise<void> {
    const waiting = this.#waiting
    if (waiting.size === 0) return
    this.#waiting = new Map()
    try {
      await this.options.usage.add([...waiting.values()])
    } catch (error) {
      this.options.warn({ error: messageOf(error) }, 'documents.uncounted')
      for (const [key, later] of this.#waiting) waiting.set(key, sum(waiting.get(key), later))
      this.#waiting = waiting
    }
  }

  async #prune(): Promise<void> {
    await this.options.usage.prune().catch((error) => {
      this.options.warn({ error: messageOf(error) }, 'documents.unpruned')
    })
  }
}

function sum(earlier: UsedDocument | undefined, later: UsedDocument): UsedDocument {
  if (earlier === undefined) return later
  const { calls, errors, cost } = earlier
  return { ...later, calls: calls + later.calls, errors: errors + later.errors, cost: cost + later.cost }
}
