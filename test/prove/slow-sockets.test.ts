import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { openFullNewsstand } from '../support/full-newsstand.ts'
import { freePort, startSila } from '../support/sila-process.ts'

const FULL = process.env.PROVE === 'full'
const ROUNDS = FULL ? 10 : 3
const REQUESTS = FULL ? 1_000 : 250
const SLOW = 500
/** A head has to be here after 10 s; they are looked at every 5 s. */
const CUT_MS = 17_000

const QUERY = '{ articles(first: 20) { nodes { title source { name } tags { name } } } }'
const LARGE = '{ articles(first: 100) { nodes { title body source { name } tags { name } readAlso { headline } } } }'
const post = (body: string) =>
  `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

/** What somebody sends byte by byte, and whether he reads what comes. */
const KINDS: readonly { sends: string; reads: boolean }[] = [
  { sends: `GET /graphql?query=${'x'.repeat(4_000)} HTTP/1.1\r\n`, reads: true },
  { sends: post(JSON.stringify({ query: `{ hello } #${' '.repeat(4_000)}` })).slice(0, -10), reads: true },
  { sends: 'GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n', reads: true },
  { sends: '', reads: true },
]

function openSlow(port: number): { sockets: Socket[]; close(): void } {
  const sockets = Array.from({ length: SLOW }, (_, index) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    // Every fifth asks for much at once, again and again, and takes nothing of it.
    if (index % 5 === 4) {
      socket.write(post(JSON.stringify({ query: LARGE })).repeat(5))
      socket.pause()
    } else socket.resume()
    return socket
  })
  let at = 0
  const dripping = setInterval(() => {
    at++
    for (const [index, socket] of sockets.entries()) {
      const { sends } = KINDS[index % 5] ?? { sends: '' }
      if (at < sends.length && socket.writable) socket.write(sends[at]!)
    }
  }, 100)
  return {
    sockets,
    close() {
      clearInterval(dripping)
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Milliseconds that each of some requests took, two at a time. */
async function measure(port: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const took: number[] = []
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const began = performance.now()
      const headers = { 'content-type': 'application/json' }
      const asked = request({ port, host: '127.0.0.1', path: '/graphql', method: 'POST', agent, headers }, (answer) => {
        answer.resume().on('end', () => {
          took.push(performance.now() - began)
          if (answer.statusCode === 200) resolve()
          else reject(new Error(`status ${answer.statusCode}`))
        })
      })
      asked.on('error', reject)
      // Never the same twice: what is kept is no measure.
      asked.end(JSON.stringify({ query: `${QUERY} #${took.length} ${Math.random()}`, variables: {} }))
    })
  const worker = async () => {
    while (took.length < REQUESTS) await one()
  }
  await Promise.all([worker(), worker()])
  agent.destroy()
  return took
}

const p99 = (took: number[]): number => took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)]!

it(`${SLOW} slow sockets leave the slowest answers less than twice as slow, and are cut`, async () => {
  const stand = await openFullNewsstand()
  const port = await freePort()
  const settings = {
    DATABASE_URL: stand.own.url,
    SILA_ROLES: 'api',
    SILA_PORT: String(port),
    SILA_LOG_LEVEL: 'warn',
    SILA_QUOTA_ANONYMOUS: '999999999',
  }
  const sila = startSila(['serve'], settings)
  try {
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true)
    await measure(port)
    const calm: number[] = []
    const slow: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      calm.push(...(await measure(port)))
      const crowd = openSlow(port)
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      slow.push(...(await measure(port)))
      crowd.close()
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    const [without, beside] = [p99(calm), p99(slow)]
    console.log(
      `p99 ${without.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside ${SLOW} slow sockets: ${(beside / without).toFixed(2)} x`,
    )
    expect(beside).toBeLessThan(2 * without)

    const crowd = openSlow(port)
    const heads = crowd.sockets.filter((_, index) => index % 5 === 0 || index % 5 === 2)
    await expect
      .poll(() => heads.filter(({ destroyed, closed }) => !destroyed && !closed).length, {
        timeout: CUT_MS,
        interval: 200,
      })
      .toBe(0)
    crowd.close()
  } finally {
    sila.child.kill('SIGTERM')
    await sila.ended
    await stand.close()
  }
})
