import { connect } from 'node:net'
import { answerCommands, processCommands } from './fanout-child.ts'

/** What is asked, and how. */
export interface Load {
  port: number
  connections: number
  /** Requests that are sent before the clock is started, and those that are measured. */
  warm: number
  count: number
  /** Bodies of POST requests in turn, or paths of GET requests; each connection asks the next. */
  requests: readonly { path: string; body: string | null }[]
  /** Requests a second, sent when they are due whether or not others were answered; null for as many as are answered. */
  rate?: number | null
  /** Heads of every request, beside those that all have; each ends with CRLF. */
  headers?: string
  /** The status that is expected, where it is not 200. */
  status?: number
}

/** What became of it. */
export interface Loaded {
  bySecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Of one answer. */
  bytes: number
  /** Answers of another status than was expected. */
  failed: number
}

const HEADERS = 'host: localhost\r\naccept: application/json\r\nconnection: keep-alive\r\n'

/** A request as it goes over the wire: who measures servers must not be what is measured. */
function wire({ path, body }: Load['requests'][number], headers: string): Buffer {
  if (body === null) return Buffer.from(`GET ${path} HTTP/1.1\r\n${HEADERS}${headers}\r\n`)
  const length = Buffer.byteLength(body)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\n${HEADERS}${headers}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
  )
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** Asks over so many connections, on each one request after the other. */
async function load(given: Load): Promise<Loaded> {
  const { port, connections, warm, count, requests, rate = null, headers = '', status = 200 } = given
  const wires = requests.map((request) => wire(request, headers))
  const times: number[] = []
  let asked = 0
  let failed = 0
  let bytes = 0
  let began = performance.now()
  const opened = began
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let sentAt = 0
      let head: Buffer | null = null
      let left = -1
      const next = () => {
        if (asked === warm) began = performance.now()
        if (asked >= warm + count) return socket.end()
        head = null
        left = -1
        const request = wires[asked % wires.length]!
        const now = performance.now()
        // Who is late is late for whoever asked in time: what waits for its turn counts.
        sentAt = rate === null ? now : opened + (asked * 1_000) / rate
        asked++
        if (sentAt <= now) socket.write(request)
        else setTimeout(() => socket.write(request), sentAt - now)
      }
      socket.on('connect', next)
      socket.on('error', reject)
      socket.on('close', () => resolve())
      socket.on('data', (chunk) => {
        let rest: Buffer = chunk
        if (left < 0) {
          const begun: Buffer = head === null ? chunk : Buffer.concat([head, chunk])
          const end = begun.indexOf(END_OF_HEAD)
          if (end < 0) {
            head = begun
            return
          }
          const text = begun.toString('latin1', 0, end)
          if (!text.startsWith(`HTTP/1.1 ${status}`)) failed++
          left = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
          bytes = left
          rest = begun.subarray(end + END_OF_HEAD.length)
        }
        left -= rest.length
        if (left > 0) return
        if (asked > warm) times.push(performance.now() - sentAt)
        next()
      })
    })
  await Promise.all(Array.from({ length: connections }, ask))
  const seconds = (performance.now() - began) / 1_000
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  return { bySecond: count / seconds, p50: at(0.5), p99: at(0.99), bytes, failed }
}

answerCommands({ load, ...processCommands })
