import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { type FeedState, SilaClient } from '../../client/src/index.ts'

const DOCUMENT = 'subscription ($after: ChangeCursor) { articleIngested(after: $after) { cursor } }'
const answer = (cursor: string) => ({ data: { articleIngested: { cursor } } })

let closing: (() => void)[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const close of closing.reverse()) close()
  closing = []
})

const addressOf = (server: { address(): unknown }) =>
  `http://127.0.0.1:${(server.address() as { port: number }).port}/graphql`

/** Sends one event to each that comes, and then never a word. */
async function mute(transport: 'websocket' | 'sse') {
  const seen: unknown[] = []
  if (transport === 'websocket') {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' })
    server.on('connection', (socket) => {
      socket.on('message', (data) => {
        const { type, id, payload } = JSON.parse(String(data))
        if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
        if (type !== 'subscribe') return
        seen.push(payload.variables.after)
        socket.send(JSON.stringify({ type: 'next', id, payload: answer(`c${seen.length}`) }))
      })
    })
    await once(server, 'listening')
    closing.push(() => {
      for (const socket of server.clients) socket.terminate()
      server.close()
    })
    return { seen, url: addressOf(server) }
  }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    seen.push(JSON.parse(body).variables.after)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`event: next\ndata: ${JSON.stringify(answer(`c${seen.length}`))}\n\n`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, url: addressOf(server) }
}

describe.each(['websocket', 'sse'] as const)('a connection over %s', (transport) => {
  it('is given up when nothing is heard over it, and another goes on', async () => {
    const { seen, url } = await mute(transport)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const client = new SilaClient({ url, transport, webSocketImpl: WebSocket })
    closing.push(() => client.close())
    const states: FeedState[] = []
    const feed = client.subscribe(DOCUMENT, { variables: { after: 'c0' }, onState: (state) => states.push(state) })
    expect((await feed.next()).value).toMatchObject({ cursor: 'c1' })
    const second = feed.next()
    await vi.advanceTimersByTimeAsync(24_000)
    expect(states.at(-1)).toBe('connected')
    await vi.advanceTimersByTimeAsync(24_000)
    expect((await second).value).toMatchObject({ cursor: 'c2' })
    expect(seen).toEqual(['c0', 'c1'])
    expect(states.slice(0, 4)).toEqual(['connecting', 'connected', 'connecting', 'connected'])
  })
})
