import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { KeyStore } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { ADMIN_KEY } from '../support/tiny-server.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

let own: TestDatabase
let server: WholeServer
let keys: KeyStore
beforeAll(async () => {
  own = await openTestDatabase()
  server = await startWholeServer(own.url, { roles: ['api'] })
  keys = new KeyStore(own.db.manager)
}, 60_000)
afterAll(async () => {
  await server.close()
  await own.close()
})

const BY_COOKIE = 'Bearer operator-session'
const PATH = '/operator/session'
const origin = () => ({ origin: server.url })

async function login(key = ADMIN_KEY, headers: Record<string, string> = origin()) {
  const answer = await server.post(PATH, { key }, headers)
  return { ...answer, cookie: answer.headers.get('set-cookie') ?? '' }
}
/** What a browser sends of a cookie. */
const sent = (cookie: string) => cookie.split(';')[0]!
const ask = (cookie: string, headers: Record<string, string> = origin(), query = '{ operation { inbox } }') =>
  server.post('/graphql', { query }, { authorization: BY_COOKIE, cookie: sent(cookie), ...headers })
const makeKey = (scopes: readonly ('READ' | 'OPERATE')[]) =>
  keys.create({ partner: 'غرفة التشغيل', scopes, signing: false, lifetimeSeconds: null })
const codeOf = ({ body }: { body: any }): string | undefined => body.errors?.[0]?.extensions.code

/** Opens a socket by the cookie, and gives how it ended, or `open` once it is acknowledged. */
async function openSocket(cookie: string, from: string | null, authorization: string | null = BY_COOKIE) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { cookie: sent(cookie), ...(from === null ? {} : { origin: from }) },
  })
  const ended = new Promise<string>((resolve) => {
    socket.on('close', (code) => resolve(`closed ${code}`))
    socket.on('unexpected-response', (_, { statusCode }) => resolve(`refused ${statusCode}`))
    socket.on('error', () => {})
  })
  const messages: any[] = []
  const acknowledged = new Promise<string>((resolve) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      messages.push(message)
      if (message.type === 'connection_ack') resolve('open')
    })
  })
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: authorization === null ? {} : { authorization } })),
  )
  return { socket, ended, messages, state: await Promise.race([acknowledged, ended]) }
}

