import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { SilaClient } from '../../client/src/index.ts'
import { decodeChangeCursor } from '../../src/stores/change-cursor.ts'
import type { TestDatabase } from './database.ts'
import { LogBook } from './log-book.ts'
import { ask, eventually, freePort, type SilaProcess, startSila } from './sila-process.ts'
import { TcpProxy } from './tcp-proxy.ts'

export const ADMIN_KEY = 'the admin key of live nodes'.replaceAll(' ', '-')

const isReady = async (port: number): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok

/** A process of a deployment, which can be ended and started again at the same address. */
export class Node {
  #process: SilaProcess
  private constructor(
    readonly port: number,
    private readonly roles: string,
    private readonly settings: Record<string, string>,
  ) {
    this.#process = this.#start()
  }

  static async start(roles: string, settings: Record<string, string>): Promise<Node> {
    const node = new Node(await freePort(), roles, settings)
    await node.ready()
    return node
  }

  /** Begins anew where it was ended; as often as it takes, as its supervisor does: without a database it does not start. */
  async begin(): Promise<void> {
    for (let isUp = false; !isUp; ) {
      this.#process = this.#start()
      const ready = this.ready().then(() => true)
      ready.catch(() => {})
      isUp = await Promise.race([ready, this.#process.ended.then(() => false)])
    }
  }

  /** Ends the process, and gives its exit code and how long that took, in milliseconds. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }> {
    const began = Date.now()
    this.#process.child.kill(signal)
    const { code } = await this.#process.ended
    return { code, ms: Date.now() - began }
  }

  get pid(): number {
    return this.#process.child.pid!
  }

  async isReady(): Promise<boolean> {
    return await isReady(this.port)
  }

  private async ready(): Promise<void> {
    if (this.roles === 'api') await eventually(() => this.isReady(), 30_000)
  }

  #start(): SilaProcess {
    return startSila(['serve', '--roles', this.roles], { ...this.settings, SILA_PORT: String(this.port) })
  }
}

/** Two API nodes behind one address, and two that may be the desk. */
export interface Deployment {
  nodes: [Node, Node]
  desks: [Node, Node]
  /** The address of both nodes. */
  url: string
  close(): Promise<void>
}

export async function deploy(database: TestDatabase, events: string | null, drain: string): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'sila-nodes-'))
  const settings = {
    DATABASE_URL: database.url,
    SILA_DATA_DIR: folder,
    SILA_SAMPLE: 'off',
    SILA_ADMIN_KEY: ADMIN_KEY,
    SILA_DRAIN: drain,
    ...(events === null ? {} : { SILA_EVENTS_URL: events }),
  }
  const desks: Deployment['desks'] = [await Node.start('desk', settings), await Node.start('desk', settings)]
  const nodes: Deployment['nodes'] = [await Node.start('api', settings), await Node.start('api', settings)]
  const proxy = await TcpProxy.start(nodes[0].port, nodes[1].port)
  // As a load balancer does: who is not ready gets no more connections.
  const unready = new Set<number>()
  proxy.inRotation = (port) => !unready.has(port)
  const looking = setInterval(async () => {
    for (const { port } of nodes) {
      if (await isReady(port).catch(() => false)) unready.delete(port)
      else unready.add(port)
    }
  }, 250)
  return {
    nodes,
    desks,
    url: `http://127.0.0.1:${proxy.port}/graphql`,
    async close() {
      clearInterval(looking)
      await proxy.close()
      for (const node of [...nodes, ...desks]) await node.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What subscribers got while a deployment was disturbed. */
export interface LiveReport {
  /** Positions in the log, as each subscriber got them. */
  received: number[][]
  /** The last position that was written. */
  last: number
  /** When a subscriber lost its connection, in milliseconds from the start. */
  lost: number[]
  /** How long each was away until it had caught up again, in milliseconds; of its first connection, since it began. */
  away: number[]
  /** The longest that an event took to a subscriber, in milliseconds. */
  longestMs: number
}

/** Publishes steadily to subscribers that go on by cursor, while `disturb` runs and a little longer. */
export async function publishWhile(
  { url }: Deployment,
  database: TestDatabase,
  { subscribers, perSecond }: { subscribers: number; perSecond: number },
  disturb: () => Promise<void>,
): Promise<LiveReport> {
  const book = new LogBook(database.db)
  const { articles } = await ask(url.replace(/\/graphql$/, ''), '{ articles(first: 1) { liveCursor } }')
  const report: LiveReport = { received: [], last: 0, lost: [], away: [], longestMs: 0 }
  const began = Date.now()
  const clients = Array.from({ length: subscribers }, () => {
    const client = new SilaClient({ url, key: ADMIN_KEY, webSocketImpl: WebSocket })
    void follow(client, articles.liveCursor, report, began).catch(() => {})
    return client
  })
  await eventually(async () => report.away.length >= subscribers, 60_000)
  report.away = []
  let isOver = false
  const disturbing = disturb().finally(() => {
    isOver = true
  })
  for (let written = 0, from = Date.now(); !isOver; written++) {
    report.last = (await book.append(1)).at(-1)!
    await sleep(Math.max(0, from + (written * 1_000) / perSecond - Date.now()))
  }
  await disturbing
  report.last = (await book.append(1)).at(-1)!
  await eventually(async () => report.received.every((positions) => positions.at(-1) === report.last), 30_000).catch(
    () => {},
  )
  for (const client of clients) client.close()
  return report
}

async function follow(client: SilaClient, after: string, report: LiveReport, began: number): Promise<void> {
  const positions: number[] = []
  report.received.push(positions)
  let gone: number | null = began
  const subscription = client.subscribe<{ changes: { __typename: string; cursor: string; at: string } }>(
    'subscription Follow($after: ChangeCursor) { changes(after: $after) { __typename cursor at } }',
    {
      variables: { after },
      onState(state) {
        if (state === 'connecting' && gone === null) {
          gone = Date.now()
          report.lost.push(gone - began)
        } else if (state === 'live' && gone !== null) {
          report.away.push(Date.now() - gone)
          gone = null
        }
      },
    },
  )
  for await (const { data } of subscription) {
    const { __typename, cursor, at } = data!.changes
    if (__typename === 'Checkpoint') continue
    positions.push(decodeChangeCursor(cursor)!.position)
    report.longestMs = Math.max(report.longestMs, Date.now() - Date.parse(at))
  }
}
