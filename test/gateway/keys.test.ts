import { once } from 'node:events'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { makeKeyToken } from '../../src/entities/key-token.ts'
import { connect } from '../../src/stores/database.ts'
import { KeyStore, type KeyTerms, type MadeKey } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { StreamReader } from '../support/stream-reader.ts'
import { AS_ADMIN, costing, results, running, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

let own: TestDatabase
let keys: KeyStore
let servers: TinyServer[] = []
let sockets: WebSocket[] = []
beforeAll(async () => {
  own = await openTestDatabase()
  keys = new KeyStore(own.db.manager)
})
afterAll(() => own.close())
afterEach(async () => {
  for (const socket of sockets) socket.terminate()
  for (const server of servers) await server.close()
  servers = []
  sockets = []
})

async function start(settings: Parameters<typeof startTinyServer>[0] = {}, source = keys): Promise<TinyServer> {
  const server = await startTinyServer(settings, {}, { keys: source })
  servers.push(server)
  return server
}
const make = (given: Partial<KeyTerms> = {}): Promise<MadeKey> =>
  keys.create({ partner: 'شريك', scopes: ['READ'], signing: false, lifetimeSeconds: null, ...given })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const query = { query: '{ hello }' }
const expire = ({ key }: MadeKey) =>
  own.db.query(`update api_key set expires_at = now() - interval '1 second' where public_id = $1`, [key.publicId])

/** A socket under the protocol, let in; rejects with the code that closed it. */
async function open({ url }: TinyServer, payload: object): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL)
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload }))
  const [first] = await Promise.race([once(socket, 'message'), once(socket, 'close')])
  if (typeof first === 'number') throw Object.assign(new Error('closed'), { code: first })
  return socket
}

