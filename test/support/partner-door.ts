import { DocumentRegistry } from '../../src/gateway/documents/document-registry.ts'
import { UsageBook } from '../../src/gateway/documents/usage-book.ts'
import { DocumentUsageStore } from '../../src/stores/document-usage-store.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { type DocumentRoom, openDocumentRoom } from './document-room.ts'
import { RawSocket } from './raw-socket.ts'
import { StreamReader } from './stream-reader.ts'
import { startTinyServer, type TinyServer, tinySchema } from './tiny-server.ts'

/** What is sent, in the members of a request. */
export interface Ask {
  query?: string
  documentId?: string
  extensions?: object
  operationName?: string
  variables?: object
}

/** What a client got to know: status and headers where the transport has any. */
export interface Told {
  status?: number
  headers?: Headers
  data?: any
  errors?: any[]
}

/** A tiny server that knows documents, with every way to ask it. */
export interface PartnerDoor extends DocumentRoom {
  server: TinyServer
  usage: UsageBook
  logged: { event: string; partner?: string; isRegistered?: boolean }[]
  /** A key of a partner, who is made where he is new. */
  key(partner: string): Promise<string>
  /** Has the server know what is registered now. */
  learn(): Promise<void>
  /** What time it is for documents that end. */
  clock: { now: Date }
  close(): Promise<void>
}

export async function openPartnerDoor(): Promise<PartnerDoor> {
  const room = await openDocumentRoom(tinySchema)
  const { manager } = room.own.db
  const clock = { now: new Date() }
  const warn = () => {}
  const registry = new DocumentRegistry({ reader: room.reader, now: () => clock.now, warn })
  await registry.load()
  const usage = new UsageBook({ usage: new DocumentUsageStore(manager), now: () => new Date(), warn })
  const logged: PartnerDoor['logged'] = []
  const log = { info: (fields: object, event: string) => void logged.push({ ...fields, event }) }
  const keys = new KeyStore(manager)
  const server = await startTinyServer(
    { quota: 1e9 },
    {},
    { keys, documents: { registry, usage, log }, limits: { messagesAMinute: 100_000, socketsOfCaller: 1_000 } },
  )
  return {
    ...room,
    server,
    usage,
    logged,
    clock,
    async key(partner) {
      await room.partner(partner)
      return (await keys.create({ partner, scopes: ['READ'], signing: false, lifetimeSeconds: null })).token
    },
    learn: () => registry.load(),
    async close() {
      await server.close()
      await usage.close()
      await registry.close()
      await room.own.close()
    },
  }
}

/** The doors of the API. */
export const DOORS = ['/graphql', '/gateway'] as const
export type Door = (typeof DOORS)[number]
/** Every way to ask. */
export type Transport = 'POST' | 'GET' | 'WebSocket' | 'SSE POST' | 'SSE GET'
export const TRANSPORTS: readonly Transport[] = ['POST', 'GET', 'WebSocket', 'SSE POST', 'SSE GET']

const sockets = new Map<string, Promise<RawSocket>>()
let operations = 0

/** Asks one thing in one way, with a key or without. */
export async function tell(url: string, door: Door, transport: Transport, key: string | null, ask: Ask): Promise<Told> {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` }
  switch (transport) {
    case 'POST':
      return await answered(
        await fetch(url + door, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(ask),
        }),
      )
    case 'GET':
      return await answered(await fetch(`${url}${door}?${parametersOf(ask)}`, { headers }))
    case 'WebSocket':
      return await bySocket(url, door, headers, ask)
    case 'SSE POST':
    case 'SSE GET': {
      const method = transport === 'SSE POST' ? 'POST' : 'GET'
      const path = `${door}/stream${method === 'GET' ? `?${parametersOf(ask)}` : ''}`
      const reader = await StreamReader.open(url, { ...(method === 'POST' ? ask : {}), method, headers, path })
      await reader.end()
      const { status } = reader
      const [result] = status === 200 ? reader.results : [JSON.parse(reader.text)]
      return { status, headers: new Headers(reader.response.headers as Record<string, string>), ...result }
    }
  }
}

export function parametersOf(ask: Ask): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const name of ['documentId', 'query', 'operationName', 'variables', 'extensions'] as const) {
    const value = ask[name]
    if (value !== undefined) parameters.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return parameters
}

async function answered(response: Response): Promise<Told> {
  const { status, headers } = response
  const text = await response.text()
  return { status, headers, ...(text === '' ? {} : JSON.parse(text)) }
}

/** One socket for each door and key, and operations on it side by side. */
async function bySocket(url: string, door: Door, headers: Record<string, string>, ask: Ask): Promise<Told> {
  const name = `${url} ${door} ${headers.authorization}`
  const opening = sockets.get(name) ?? open(url, door, headers)
  sockets.set(name, opening)
  const socket = await opening
  const id = String(++operations)
  socket.say({ id, type: 'subscribe', payload: { query: '', ...ask } })
  const mine = () => socket.messages.find((message) => message.id === id)
  await socket.until(() => mine() !== undefined || socket.closeCode !== undefined)
  if (mine() === undefined) return { errors: [{ extensions: { code: `closed ${socket.closeCode}` } }] }
  const { type, payload } = mine()
  return type === 'error' ? { errors: payload } : payload
}

async function open(url: string, door: Door, headers: Record<string, string>): Promise<RawSocket> {
  const socket = await RawSocket.open(url, {}, door)
  socket.say({ type: 'connection_init', payload: headers })
  await socket.until(() => socket.messages.length > 0 || socket.closeCode !== undefined)
  return socket
}

/** Ends all sockets. */
export async function leaveSockets(): Promise<void> {
  for (const socket of sockets.values()) (await socket).destroy()
  sockets.clear()
}