describe('an operator', () => {
  it('logs in with the admin key, and is known by a cookie that no script reads and no other site sends', async () => {
    const { status, body, cookie, headers } = await login()
    expect([status, body]).toEqual([200, { operator: true, partner: null }])
    expect(cookie).toMatch(/^sila_operator=a[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect((await ask(cookie)).body).toMatchObject({ data: { operation: { inbox: 0 } } })
    const rows = await own.db.query('select digest from operator_session')
    expect(JSON.stringify(rows)).not.toContain(sent(cookie).slice(-43))
  })

  it('has a cookie for https alone where the page came that way', async () => {
    const { cookie } = await login(ADMIN_KEY, { origin: server.url.replace('http:', 'https:') })
    expect(cookie).toMatch(/; Secure$/)
  })

  it('logs in with a key that may operate, until that is revoked', async () => {
    const { token, key } = await makeKey(['READ', 'OPERATE'])
    const { body, cookie } = await login(token)
    expect(body).toEqual({ operator: true, partner: 'غرفة التشغيل' })
    expect(codeOf(await ask(cookie))).toBeUndefined()
    await keys.revoke(key.publicId)
    await expect.poll(async () => codeOf(await ask(cookie)), { timeout: 5_000 }).toBe('UNAUTHENTICATED')
  })

  it('is refused with a key that may not operate, and with none that there is', async () => {
    const { token } = await makeKey(['READ'])
    expect([(await login(token)).status, (await login('sila_nothing')).status]).toEqual([403, 401])
    expect((await server.post(PATH, {}, origin())).status).toBe(400)
  })

  it('is known no more after logging out, here and on sockets that are open', async () => {
    const { cookie } = await login()
    const { state, ended } = await openSocket(cookie, server.url)
    expect(state).toBe('open')
    const gone = await fetch(server.url + PATH, { method: 'DELETE', headers: { ...origin(), cookie: sent(cookie) } })
    expect(gone.headers.get('set-cookie')).toMatch(/^sila_operator=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/)
    expect(codeOf(await ask(cookie))).toBe('UNAUTHENTICATED')
    expect(await ended).toBe('closed 4403')
  }, 10_000)

  it('is known no more once the session has run out', async () => {
    const { cookie } = await login()
    await own.db.query(`update operator_session set expires_at = now() - interval '1 second'`)
    expect(codeOf(await ask(cookie))).toBe('UNAUTHENTICATED')
    const state = await fetch(server.url + PATH, { headers: { ...origin(), cookie: sent(cookie) } })
    expect([state.status, await state.json()]).toEqual([200, { operator: false, partner: null }])
  })

  it('is forgotten where the admin key is another', async () => {
    const { cookie } = await login()
    const other = await startWholeServer(own.url, { roles: ['api'], adminKey: 'another-admin-key-of-tests' })
    const headers = { authorization: BY_COOKIE, cookie: sent(cookie), origin: other.url }
    const { body } = await other.post('/graphql', { query: '{ operation { inbox } }' }, headers)
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED')
    await other.close()
  })
})

describe('a page of another origin', () => {
  // What listens on another port of the same machine is another origin, however much a cookie makes of it.
  const elsewhere = () => [server.url.replace(/:\d+$/, ':1'), 'https://evil.example', 'null']

  it('neither logs in nor asks by the cookie', async () => {
    const { cookie } = await login()
    for (const from of elsewhere()) {
      expect((await login(ADMIN_KEY, { origin: from })).status, from).toBe(403)
      expect(codeOf(await ask(cookie, { origin: from })), from).toBe('FORBIDDEN')
    }
    // Nor does what no browser page sends.
    expect(codeOf(await ask(cookie, {}))).toBe('FORBIDDEN')
  })

  it('opens no socket by the cookie', async () => {
    const { cookie } = await login()
    for (const from of [...elsewhere(), null]) {
      const { state } = await openSocket(cookie, from)
      expect(state, String(from)).toMatch(/^(refused 403|closed 4403|closed 1013)$/)
    }
  })

  it('wins nothing by a cookie that comes by itself: who does not ask by it is nobody', async () => {
    const { cookie } = await login()
    const plain = await server.post(
      '/graphql',
      { query: 'mutation { partnerCreate(name: "x") { account { mode } } }' },
      { cookie: sent(cookie), ...origin() },
    )
    expect(codeOf(plain)).toBe('FORBIDDEN')
    const { socket, state, messages } = await openSocket(cookie, server.url, null)
    expect(state).toBe('open')
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ operation { inbox } }' } }))
    await expect.poll(() => JSON.stringify(messages)).toContain('FORBIDDEN')
    socket.close()
  })

  it('has no use of the cookie anywhere but at the API', async () => {
    const { cookie } = await login()
    const headers = { authorization: BY_COOKIE, cookie: sent(cookie), ...origin() }
    const answers = await Promise.all([
      server.post('/gateway', { query: '{ operation { inbox } }' }, headers),
      server.post('/ingest', { source: 'x', articles: [] }, headers),
      fetch(`${server.url}/feeds/articles.rss`, { headers }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
  })
})

it('slows down who tries keys, as everywhere', async () => {
  const other = await startWholeServer(own.url, { roles: ['api'] })
  const statuses: number[] = []
  for (let n = 0; n < 22; n++) {
    const { status, headers } = await other.post(PATH, { key: `wrong ${n}` }, { origin: other.url })
    statuses.push(status)
    if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401))
  expect(statuses.slice(20)).toEqual([429, 429])
  await other.close()
})
