import { messageOf } from '../errors.ts'
import type { HeldWebhook, WebhookLeaseStore } from '../stores/webhook-lease-store.ts'
import { Courier, type CourierOptions } from './courier.ts'

/** Webhooks that one process delivers to at most; the others are for other processes. */
const MAX_HELD = 500
/** How often webhooks that nobody delivers to are looked for. */
const CLAIM_EVERY_MS = 1_000
const PRUNE_EVERY_MS = 10 * 60_000
/** Days for which deliveries stay in the log of deliveries, and dead letters. */
const KEPT_DAYS = { settled: 7, dead: 30 }
const PRUNED_AT_ONCE = 1_000

export interface DispatcherOptions extends Omit<CourierOptions, 'leases'> {
  leases: WebhookLeaseStore
  /** As the store of leases has it: a lease is renewed three times before it runs out. */
  leaseMs: number
  claimEveryMs?: number
}

interface Running {
  courier: Courier
  stop: AbortController
  ended: Promise<void>
}

/** Has a courier for each webhook that this process holds the lease of. Of all processes one delivers to a webhook at a time. */
export class WebhookDispatcher {
  readonly #running = new Map<string, Running>()
  readonly #timers: NodeJS.Timeout[] = []
  #claiming: Promise<void> | null = null
  #closed = false

  constructor(private readonly options: DispatcherOptions) {}

  start(): void {
    const { leaseMs, claimEveryMs = CLAIM_EVERY_MS } = this.options
    this.#every(claimEveryMs, () => this.#claim())
    this.#every(leaseMs / 3, () => this.#renew())
    this.#every(PRUNE_EVERY_MS, () => this.#prune())
    void this.#claim()
  }

  /** An operator changed a webhook; without an id it may be any. */
  heard(id: string | undefined): void {
    for (const [held, { courier }] of this.#running) if (!id || held === id) courier.wake()
    void this.#claim()
  }

  /** Ends what is under way and gives the leases back. */
  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#timers) clearInterval(timer)
    await this.#claiming
    const running = [...this.#running.values()]
    for (const { stop } of running) stop.abort()
    await Promise.all(running.map(({ ended }) => ended))
  }

  #every(ms: number, work: () => Promise<void>): void {
    this.#timers.push(setInterval(() => void work(), ms))
  }

  async #claim(): Promise<void> {
    if (this.#closed || this.#claiming !== null) return
    this.#claiming = this.#attempt(async () => {
      for (const held of await this.options.leases.claim(MAX_HELD - this.#running.size)) await this.#begin(held)
    })
    await this.#claiming
    this.#claiming = null
  }

  async #begin(held: HeldWebhook): Promise<void> {
    // Its lease was lost a moment ago, and it is about to see that.
    const before = this.#running.get(held.id)
    before?.stop.abort()
    await before?.ended
    const stop = new AbortController()
    const courier = new Courier(held, this.options)
    const ended = courier
      .run(stop.signal)
      .then(() => this.options.leases.release(held, courier.seen))
      .catch((error) => this.options.log.warn({ webhook: held.id, error: messageOf(error) }, 'webhook.unreleased'))
      .finally(() => {
        if (this.#running.get(held.id)?.courier === courier) this.#running.delete(held.id)
      })
    this.#running.set(held.id, { courier, stop, ended })
  }

  async #renew(): Promise<void> {
    const running = [...this.#running.values()]
    if (running.length === 0) return
    await this.#attempt(async () => {
      const left = new Set(await this.options.leases.renew(running.map(({ courier }) => courier.held)))
      for (const { courier, stop } of running) if (!left.has(courier.held.id)) stop.abort()
    })
  }

  async #prune(): Promise<void> {
    await this.#attempt(async () => {
      while ((await this.options.deliveries.prune(KEPT_DAYS, PRUNED_AT_ONCE)) === PRUNED_AT_ONCE && !this.#closed);
    })
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    await work().catch((error) => this.options.log.warn({ error: messageOf(error) }, 'webhooks.troubled'))
  }
}
