import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { useServer as serveOver } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { startServer } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { createLog } from '../src/ops/log.ts'
import { RESOLVERS } from '../src/resolvers/index.ts'
import { buildGraphqlSchema } from '../src/schema/build.ts'
import { Search } from '../src/search/search.ts'
import type { ArticleFilterInput } from '../src/stores/article-filter.ts'
import { filterPredicate } from '../src/stores/article-filter-predicate.ts'
import type { LoggedChange } from '../src/stores/change-store.ts'
import { connect } from '../src/stores/database.ts'
import { createLoaders } from '../src/stores/loaders.ts'
import { createStores, type Stores } from '../src/stores/stores.ts'
import { type ToldChange, toldChanges } from '../src/stores/told-changes.ts'
import { SUBSCRIPTIONS } from '../src/subscriptions/index.ts'
import { answerCommands, processCommands } from './fanout-child.ts'

const PAGE = 500

/** An event as the stock server has it: read once, and given to each subscriber. */
interface StockEvent {
  change: LoggedChange
  told: ToldChange
}

/** What hears the events of the stock server. */
const listeners = new Set<(event: StockEvent) => void>()
let stores: Stores | undefined

/** Ours, as `sila serve` opens it. */
async function live({ url, key }: { url: string; key: string }): Promise<number> {
  const config = {
    ...loadConfig({}),
    databaseUrl: url,
    adminKey: key,
    port: 0,
    sample: false,
    logLevel: 'silent' as const,
  }
  const served = await startServer({ ...config, roles: ['api'] }, createLog('silent'), () => {})
  return Number(new URL(served.url!).port)
}

/** graphql-ws as its manual has it: each subscriber iterates the events that its filter lets through, and executes each. */
async function stock({ url }: { url: string }): Promise<number> {
  const db = await connect(url, { poolSize: 12 })
  stores = createStores(db.manager)
  const search = new Search(db.manager)
  const caller: Context['caller'] = { scopes: new Set(['READ']), partner: null, keyId: null }
  const schema = buildGraphqlSchema([...RESOLVERS, ...SUBSCRIPTIONS])
  const field = schema.getSubscriptionType()!.getFields().articleIngested!
  field.subscribe = async (_root, { filter }: { filter?: ArticleFilterInput }) =>
    eventsOf(filterPredicate(await search.filter(filter)))
  const server = createServer()
  const webSockets = new WebSocketServer({ server, perMessageDeflate: false })
  serveOver(
    {
      schema,
      // What was read once is not read again, for whomever: ours reads the log and what events show, this one only sends.
      context: { caller, stores, loaders: createLoaders(stores, { cache: true }) } satisfies Partial<Context>,
    },
    webSockets,
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function* eventsOf(matches: ReturnType<typeof filterPredicate>): AsyncGenerator<ToldChange, void, undefined> {
  const queue: ToldChange[] = []
  let wake = () => {}
  const listener = ({ change, told }: StockEvent) => {
    if (!matches(change.after!)) return
    queue.push(told)
    wake()
  }
  listeners.add(listener)
  try {
    for (;;) {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) yield next
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    listeners.delete(listener)
  }
}

const rest = () => new Promise((resolve) => setImmediate(resolve))

answerCommands({
  live,
  stock,
  /** Gives the changes after a position to those who subscribe to the stock server. */
  async publish({ after, count }: { after: number; count: number }) {
    const { epoch, changes } = await stores!.changes.after(after, count)
    const told = await toldChanges(epoch, changes, createLoaders(stores!, { cache: true }))
    for (const [index, change] of changes.entries()) {
      for (const listener of listeners) listener({ change, told: told[index]! })
      await rest()
    }
  },
  /** Reads the whole log, with the rows that its events show or without, and says in how many milliseconds. */
  async readLog({ url, count, rows }: { url: string; count: number; rows: boolean }): Promise<number> {
    const db = await connect(url, { poolSize: 1 })
    const { changes: log, articles, sources } = createStores(db.manager)
    const began = performance.now()
    for (let position = 0; position < count; ) {
      const { changes } = await log.after(position, PAGE)
      position = changes.at(-1)!.position
      if (!rows) continue
      const read = await articles.byIds(changes.map(({ articleId }) => articleId!))
      await sources.byIds([...new Set(read.map(({ sourceId }) => sourceId))])
    }
    const took = performance.now() - began
    await db.destroy()
    return took
  },
  ...processCommands,
})
