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
}

/** What became of it. */
export interface Loaded {
  bySecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Of one answer. */
  bytes: number
  /** Answers that were not 200. */
  failed: number
}

const HEADERS = 'host: localhost\r\naccept: application/json\r\nconnection: keep-alive\r\n'

/** A request as it goes over the wire: who measures servers must not be what is measured. */
function wire({ path, body }: Load['requests'][number]): Buffer {
  if (body === null) return Buffer.from(`GET ${path} HTTP/1.1\r\n${HEADERS}\r\n`)
  const length = Buffer.byteLength(body)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\n${HEADERS}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
  )
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** Asks over so many connections, on each one request after the other. */
async function load({ port, connections, warm, count, requests }: Load): Promise<Loaded> {
  const wires = requests.map(wire)
  const times: number[] = []
  let asked = 0
  let failed = 0
  let bytes = 0
  let began = performance.now()
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let sentAt = 0
      let head: Buffer | null = null
      let left = -1
      const next = () => {
        if (asked === warm) began = performance.now()
        if (asked >= warm + count) return socket.end()
        sentAt = performance.now()
        head = null
        left = -1
        socket.write(wires[asked++ % wires.length]!)
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
          if (!text.startsWith('HTTP/1.1 200')) failed++
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
