import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSub } from '../../entities/web-sub.ts'
import { messageOf } from '../../errors.ts'
import type { WebSubStore } from '../../stores/web-sub-store.ts'
import type { Fetched, FetchRequest } from '../fetch/fetched.ts'

/** How often it looks whom to ask. */
const LOOK_MS = 5_000
/** Hubs asked at once. */
const AT_ONCE = 8
/** The lease that is wished for, in seconds; hubs give less where they want. */
const WISHED_LEASE = 10 * 86_400

export interface SubscriberOptions {
  store: Pick<WebSubStore, 'takeDue' | 'failed'>
  fetch(request: FetchRequest): Promise<Fetched>
  /** Where hubs reach this server, without a slash at the end. */
  publicUrl: string
  log(event: string, fields: Record<string, unknown>): void
}

/** Asks hubs to push the feeds that name them, and again before their leases end (W3C WebSub, 5.1). */
export class WebSubSubscriber {
  readonly #stop = new AbortController()
  #running: Promise<void> | null = null

  constructor(private readonly options: SubscriberOptions) {}

  start(): void {
    this.#running ??= this.#run()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      const asked = await this.#askDue().catch((error) => {
        this.options.log('websub.failed', { error: messageOf(error) })
        return 0
      })
      if (asked < AT_ONCE) await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
    }
  }

  async #askDue(): Promise<number> {
    const due = await this.options.store.takeDue(AT_ONCE)
    await Promise.all(due.map((subscription) => this.#ask(subscription)))
    return due.length
  }

  async #ask({ feedId, hub, topic, callback, secret }: WebSub): Promise<void> {
    const { fetch, publicUrl, store, log } = this.options
    const answer = await fetch({
      url: hub,
      purpose: 'hub',
      form: {
        'hub.mode': 'subscribe',
        'hub.topic': topic,
        'hub.callback': `${publicUrl}/websub/${callback}`,
        'hub.secret': secret,
        'hub.lease_seconds': String(WISHED_LEASE),
      },
      signal: this.#stop.signal,
    })
    log('websub.asked', { feedId, hub, outcome: answer.kind })
    if (answer.kind === 'fresh') return
    const reason = answer.kind === 'unchanged' ? `unexpected status ${answer.status}` : answer.reason
    await store.failed(feedId, `The hub did not take the subscription: ${reason}`)
  }
}
