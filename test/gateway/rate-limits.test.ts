import { request } from 'node:http'
import { parseList } from 'structured-headers'
import { afterEach, describe, expect, it } from 'vitest'
import { RawSocket } from '../support/raw-socket.ts'
import { StreamReader } from '../support/stream-reader.ts'
import { AS_ADMIN, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

let servers: TinyServer[] = []
async function start(...options: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  const server = await startTinyServer(...options)
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const server of servers) await server.close()
  servers = []
})

/** The one item of a field, with its parameters. */
const read = (field: string | null | undefined): Record<string, any> => {
  const items = parseList(field!)
  expect(items).toHaveLength(1)
  const [name, parameters] = items[0]!
  return { name: String(name), ...Object.fromEntries(parameters) }
}
const rates = (headers: Headers) => ({
  policy: read(headers.get('ratelimit-policy')),
  left: read(headers.get('ratelimit')),
  retryAfter: headers.get('retry-after'),
})
/** Costs ten points. */
const TEN = { query: 'mutation { touch }' }

describe('a caller’s quota', () => {
  it('is told with every answer, as structured fields', async () => {
    const { post, url } = await start({ quotaAnonymous: 100 })
    expect(rates((await post(TEN)).headers)).toEqual({
      policy: { name: 'default', q: 100, qu: 'points', w: 60 },
      left: { name: 'default', r: 90, t: 6 },
      retryAfter: null,
    })
    for (const path of ['/healthz', '/readyz', '/nothing', '/', '/graphiql/', '/schema.graphql', '/%zz', '/feeds/x']) {
      const { headers } = await fetch(url + path, { redirect: 'manual' })
      expect([path, rates(headers).policy.q, rates(headers).left.r]).toEqual([path, 100, expect.any(Number)])
    }
    const preflight = await fetch(`${url}/graphql`, { method: 'OPTIONS' })
    expect(rates(preflight.headers).policy.q).toBe(100)
    const unknown = await post(TEN, { authorization: 'Bearer nobody' })
    expect([unknown.status, rates(unknown.headers).policy.q]).toEqual([401, 100])
  })

  it('refuses what it does not hold with 429, and says when to ask again', async () => {
    const { post } = await start({ quotaAnonymous: 25 })
    expect((await post(TEN)).status).toBe(200)
    expect((await post(TEN)).status).toBe(200)
    const refused = await post(TEN)
    expect(refused.status).toBe(429)
    expect(refused.body.errors).toMatchObject([
      {
        extensions: {
          code: 'RATE_LIMITED',
          retryAfter: expect.any(Number),
          requested: 10,
          messageAr: expect.any(String),
        },
      },
    ])
    const { left, retryAfter } = rates(refused.headers)
    const seconds = refused.body.errors[0].extensions.retryAfter
    // Twelve, less what has passed meanwhile.
    expect(seconds).toBeGreaterThan(6)
    expect(seconds).toBeLessThanOrEqual(12)
    expect([retryAfter, left.t, refused.headers.get('cache-control')]).toEqual([String(seconds), seconds, 'no-store'])
    // What is cheaper is still answered.
    expect((await post({ query: '{ hello }' })).status).toBe(200)
  })

  it('pays for refused documents too', async () => {
    const { post } = await start({ quotaAnonymous: 3 })
    for (const query of ['{', '{ helo }', 'query ($n: Int!) { twice(of: $n) }']) {
      expect((await post({ query })).status).toBe(400)
    }
    expect((await post({ query: '{ helo }' })).status).toBe(429)
  })

  it('pays for nothing where an address does not do what is asked', async () => {
    const { post, url } = await start({ quotaAnonymous: 100 })
    const mutation = await fetch(`${url}/graphql?query=${encodeURIComponent(TEN.query)}`)
    const subscription = await post({ query: 'subscription { numbers { number } }' })
    expect([mutation.status, rates(mutation.headers).left.r]).toEqual([405, 100])
    expect([subscription.status, rates(subscription.headers).left.r]).toEqual([400, 100])
  })

  it('is one for all that a caller does, by every transport', async () => {
    const server = await start({ quotaAnonymous: 50 })
    await server.post(TEN)
    const stream = await (await StreamReader.open(server.url, TEN)).end()
    expect(stream.status).toBe(200)
    const socket = await RawSocket.open(server.url)
    socket.say({ type: 'connection_init' })
    await socket.until(() => socket.messages.length === 1)
    socket.say({ id: '1', type: 'subscribe', payload: TEN })
    await socket.until(() => socket.messages.length === 3)
    const { left } = rates((await fetch(`${server.url}/healthz`)).headers)
    expect(left.r).toBeGreaterThanOrEqual(20)
    expect(left.r).toBeLessThan(30)
    await server.post(TEN)
    await server.post(TEN)
    socket.say({ id: '2', type: 'subscribe', payload: TEN })
    await socket.until(() => socket.messages.length === 4)
    expect(socket.messages[3]).toMatchObject({
      id: '2',
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }],
    })
    expect(socket.closeCode).toBeUndefined()
    socket.destroy()
    const refused = await (await StreamReader.open(server.url, TEN)).end()
    expect([refused.status, JSON.parse(refused.text).errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(refused.response.headers['retry-after'])).toBeGreaterThan(0)
    expect(read(refused.response.headers.ratelimit as string).r).toBeLessThan(10)
  })

  it('is told of streams and upgrades as well', async () => {
    const server = await start({ quotaAnonymous: 50 })
    const stream = await (await StreamReader.open(server.url, { query: '{ hello }' })).end()
    expect(read(stream.response.headers['ratelimit-policy'] as string).q).toBe(50)
    const socket = await RawSocket.open(server.url)
    expect(socket.head.toLowerCase()).toContain('ratelimit-policy: default;q=50')
    socket.destroy()
    const nowhere = await RawSocket.open(server.url, {}, '/nowhere')
    expect([nowhere.status, nowhere.head.toLowerCase().includes('ratelimit: default;r=')]).toEqual([404, true])
    nowhere.destroy()
  })

  it('is none for the admin key', async () => {
    const { post } = await start({ quotaAnonymous: 1 })
    for (let time = 0; time < 20; time++) expect((await post(TEN, AS_ADMIN)).status).toBe(200)
    const { headers } = await post(TEN, AS_ADMIN)
    expect(rates(headers).left.r).toBe(999_999_999_999_999)
  })

  it('is counted by the address that a trusted proxy names, and by no other’s word', async () => {
    const ask = (url: string, forwarded: string) =>
      new Promise<number>((resolve) => {
        const headers = { 'content-type': 'application/json', 'x-forwarded-for': forwarded }
        const asked = request(`${url}/graphql`, { method: 'POST', headers }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode!))
        })
        asked.end(JSON.stringify(TEN))
      })
    const trusting = await start({ quotaAnonymous: 10, trustedProxies: ['127.0.0.0/8'] })
    expect(await ask(trusting.url, '203.0.113.1')).toBe(200)
    expect(await ask(trusting.url, '203.0.113.1')).toBe(429)
    expect(await ask(trusting.url, '203.0.113.2')).toBe(200)
    // What stands before the first that is not trusted may be anybody's invention.
    expect(await ask(trusting.url, '198.51.100.7, 203.0.113.2')).toBe(429)
    // One network of IPv6 is one caller.
    expect(await ask(trusting.url, '2001:db8:1:2::1')).toBe(200)
    expect(await ask(trusting.url, '2001:db8:1:2::9')).toBe(429)
    const wary = await start({ quotaAnonymous: 10 })
    expect(await ask(wary.url, '203.0.113.1')).toBe(200)
    expect(await ask(wary.url, '203.0.113.2')).toBe(429)
  })
})
