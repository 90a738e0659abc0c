import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeKeyToken } from '../../src/entities/key-token.ts'
import { connect, migrate } from '../../src/stores/database.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { OwnPostgres } from '../support/own-postgres.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { StreamReader } from '../support/stream-reader.ts'
import { ADMIN_KEY } from '../support/tiny-server.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

/** What clients of graphql-ws take as the end for good. */
const FATAL = [4400, 4401, 4406, 4409, 4429, 4500]
const LIVE = 'subscription { articleIngested { cursor article { title source { name } } } }'
const AS_OPERATOR = { authorization: `Bearer ${ADMIN_KEY}` }

let postgres: OwnPostgres
let server: WholeServer
let token: string
const sockets: RawSocket[] = []
beforeAll(async () => {
  postgres = await OwnPostgres.start()
  const db = await connect(postgres.url, { poolSize: 2 })
  await migrate(db)
  const terms = { partner: 'شريك', scopes: ['READ' as const], signing: false, lifetimeSeconds: null }
  token = (await new KeyStore(db.manager).create(terms)).token
  await db.query(`insert into source (slug, name) values ('one', 'المصدر')`)
  await db.destroy()
  server = await startWholeServer(postgres.url)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await server?.close()
  await postgres?.close()
})

async function open(payload: object = {}): Promise<RawSocket> {
  const socket = await RawSocket.open(server.url)
  sockets.push(socket)
  socket.say({ type: 'connection_init', payload })
  await socket.until(() => socket.messages.length > 0 || socket.closeCode !== undefined)
  return socket
}
const subscribe = (socket: RawSocket, id: string, query: string) =>
  socket.say({ id, type: 'subscribe', payload: { query } })
const push = async (title: string) =>
  await server.post(
    '/ingest',
    {
      source: 'one',
      articles: [{ title, url: `https://one.example/${encodeURIComponent(title)}`, text: `${title} كما ورد` }],
    },
    AS_OPERATOR,
  )
const titles = (messages: any[]) => messages.map(({ data }) => data?.articleIngested.article.title)
const heard = (socket: RawSocket) =>
  titles(socket.messages.filter(({ type, id }) => type === 'next' && id === 'live').map(({ payload }) => payload))

it('a database that is away for a while ends no socket for good, and what was open goes on', async () => {
  const [anonymous, partner] = [await open(), await open({ authorization: `Bearer ${token}` })]
  for (const socket of [anonymous, partner]) subscribe(socket, 'live', LIVE)
  const stream = await StreamReader.open(server.url, { query: LIVE })
  await sleep(200)
  expect((await push('قبل')).status).toBe(200)
  await expect
    .poll(() => [heard(anonymous), heard(partner), titles(stream.results)], { timeout: 5_000 })
    .toEqual([['قبل'], ['قبل'], ['قبل']])

  await postgres.stop('immediate')
  const unknown = await open({ authorization: `Bearer ${makeKeyToken().token}` })
  expect(await unknown.closed()).toBe(1013)
  const late = await open()
  subscribe(late, 'live', LIVE)
  subscribe(late, 'asked', '{ articles(first: 1) { totalCount } }')
  subscribe(anonymous, 'asked', '{ sources { totalCount } }')
  await late.until(() => late.messages.some(({ id }) => id === 'asked'))
  await anonymous.until(() => anonymous.messages.some(({ id }) => id === 'asked'))
  // Long enough for the watch over keys to look, and not to know.
  await sleep(4_500)
  await postgres.begin()

  const pushed = ['قبل']
  // Who came meanwhile hears what comes from the moment on when the log could be read again.
  while (heard(late).length === 0) {
    const title = `بعد ${pushed.length}`
    await expect.poll(async () => (await push(title)).status, { timeout: 15_000 }).toBe(200)
    pushed.push(title)
    await sleep(500)
    if (pushed.length > 30) break
  }
  await expect
    .poll(() => [heard(anonymous), heard(partner), titles(stream.results)], { timeout: 5_000 })
    .toEqual([pushed, pushed, pushed])
  expect(heard(late)).toEqual(pushed.slice(-heard(late).length))
  expect([anonymous, partner, late].map(({ closeCode }) => closeCode)).toEqual([undefined, undefined, undefined])
  expect(sockets.map(({ closeCode }) => closeCode).filter((code) => FATAL.includes(code!))).toEqual([])
  expect(stream.ended).toBe(false)
  stream.leave()
}, 60_000)
