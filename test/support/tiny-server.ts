import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type Config, loadConfig } from '../../src/config.ts'
import type { Context } from '../../src/context.ts'
import { AppError } from '../../src/errors.ts'
import { createServer, type ServerOptions } from '../../src/gateway/server.ts'

export const ADMIN_KEY = 'an admin key of tests'.replaceAll(' ', '-')
export const AS_ADMIN = { authorization: `Bearer ${ADMIN_KEY}` }

/** What an answer tells of its cost beside its data. */
export const costing = (requested: number, actual = requested) => ({ extensions: { cost: { requested, actual } } })

/** How many generators of subscriptions run. */
export const running = { count: 0, produced: 0 }

async function* numbers(from: number, until: number, size: number) {
  running.count++
  try {
    for (let number = from; number < until; number++) {
      running.produced++
      yield { numbers: { number, padding: 'ص'.repeat(size) } }
    }
    // As a feed that has nothing more for now.
    if (until >= 1_000_000) await new Promise((resolve) => setTimeout(resolve, 50))
  } finally {
    running.count--
  }
}

/** Waits for ever, and is released by return() although it waits. */
function silence() {
  running.count++
  let release = () => {}
  const waiting = new Promise<void>((resolve) => {
    release = resolve
  })
  const end = async () => {
    if (running.count > 0) running.count--
    release()
    return { done: true as const, value: undefined }
  }
  return {
    next: () => waiting.then(() => ({ done: true as const, value: undefined })),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const node: GraphQLObjectType = new GraphQLObjectType({
  name: 'Node',
  fields: () => ({ name: { type: GraphQLString }, next: { type: node } }),
})
const numbered = new GraphQLObjectType({
  name: 'Numbered',
  fields: { number: { type: GraphQLInt }, padding: { type: GraphQLString } },
})

export const tinySchema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      hello: {
        type: GraphQLString,
        args: { name: { type: GraphQLString } },
        resolve: (_root, { name }) => `مرحبا ${name ?? ''}`,
      },
      twice: {
        type: GraphQLInt,
        args: { of: { type: new GraphQLNonNull(GraphQLInt) } },
        resolve: (_root, { of }) => of * 2,
      },
      slow: {
        type: GraphQLString,
        resolve: () => new Promise((resolve) => setTimeout(() => resolve('slow'), 200)),
      },
      scopes: { type: GraphQLString, resolve: (_root, _args, { caller }) => [...caller.scopes].join(',') },
      node: { type: node, resolve: () => ({ name: 'a', next: { name: 'b' } }) },
      refused: {
        type: GraphQLString,
        resolve() {
          throw new AppError('FORBIDDEN', 'Not for you', { scope: 'OPERATE' })
        },
      },
      broken: {
        type: GraphQLString,
        resolve() {
          throw new Error('password=secret')
        },
      },
    },
  }),
  mutation: new GraphQLObjectType({ name: 'Mutation', fields: { touch: { type: GraphQLInt, resolve: () => 1 } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      numbers: {
        type: numbered,
        args: {
          from: { type: GraphQLInt, defaultValue: 0 },
          until: { type: GraphQLInt, defaultValue: 3 },
          size: { type: GraphQLInt, defaultValue: 0 },
        },
        subscribe: (_root, { from, until, size }) => {
          if (from < 0) throw new AppError('CURSOR_EXPIRED', 'Too old', { liveCursor: 'x' })
          return numbers(from, until, size)
        },
      },
      silence: { type: GraphQLInt, subscribe: silence },
      faltering: {
        type: GraphQLInt,
        subscribe: async function* () {
          yield { faltering: 1 }
          throw new Error('password=secret')
        },
      },
    },
  }),
})

export interface TinyServer {
  url: string
  logged: { event: string }[]
  /** Posts a document, and gives status, headers and body. */
  post(body: unknown, headers?: Record<string, string>): Promise<{ status: number; headers: Headers; body: any }>
  socket(connectionParams?: Record<string, unknown>, options?: object): Client
  close(): Promise<void>
}

/** A server of a small schema on a free port; `health` is what /readyz finds. */
export async function startTinyServer(
  settings: Partial<Config> = {},
  health: Record<string, string> = { database: 'ok' },
  more: Partial<ServerOptions> = {},
): Promise<TinyServer> {
  const config = { ...loadConfig({}), adminKey: ADMIN_KEY, port: 0, drainSeconds: 0, ...settings }
  const logged: { event: string }[] = []
  const server = await createServer({
    config,
    schema: tinySchema,
    health: async () => health,
    contextOf: (request) => request as unknown as Context,
    log: { error: (fields: object, event: string) => void logged.push({ ...fields, event }) },
    ...more,
  })
  const { url } = await server.listen()
  const clients: Client[] = []
  return {
    url,
    logged,
    async post(body, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return { status: response.status, headers: response.headers, body: await response.json() }
    },
    socket(connectionParams = {}, options = {}) {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams,
        retryAttempts: 0,
        ...options,
      })
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) await client.dispose()
      await server.close()
    },
  }
}

/** All results of an operation; rejects with what the socket said instead. */
export async function results(client: Client, query: string, most = Number.POSITIVE_INFINITY): Promise<any[]> {
  const found: any[] = []
  for await (const result of client.iterate({ query })) {
    found.push(result)
    if (found.length >= most) break
  }
  return found
}
