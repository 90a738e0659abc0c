/** Requests at once to one host. */
export const REQUESTS_A_HOST = 2

interface Host {
  running: number
  /** First come, first served. Bounded by those who wait: a poller takes no more than its own slots. */
  waiting: (() => void)[]
}

/** Sees to it that no host is asked more than a few things at once by this process. */
export class Hosts {
  readonly #hosts = new Map<string, Host>()

  constructor(private readonly limit: number = REQUESTS_A_HOST) {}

  /** The hosts that have no slot left. */
  busy(): string[] {
    return [...this.#hosts].filter(([, { running }]) => running >= this.limit).map(([name]) => name)
  }

  /** Does the work when its turn comes; rejects with the signal's reason where that comes first. The work ends by itself. */
  async run<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    const host = this.#hosts.get(name) ?? { running: 0, waiting: [] }
    this.#hosts.set(name, host)
    if (host.running < this.limit) host.running++
    else await turn(host, signal)
    try {
      return await work()
    } finally {
      const next = host.waiting.shift()
      if (next !== undefined)
        next() // the slot changes hands
      else if (--host.running === 0) this.#hosts.delete(name)
    }
  }
}

function turn(host: Host, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }
    const leave = () => {
      host.waiting.splice(host.waiting.indexOf(take), 1)
      reject(signal?.reason)
    }
    host.waiting.push(take)
    signal?.addEventListener('abort', leave, { once: true })
  })
}
