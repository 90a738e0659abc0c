import { type ChildProcess, fork, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { DataSource } from 'typeorm'
import { eventually } from './sila-process.ts'

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What some subscribers of a load do. */
export interface LoadPlan {
  name: string
  count: number
  /** The address of the server, without a path. */
  url: string
  key: string
  /** The cursor after which they begin. */
  after: string
  transport: 'websocket' | 'sse' | 'both'
  /** Each is cut at regular intervals, and stays away; by default none is. */
  cut?: { everyMs: number; forMs: number }
  /** Each leaves after at most so many events and comes back at once; by default none does. */
  leavesWithin?: number
  /** Whether it is noted how long events took. */
  timed?: boolean
}

/** What a load got, over all its subscribers. */
export interface LoadReport {
  subscribers: number
  /** Events that each should have got. */
  expected: number
  delivered: number
  lost: number
  twice: number
  /** Events that came after a later one. */
  disordered: number
  /** Subscribers to whom something else came, or in another order, than the log has it. */
  otherwise: number
  connections: number
  cuts: number
  /** Why connections ended, other than by a cut: close codes of sockets; what streams answered, 0 where they broke. */
  ends: Record<string, number>
  fatal: string[]
}

/** What a socket got that took nothing for a while. */
export interface Stalled {
  /** The code that closed it; null where it was still served. */
  code: number | string | null
  events: number
  /** The cursor after which it would go on. */
  last: string
}

/** Articles in the order of the log. */
export interface LogOrder {
  positions: number[]
  titles: string[]
}

/** The articles that a log tells of after a position, in its order. */
export async function orderOf(database: DataSource, after = 0): Promise<LogOrder> {
  const rows: { position: string; title: string }[] = await database.query(
    `select c.position, a.title from change c join article a on a.id = c.article_id
     where c.type = 'ARTICLE_INGESTED' and c.position > $1 order by c.position`,
    [after],
  )
  return { positions: rows.map(({ position }) => Number(position)), titles: rows.map(({ title }) => title) }
}

/** Many light subscribers in a process of their own, which come back by cursor whatever happens to them. */
export class LiveLoad {
  readonly #child: ChildProcess = fork(script('live-load-clients.js'), { stdio: 'inherit' })
  readonly #waiting = new Map<number, { resolve: (answer: any) => void; reject: (error: Error) => void }>()
  #asked = 0

  constructor() {
    this.#child.on('message', ([number, answer, error]: [number, unknown, string | null]) => {
      const { resolve, reject } = this.#waiting.get(number)!
      this.#waiting.delete(number)
      if (error === null) resolve(answer)
      else reject(new Error(error))
    })
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the load ended with ${code}`))
    })
  }

  async add(plan: LoadPlan): Promise<void> {
    await this.#ask('add', plan)
  }

  /** Waits until all have come to a position, as long as it takes them, but at most so long; says how many have. */
  async reach(position: number, ms: number, name?: string): Promise<number> {
    const look = () => this.#ask<{ here: number; all: number; isFatal: boolean }>('reached', { name, position })
    await eventually(async () => {
      const { here, all, isFatal } = await look()
      return here === all || isFatal
    }, ms).catch(() => {})
    return (await look()).here
  }

  /** Compares what came with what the log says. */
  async check(order: LogOrder, name?: string): Promise<LoadReport> {
    return await this.#ask('check', { name, ...order })
  }

  /** How long events took since this was asked last, in milliseconds, in ascending order. */
  async waits(name: string): Promise<number[]> {
    return await this.#ask('waits', { name })
  }

  /** Lets a socket take nothing for `ms`; then it is read until it is closed, or nothing has come for `quietMs`. */
  async stall(terms: { url: string; key: string; after: string; ms: number; quietMs: number }): Promise<Stalled> {
    return await this.#ask('stall', terms)
  }

  async leave(name: string): Promise<void> {
    await this.#ask('close', { name })
  }

  close(): void {
    this.#child.kill('SIGKILL')
  }

  #ask<T = void>(name: string, argument: object): Promise<T> {
    const number = this.#asked++
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject })
      this.#child.send([number, name, argument])
    })
  }
}

/** A deliverer that publishes steadily. */
export interface Publisher {
  /** Ends it once each article has its outcome; gives how many there were, and what became of them. */
  stop(): Promise<{ published: number; tally: Record<string, number> }>
  kill(): void
}

/** Begins to deliver articles to the inbox of a database. */
export function startPublisher(url: string, perSecond: number, name: string): Publisher {
  const child = spawn(process.execPath, [script('live-load-publisher.js'), url, String(perSecond), name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      if (code !== 0) throw new Error(`the publisher ended with ${code}`)
      return JSON.parse(output)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
