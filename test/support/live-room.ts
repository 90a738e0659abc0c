import { once } from 'node:events'
import type { GraphQLSchema } from 'graphql'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import type { DataSource } from 'typeorm'
import WebSocket from 'ws'
import { loadConfig } from '../../src/config.ts'
import type { Context } from '../../src/context.ts'
import { createServer, type Server } from '../../src/gateway/server.ts'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { createLoaders } from '../../src/stores/loaders.ts'
import { createStores, type Stores } from '../../src/stores/stores.ts'
import { contextOver, servedSchema } from './ask-schema.ts'
import { openTestDatabase } from './database.ts'
import { LogBook } from './log-book.ts'
import { openTestFeed } from './open-test-feed.ts'
import { ADMIN_KEY } from './tiny-server.ts'

/** A server of the live feed over a database of its own, whose log a test writes. */
export interface LiveRoom {
  db: DataSource
  book: LogBook
  url: string
  /** The cursor of a position. */
  at(position: number): Promise<string>
  close(): Promise<void>
}

/**
 * @param over what contexts have otherwise than a server's
 * @param storesOf what is read from, made of the stores of the database
 */
export async function openLiveRoom(
  over: Partial<Context> = {},
  schema: GraphQLSchema = servedSchema(),
  storesOf = (stores: Stores): Stores => stores,
): Promise<LiveRoom> {
  const own = await openTestDatabase()
  const silent = { info: () => {}, warn: () => {}, error: () => {} }
  const live = openTestFeed(own, silent)
  const stores = storesOf(createStores(own.db.manager))
  const common = contextOver(own.db)
  const server: Server = await createServer({
    config: { ...loadConfig({}), adminKey: ADMIN_KEY, port: 0, drainSeconds: 0 },
    schema,
    log: silent,
    limits: { messagesAMinute: 100_000 },
    health: async () => ({}),
    live: { feed: live.feed, stores, search: common.search },
    contextOf: ({ caller, requestId, live: outlasts }) => ({
      ...common,
      live: live.feed,
      loaders: createLoaders(stores, { cache: !outlasts }),
      ...over,
      caller,
      requestId,
    }),
  })
  const { url } = await server.listen()
  return {
    db: own.db,
    book: new LogBook(own.db),
    url,
    async at(position) {
      return encodeChangeCursor({ epoch: (await new ChangeStore(own.db.manager).head()).epoch, position })
    },
    async close() {
      await server.close()
      await live.close()
      await own.close()
    },
  }
}

/** A message of the protocol. */
export interface SocketMessage {
  id?: string
  type: string
  payload?: any
}

/** A bare socket under the protocol, and all that it heard. */
export interface LiveSocket {
  socket: WebSocket
  heard: SocketMessage[]
  /** The code with which it was closed; null while it is open. */
  closed: number | null
  send(message: SocketMessage): void
  subscribe(id: string, query: string, variables?: Record<string, unknown>): void
}

/** Opens a socket and introduces it, by default with the key that has no limits. */
export async function openLiveSocket(
  url: string,
  payload: object = { authorization: `Bearer ${ADMIN_KEY}` },
): Promise<LiveSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL)
  const live: LiveSocket = {
    socket,
    heard: [],
    closed: null,
    send: (message) => socket.send(JSON.stringify(message)),
    subscribe: (id, query, variables = {}) => live.send({ id, type: 'subscribe', payload: { query, variables } }),
  }
  socket.on('error', () => {})
  socket.on('close', (code) => {
    live.closed = code
  })
  await once(socket, 'open')
  live.send({ type: 'connection_init', payload })
  await once(socket, 'message')
  socket.on('message', (data) => live.heard.push(JSON.parse(String(data))))
  return live
}
