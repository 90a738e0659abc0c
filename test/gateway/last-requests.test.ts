import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { startTinyServer } from '../support/tiny-server.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 4 })
afterEach(() => agent.destroy())

/** One request over connections that are kept: its status, and what the answer says of the connection. */
const ask = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request(`${url}/schema.graphql`, { agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(`${response.statusCode} ${response.headers.connection}`))
    })
      .on('error', reject)
      .end()
  })

it('goes on answering whoever still asks a closing server, and ends each connection with its answer', async () => {
  const server = await startTinyServer({ drainSeconds: 10 })
  expect(await ask(server.url)).toBe('200 keep-alive')
  let isClosed = false
  const began = performance.now()
  const closing = server.close().then(() => (isClosed = true))
  const answers = new Set<string>()
  for (; performance.now() - began < 2_500; await sleep(50)) answers.add(await ask(server.url))
  expect(isClosed).toBe(false)
  expect([...answers]).toEqual(['200 close'])
  const asked = performance.now()
  await closing
  expect(performance.now() - asked).toBeLessThan(2_500)
})

it('closes at once where nobody asks, whatever probes do', async () => {
  const server = await startTinyServer({ drainSeconds: 10 })
  const probing = setInterval(() => void fetch(`${server.url}/readyz`).catch(() => {}), 50)
  await sleep(200)
  const began = performance.now()
  await server.close()
  clearInterval(probing)
  expect(performance.now() - began).toBeLessThan(900)
})

it('waits for nobody beyond its time', async () => {
  const server = await startTinyServer({ drainSeconds: 1 })
  const asking = setInterval(() => void ask(server.url).catch(() => {}), 50)
  await sleep(100)
  const began = performance.now()
  await server.close()
  clearInterval(asking)
  expect(performance.now() - began).toBeLessThan(2_500)
})
