import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerCommands, wallClock } from './fanout-child.ts'

/** Sockets that connect at the same moment. */
const CONNECTED_AT_ONCE = 100
const TEXT = 0x81
const PING = 0x89
const PONG = 0x8a
/** Where the number of an event begins in its frame. */
const MARK = '#'.charCodeAt(0)
const DIGITS = 9

/** How clients connect. */
export interface ClientPlan {
  port: number
  count: number
  /** What follows the connection; null where the server sends to whoever is connected. */
  subscribe: { key: string; query: string; variables: readonly Record<string, unknown>[] } | null
}

/** What came in since the last look. */
export interface Received {
  frames: number
  /** Of the last frame, by the clock of the measure. */
  lastAt: number
}

/** A client that knows of WebSocket what it needs: counting must cost less than sending. */
class Client {
  frames = 0
  #rest: Buffer = Buffer.alloc(0)
  #isOpen = false

  constructor(
    readonly socket: Socket,
    private readonly onFrame: (frame: Buffer) => void,
  ) {}

  send(message: object): void {
    const payload = Buffer.from(JSON.stringify(message))
    // A mask of zeros changes nothing.
    const header = Buffer.from([TEXT, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0])
    this.socket.write(Buffer.concat([header, payload]))
  }

  read(chunk: Buffer): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    if (!this.#isOpen) {
      const end = data.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#rest = data
        return
      }
      this.#isOpen = true
      data = data.subarray(end + 4)
      this.socket.emit('upgraded')
    }
    let at = 0
    while (data.length >= at + 2) {
      let length = data[at + 1]!
      let begin = at + 2
      if (length === 126) {
        if (data.length < at + 4) break
        length = data.readUInt16BE(at + 2)
        begin = at + 4
      } else if (length === 127) throw new Error('a frame of the measure is too long')
      if (data.length < begin + length) break
      if (data[at] === PING)
        this.socket.write(Buffer.from([PONG, 0x80 | length, 0, 0, 0, 0, ...data.subarray(begin, begin + length)]))
      if (data[at] === TEXT) this.onFrame(data.subarray(begin, begin + length))
      at = begin + length
    }
    this.#rest = Buffer.from(data.subarray(at))
  }
}

const clients: Client[] = []
let received: Received = { frames: 0, lastAt: 0 }
/** Numbers and times of events, while they are recorded. */
let record: { numbers: number[]; times: number[] } | null = null

let last: Buffer = Buffer.alloc(0)

function count(frame: Buffer): void {
  last = frame
  received.frames++
  received.lastAt = wallClock()
  if (record === null) return
  const mark = frame.indexOf(MARK)
  record.numbers.push(Number(frame.toString('latin1', mark + 1, mark + 1 + DIGITS)))
  record.times.push(received.lastAt)
}

async function open(plan: ClientPlan, index: number): Promise<void> {
  const socket = connect(plan.port, '127.0.0.1')
  let isAcknowledged = plan.subscribe === null
  const client = new Client(socket, (frame) => {
    if (isAcknowledged) return count(frame)
    isAcknowledged = true
    socket.emit('acknowledged')
  })
  clients.push(client)
  // Whoever waits for its frames sees that it is gone.
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => client.read(chunk))
  const upgraded = once(socket, 'upgraded')
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  )
  await upgraded
  if (plan.subscribe === null) return
  const { key, query, variables } = plan.subscribe
  const acknowledged = once(socket, 'acknowledged')
  client.send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })
  await acknowledged
  const payload = { query, variables: variables[index % variables.length] }
  client.send({ id: randomUUID(), type: 'subscribe', payload })
}

function share(times: readonly number[], part: number): number {
  return times[Math.min(times.length - 1, Math.floor(times.length * part))]!
}

answerCommands({
  async connect(plan: ClientPlan) {
    for (let start = 0; start < plan.count; start += CONNECTED_AT_ONCE) {
      const some = Math.min(CONNECTED_AT_ONCE, plan.count - start)
      await Promise.all(Array.from({ length: some }, (_, index) => open(plan, start + index)))
    }
  },
  reset() {
    received = { frames: 0, lastAt: 0 }
  },
  received: () => received,
  /** A frame as it came. */
  sample: () => String(last),
  /** Waits for so many frames since the last reset. */
  async wait({ frames, timeoutMs }: { frames: number; timeoutMs: number }): Promise<Received> {
    const until = wallClock() + timeoutMs
    while (received.frames < frames) {
      if (wallClock() > until) throw new Error(`${received.frames} of ${frames} frames came`)
      await sleep(5)
    }
    return received
  },
  record() {
    record = { numbers: [], times: [] }
  },
  /** Times from the commit of an event to its frames: `[number, committed]` each. */
  latencies(commits: readonly [number, number][]): { p50: number; p99: number; frames: number } {
    const at = new Map(commits)
    const { numbers, times } = record!
    const waits = numbers.flatMap((number, index) => (at.has(number) ? [times[index]! - at.get(number)!] : []))
    waits.sort((a, b) => a - b)
    record = null
    return { p50: share(waits, 0.5), p99: share(waits, 0.99), frames: waits.length }
  },
  disconnect() {
    for (const { socket } of clients.splice(0)) socket.destroy()
  },
})
