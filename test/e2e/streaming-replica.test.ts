import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, migrate } from '../../src/stores/database.ts'
import { LogBook } from '../support/log-book.ts'
import { OwnPostgres } from '../support/own-postgres.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const CHANGES = 'query ($after: ChangeCursor!) { changes(after: $after) { cursor nodes { __typename } } }'
const HEAD = '{ articles(first: 1) { liveCursor } }'
/** A replica has to be seen well before it is read. */
const soon = { timeout: 5_000, interval: 50 }

let primary: OwnPostgres
let standby: OwnPostgres
let database: DataSource
let book: LogBook
let server: WholeServer

beforeAll(async () => {
  primary = await OwnPostgres.start()
  database = await connect(primary.url, { poolSize: 2 })
  await migrate(database)
  await database.destroy()
  standby = await primary.standby()
  database = await connect(primary.url, { poolSize: 2 })
  book = new LogBook(database)
  server = await startWholeServer(primary.url, {
    databaseReplicaUrls: [standby.url],
    responseCacheBytes: 0,
    roles: ['api'],
  })
}, 60_000)
afterAll(async () => {
  await server?.close()
  await database?.destroy()
  await standby?.close()
  await primary?.close()
}, 60_000)

const ask = async (query: string, variables: object = {}) => {
  const { body } = await server.post('/graphql', { query, variables })
  expect(body.errors).toBeUndefined()
  return body.data
}
const head = async (): Promise<string> => (await ask(HEAD)).articles.liveCursor
/** How often the replica was asked for changes. */
const readThere = (): number => standby.log.match(/from change\b/g)?.length ?? 0
/** The next changes, with how long that took in milliseconds, and whether the replica was asked for them. */
async function next(after: string): Promise<{ count: number; cursor: string; ms: number; there: boolean }> {
  const readBefore = readThere()
  const began = performance.now()
  const { changes } = await ask(CHANGES, { after })
  const ms = performance.now() - began
  return { count: changes.nodes.length, cursor: changes.cursor, ms, there: readThere() > readBefore }
}

describe('a read that goes on from a cursor', () => {
  it('is answered by the replica once that has come so far', async () => {
    const before = await head()
    await book.ingestMany(['خبر أول', 'خبر ثان'])
    await expect.poll(async () => (await next(before)).there, soon).toBe(true)
    const { count, cursor } = await next(before)
    expect(count).toBeGreaterThanOrEqual(2)
    expect((await next(cursor)).count).toBe(0)
  })

  it('waits for a replica that is on its way', async () => {
    const before = await head()
    await standby.ask('select pg_wal_replay_pause()')
    await book.ingestMany(['خبر ينتظر'])
    await expect.poll(head, soon).not.toBe(before)
    const reading = next(before)
    await sleep(100)
    await standby.ask('select pg_wal_replay_resume()')
    const { count, there, ms } = await reading
    expect({ count, there }).toEqual({ count: 1, there: true })
    expect(ms).toBeLessThan(1_000)
  })

  it('is answered by the database itself where the replica does not come, and within a bound', async () => {
    const before = await head()
    await standby.ask('select pg_wal_replay_pause()')
    await book.ingestMany(['خبر لا ينتظر'])
    await expect.poll(head, soon).not.toBe(before)
    const { count, there, ms } = await next(before)
    expect({ count, there }).toEqual({ count: 1, there: false })
    expect(ms).toBeLessThan(1_500)
    await standby.ask('select pg_wal_replay_resume()')
    await expect.poll(async () => (await next(before)).there, soon).toBe(true)
  })

  it('is answered by the database itself while there is no replica', async () => {
    const before = await head()
    await standby.stop('immediate')
    await book.ingestMany(['خبر بلا نسخة'])
    await expect.poll(async () => (await next(before)).count, soon).toBe(1)
    await standby.begin()
    await expect.poll(async () => (await next(before)).there, { ...soon, timeout: 10_000 }).toBe(true)
  })
})
