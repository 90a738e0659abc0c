import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { SilaClient, type SilaError } from '../../client/src/index.ts'

/** A server that lets everybody in, answers a subscription with one event, and closes with a code. */
async function closingWith(codes: number[], cursors: string[]) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' })
  const seen: { authorization: unknown; after: unknown }[] = []
  server.on('connection', (socket) => {
    let authorization: unknown
    socket.on('message', (data) => {
      const { type, id, payload } = JSON.parse(String(data))
      if (type === 'connection_init') {
        authorization = payload?.authorization
        return socket.send('{"type":"connection_ack"}')
      }
      if (type !== 'subscribe') return
      seen.push({ authorization, after: payload.variables?.after })
      const cursor = cursors[seen.length - 1] ?? `c${seen.length}`
      socket.send(JSON.stringify({ type: 'next', id, payload: { data: { changes: { cursor } } } }))
      const code = codes[Math.min(seen.length, codes.length) - 1]!
      if (code === 1006) socket.terminate()
      else if (code === 1005) socket.close()
      else if (code > 0) socket.close(code, 'because')
    })
  })
  await once(server, 'listening')
  return { server, seen, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/graphql` }
}

const DOCUMENT = 'subscription ($after: ChangeCursor) { changes(after: $after) { cursor } }'
const STAYS = 0

let close = () => {}
afterEach(() => close())

async function follow(codes: number[], key?: string | (() => string), cursors: string[] = []) {
  const { server, seen, url } = await closingWith(codes, cursors)
  const client = new SilaClient({ url, key, transport: 'websocket', webSocketImpl: WebSocket })
  close = () => {
    client.close()
    for (const socket of server.clients) socket.terminate()
    server.close()
  }
  const feed = client.subscribe(DOCUMENT, { variables: { after: 'c0' } })
  const taken: (string | null)[] = []
  let error: SilaError | undefined
  const done = feed
    .each(({ cursor }) => void taken.push(cursor))
    .catch((thrown) => {
      error = thrown
    })
  return { seen, taken, done, error: () => error }
}

describe('a subscription whose socket is closed', () => {
  it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 3000, 4408])(
    'goes on from its cursor after %i',
    async (code) => {
      const { seen, taken } = await follow([code, STAYS])
      await expect.poll(() => taken, { timeout: 5_000 }).toEqual(['c1', 'c2'])
      expect(seen.map(({ after }) => after)).toEqual(['c0', 'c1'])
    },
  )

  it('takes an event once that a server sends again', async () => {
    const { seen, taken } = await follow([1012, 1012, STAYS], undefined, ['c1', 'c1', 'c2'])
    await expect.poll(() => taken, { timeout: 5_000 }).toEqual(['c1', 'c2'])
    expect(seen.map(({ after }) => after)).toEqual(['c0', 'c1', 'c1'])
  })

  it.each<[number, string]>([
    [1002, 'INTERNAL'],
    [1003, 'BAD_USER_INPUT'],
    [1007, 'BAD_USER_INPUT'],
    [1008, 'FORBIDDEN'],
    [1009, 'BAD_USER_INPUT'],
    [4400, 'BAD_USER_INPUT'],
    [4401, 'UNAUTHENTICATED'],
    [4403, 'FORBIDDEN'],
    [4406, 'BAD_USER_INPUT'],
    [4409, 'INTERNAL'],
    [4500, 'INTERNAL'],
  ])('gives up after %i, and says %s', async (closeCode, code) => {
    const { seen, taken, done, error } = await follow([closeCode], 'sila_key')
    await done
    expect(error()).toMatchObject({ name: 'SilaError', code, closeCode })
    expect(error()!.message).toBe(`The socket was closed with ${closeCode}: because`)
    expect(taken).toEqual(['c1'])
    expect(seen).toEqual([{ authorization: 'Bearer sila_key', after: 'c0' }])
  })

  it('goes on with another key after 4403 where one is given, and gives up where it is the same', async () => {
    const keys = ['sila_old', 'sila_new', 'sila_new', 'sila_new']
    const { seen, taken, done, error } = await follow([4403, 4403], () => keys.shift()!)
    await done
    expect(seen).toEqual([
      { authorization: 'Bearer sila_old', after: 'c0' },
      { authorization: 'Bearer sila_new', after: 'c1' },
    ])
    expect(taken).toEqual(['c1', 'c2'])
    expect(error()).toMatchObject({ closeCode: 4403 })
  })
})