describe('a partner’s key', () => {
  it('gives its scopes and no others, over HTTP and WebSocket', async () => {
    const server = await start({ anonymous: 'none' })
    const { token } = await make({ scopes: ['READ', 'INGEST'] })
    const { body } = await server.post({ query: '{ scopes }' }, bearer(token))
    expect(body.data.scopes).toBe('READ,INGEST')
    expect(await results(server.socket(bearer(token)), '{ scopes }')).toEqual([
      { data: { scopes: 'READ,INGEST' }, ...costing(1) },
    ])
  })

  it('is told nobody where it is unknown, has expired or was revoked', async () => {
    const server = await start()
    const [revoked, expired] = [await make(), await make()]
    await keys.revoke(revoked.key.publicId)
    await expire(expired)
    const right = (await make()).token
    const stolen = right.replace(/_[^_]{43}_[^_]{6}$/, makeKeyToken().token.slice(-51))
    for (const token of [makeKeyToken().token, revoked.token, expired.token, stolen, `${right}x`, 'sila_x_y_z']) {
      const { status, body, headers } = await server.post(query, bearer(token))
      expect([status, body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
      expect(headers.get('www-authenticate')).toBe('Bearer')
      expect(JSON.stringify([body, server.logged])).not.toContain(token)
      await expect(open(server, bearer(token))).rejects.toMatchObject({ code: 4403 })
    }
    expect((await server.post(query, bearer(right))).status).toBe(200)
  })

  it('G14: is nowhere but with who was told it: not in the database, nor in what is logged or answered', async () => {
    const server = await start()
    const { token } = await make({ signing: true, scopes: ['READ', 'PUBLISH'] })
    const secret = token.split('_')[2]!
    const answers = [
      await server.post(query, bearer(token)),
      await server.post({ query: '{ broken }' }, bearer(token)),
      await server.post('{', bearer(token)),
      await server.post(query, bearer(`${token}x`)),
      await server.post(query, { authorization: `Basic ${token}` }),
    ]
    const said = JSON.stringify([server.logged, answers.map(({ body, headers }) => [body, [...headers]])])
    const tables: { name: string }[] = await own.db.query(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
    )
    let dump = ''
    for (const { name } of tables) {
      const [{ rows }] = await own.db.query(`select coalesce(json_agg(t), '[]')::text as rows from ${name} t`)
      dump += rows
    }
    expect(dump).toContain(token.split('_')[1])
    for (const place of [said, dump]) expect([place.includes(secret), place.includes(token)]).toEqual([false, false])
  })

  it('is not read from an address', async () => {
    const { url } = await start({ anonymous: 'none' })
    const { token } = await make()
    for (const name of ['key', 'token', 'authorization', 'access_token']) {
      expect((await fetch(`${url}/graphql?query={hello}&${name}=${token}`)).status).toBe(401)
    }
  })

  it('lives beside the partner’s others', async () => {
    const { post } = await start()
    const old = await make()
    const next = (await keys.rotate(old.key.publicId))!
    for (const { token } of [old, next]) expect((await post(query, bearer(token))).status).toBe(200)
    await keys.revoke(old.key.publicId)
    await expect.poll(async () => (await post(query, bearer(old.token))).status, { timeout: 10_000 }).toBe(401)
    expect((await post(query, bearer(next.token))).status).toBe(200)
  })

  it('closes what is open with it within five seconds once it falls, and nothing else', async () => {
    const server = await start()
    const [revoked, expired, standing] = [await make(), await make(), await make()]
    const [first, second, third, fourth] = await Promise.all([
      open(server, bearer(revoked.token)),
      open(server, bearer(expired.token)),
      open(server, bearer(standing.token)),
      open(server, AS_ADMIN),
    ])
    const closes = Promise.all([once(first, 'close'), once(second, 'close')])
    const began = performance.now()
    await keys.revoke(revoked.key.publicId)
    await expire(expired)
    expect((await closes).map(([code]) => code)).toEqual([4403, 4403])
    expect(performance.now() - began).toBeLessThan(5_000)
    expect([third.readyState, fourth.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
  })

  it('ends streams likewise, with an error that says why', async () => {
    const server = await start()
    const [revoked, expired, standing] = [await make(), await make(), await make()]
    const query = 'subscription { silence }'
    const streams = await Promise.all(
      [revoked, expired, standing].map(({ token }) => StreamReader.open(server.url, { query, headers: bearer(token) })),
    )
    const began = performance.now()
    await keys.revoke(revoked.key.publicId)
    await expire(expired)
    for (const stream of streams.slice(0, 2)) {
      const { events } = await stream.end()
      expect(events.map(({ event }) => event)).toEqual(['next', 'complete'])
      expect(events[0]!.data).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) } }],
      })
    }
    expect(performance.now() - began).toBeLessThan(5_000)
    expect([streams[2]!.ended, streams[2]!.events]).toEqual([false, []])
    streams[2]!.leave()
    await expect.poll(() => running.count).toBe(0)
  })

  it('closes what was opened with a right that it has lost, and lets in with what is left', async () => {
    const server = await start()
    const [lessened, standing] = [
      await make({ scopes: ['READ', 'INGEST'] }),
      await make({ scopes: ['READ', 'INGEST'] }),
    ]
    const sockets = await Promise.all([lessened, standing].map(({ token }) => open(server, bearer(token))))
    const ask = { query: 'subscription { silence }', headers: bearer(lessened.token) }
    const stream = await StreamReader.open(server.url, ask)
    const closed = once(sockets[0]!, 'close')
    const began = performance.now()
    await own.db.query(`update api_key set scopes = '{READ}' where public_id = $1`, [lessened.key.publicId])
    expect((await closed)[0]).toBe(4403)
    await stream.end()
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(stream.results[0].errors[0].extensions.code).toBe('UNAUTHENTICATED')
    const scopes = async () => (await server.post({ query: '{ scopes }' }, bearer(lessened.token))).body.data.scopes
    await expect.poll(scopes, { timeout: 5_000 }).toBe('READ')
    const again = await open(server, bearer(lessened.token))
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect([again.readyState, sockets[1]!.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
  })

  it('has its own count of sockets', async () => {
    const server = await start()
    const [busy, calm] = [await make(), await make()]
    await Promise.all(Array.from({ length: 100 }, () => open(server, bearer(busy.token))))
    await expect(open(server, bearer(busy.token))).rejects.toMatchObject({ code: 1013 })
    await open(server, bearer(calm.token))
    await open(server, {})
  })

  it('is noted as used', async () => {
    const { post } = await start()
    const { token, key } = await make()
    await post(query, bearer(token))
    await expect.poll(async () => (await keys.byPublicId(key.publicId))!.lastUsedAt).toBeInstanceOf(Date)
  })

  it('lets in while the database is away where it is known, and nobody else', async () => {
    const other = await connect(own.url, { poolSize: 2 })
    const server = await start({}, new KeyStore(other.manager))
    const [known, unknown] = [await make(), await make()]
    expect((await server.post(query, bearer(known.token))).status).toBe(200)
    const socket = await open(server, bearer(known.token))
    await other.destroy()
    const { status, body, headers } = await server.post(query, bearer(unknown.token))
    expect([status, body.errors[0].extensions.code, headers.get('retry-after')]).toEqual([503, 'UNAVAILABLE', '1'])
    await expect(open(server, bearer(unknown.token))).rejects.toMatchObject({ code: 1013 })
    await new Promise((resolve) => setTimeout(resolve, 4_500))
    expect((await server.post(query, bearer(known.token))).status).toBe(200)
    expect((await server.post(query, AS_ADMIN)).status).toBe(200)
    expect(socket.readyState).toBe(WebSocket.OPEN)
  })
})

describe('who tries keys', () => {
  it('is put off after 20 failures a minute, and no neighbour with a good key is', async () => {
    const server = await start()
    const [good, late] = [await make(), await make()]
    expect((await server.post(query, bearer(good.token))).status).toBe(200)
    const attempt = () => server.post(query, bearer(makeKeyToken().token))
    for (let failures = 0; failures < 20; failures++) expect((await attempt()).status).toBe(401)
    const { status, body, headers } = await attempt()
    expect([status, body.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
    await expect(open(server, bearer(makeKeyToken().token))).rejects.toMatchObject({ code: 1013 })
    // Even a right key, where nobody came with it from there before: it might have been guessed.
    expect((await server.post(query, bearer(late.token))).status).toBe(429)
    expect((await server.post(query, bearer(good.token))).status).toBe(200)
    expect((await server.post(query)).status).toBe(200)
  })
})
