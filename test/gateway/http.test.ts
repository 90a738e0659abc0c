import { afterEach, describe, expect, it } from 'vitest'
import { RawSocket } from '../support/raw-socket.ts'
import { ADMIN_KEY, AS_ADMIN, costing, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

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

const nested = (depth: number) =>
  `{${'node{'.replace('node', 'node')}${'next{'.repeat(depth - 2)}name${'}'.repeat(depth - 1)}}`

describe('GraphQL over HTTP', () => {
  it('answers by POST and by GET', async () => {
    const { post, url } = await start()
    expect(await post({ query: '{ hello }' })).toMatchObject({ status: 200, body: { data: { hello: 'مرحبا ' } } })
    const get = await fetch(`${url}/graphql?query={hello}`, { headers: { 'apollo-require-preflight': 'yes' } })
    expect(await get.json()).toEqual({ data: { hello: 'مرحبا ' }, ...costing(1) })
  })

  it.each([
    ['a document that is no GraphQL', { query: '{' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ helo }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a wrong value', { query: '{ twice(of: "x") }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a wrong variable', { query: 'query ($n: Int!) { twice(of: $n) }', variables: { n: 'x' } }, 400, 'BAD_USER_INPUT'],
    ['a missing variable', { query: 'query ($n: Int!) { twice(of: $n) }' }, 400, 'BAD_USER_INPUT'],
    ['an unknown operation', { query: 'query a { hello }', operationName: 'b' }, 400, 'BAD_USER_INPUT'],
    ['no document', {}, 400, 'BAD_USER_INPUT'],
    ['a batch', [{ query: '{ hello }' }], 400, 'BAD_USER_INPUT'],
    [
      'a document that there is not, by the extension of Apollo',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      404,
      'PERSISTED_DOCUMENT_NOT_FOUND',
    ],
    [
      'an automatic persisted query',
      { query: '{ hello }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      400,
      'BAD_USER_INPUT',
    ],
    ['a subscription', { query: 'subscription { silence }' }, 400, 'BAD_USER_INPUT'],
    ['JSON that is none', '{"query":', 400, 'BAD_USER_INPUT'],
    ['a body over 1 MB', { query: `{ hello } #${' '.repeat(1_100_000)}` }, 413, 'BAD_USER_INPUT'],
  ])('refuses %s with its code', async (_what, body, status, code) => {
    const { post } = await start()
    const answer = await post(body, { 'x-request-id': 'request-1' })
    expect(answer.status).toBe(status)
    const [error] = answer.body.errors
    expect(error.extensions).toMatchObject({
      code,
      requestId: 'request-1',
      messageAr: expect.stringMatching(/\p{Script=Arabic}/u),
    })
    expect(JSON.stringify(answer.body)).not.toMatch(/Did you mean|stacktrace/)
  })

  it('answers an address that cannot be read in the shape of every error', async () => {
    const { url } = await start()
    const answer = await fetch(`${url}/%zz`)
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([400, expect.any(String)])
    const { errors } = await answer.json()
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', messageAr: expect.any(String) })
  })

  it('takes a plain GET, and refuses a form of another site and a mutation by GET', async () => {
    const { url } = await start()
    const form = await fetch(`${url}/graphql`, {
      method: 'POST',
      body: '{"query":"{hello}"}',
      headers: { 'content-type': 'text/plain' },
    })
    expect([form.status, (await form.json()).errors[0].extensions.code]).toEqual([415, 'BAD_USER_INPUT'])
    const plain = await fetch(`${url}/graphql?query={hello}`)
    expect(await plain.json()).toEqual({ data: { hello: 'مرحبا ' }, ...costing(1) })
    const mutation = await fetch(`${url}/graphql?query=mutation{touch}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    })
    expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('says what is known of an expected failure, and nothing of a surprise', async () => {
    const { post, logged } = await start()
    const refused = await post({ query: '{ hello refused }' })
    expect(refused.status).toBe(200)
    expect(refused.body.data).toEqual({ hello: 'مرحبا ', refused: null })
    expect(refused.body.errors[0]).toMatchObject({
      message: 'Not for you',
      path: ['refused'],
      extensions: { code: 'FORBIDDEN', scope: 'OPERATE' },
    })
    const broken = await post({ query: '{ broken }' })
    expect(broken.body.errors[0]).toMatchObject({ message: 'Internal error', extensions: { code: 'INTERNAL' } })
    expect(JSON.stringify(broken.body)).not.toContain('secret')
    expect(logged).toMatchObject([{ event: 'request.failed', error: 'password=secret' }])
  })

  it('bounds depth, fields, aliases and tokens, and lets introspection pass', async () => {
    const { post } = await start()
    const codes = async (query: string) =>
      (await post({ query })).body.errors?.map((error: any) => error.extensions.code) ?? []
    expect(await codes(nested(12))).toEqual([])
    expect(await codes(nested(13))).toEqual(['TOO_COMPLEX'])
    const through = `{node{...a}} fragment a on Node {${'next{'.repeat(12)}name${'}'.repeat(12)}}`
    expect(await codes(through)).toEqual(['TOO_COMPLEX'])
    expect(await codes(`{${Array.from({ length: 101 }, (_, index) => `a${index}: hello`)}}`)).toEqual(['TOO_COMPLEX'])
    const bomb = Array.from(
      { length: 9 },
      (_, i) => `fragment f${i} on Node { a: next { ...f${i + 1} } b: next { ...f${i + 1} } }`,
    )
    expect(await codes(`{ node { ...f0 } } ${bomb.join(' ')} fragment f9 on Node { name }`)).toContain('TOO_COMPLEX')
    expect(await codes('{ node { ...a } } fragment a on Node { next { ...a } }')).toEqual(['GRAPHQL_VALIDATION_FAILED'])
    expect(await codes(`{${' hello'.repeat(5_001)}}`)).toEqual(['GRAPHQL_PARSE_FAILED'])
    const { getIntrospectionQuery } = await import('graphql')
    expect(await codes(getIntrospectionQuery())).toEqual([])
  })
})

describe('who asks', () => {
  it('gives the admin key every scope and nobody the anonymous ones', async () => {
    const { post } = await start()
    expect((await post({ query: '{ scopes }' })).body.data.scopes).toBe('READ')
    expect((await post({ query: '{ scopes }' }, AS_ADMIN)).body.data.scopes).toBe('READ,PUBLISH,INGEST,OPERATE')
  })

  it.each([`Bearer ${ADMIN_KEY}x`, `Basic ${ADMIN_KEY}`, ADMIN_KEY, 'Bearer'])(
    'does not know %s',
    async (authorization) => {
      const { post } = await start()
      const answer = await post({ query: '{ hello }' }, { authorization })
      expect(answer).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } })
    },
  )

  it('wants a key where nobody may read without', async () => {
    const { post, url } = await start({ anonymous: 'none' })
    expect((await post({ query: '{ hello }' })).status).toBe(401)
    expect((await post({ query: '{ hello }' }, AS_ADMIN)).status).toBe(200)
    for (const path of [
      '/graphql?query={hello}',
      '/graphql/stream?query={hello}',
      '/feeds/articles.rss',
      '/export/articles.ndjson',
    ]) {
      const { status, headers } = await fetch(url + path)
      expect([path, status, headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer'])
    }
    const socket = await RawSocket.open(url)
    socket.say({ type: 'connection_init' })
    expect(await socket.closed()).toBe(4403)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })
})

describe('every answer', () => {
  it('carries the id of its request: the given one where it is sane, else a new one', async () => {
    const { url, post } = await start()
    const id = async (path: string, given?: string) =>
      (await fetch(url + path, { headers: given ? { 'x-request-id': given } : {}, redirect: 'manual' })).headers.get(
        'x-request-id',
      )
    for (const path of ['/healthz', '/nothing', '/', '/graphql', '/schema.graphql'])
      expect(await id(path, 'abc-1')).toBe('abc-1')
    expect(await id('/healthz')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await id('/healthz', '"><script>')).toMatch(/^[0-9a-f-]{36}$/)
    expect((await post({ query: '{ hello }' })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('obeys the rule of origins', async () => {
    const loopback = await start()
    const listed = await start({ corsOrigins: ['https://app.example'] })
    const all = await start({ corsOrigins: ['*'] })
    const allowed = async ({ url }: TinyServer, origin: string) => {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      }
      const preflight = await fetch(`${url}/graphql`, { method: 'OPTIONS', headers })
      expect(preflight.status).toBe(204)
      const real = await fetch(`${url}/healthz`, { headers: { origin } })
      const name = 'access-control-allow-origin'
      expect(real.headers.get(name)).toBe(preflight.headers.get(name))
      if (real.headers.has(name))
        expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
      return real.headers.get(name)
    }
    expect(await allowed(loopback, 'http://localhost:5173')).toBe('http://localhost:5173')
    expect(await allowed(loopback, 'http://127.0.0.1:1')).toBe('http://127.0.0.1:1')
    expect(await allowed(loopback, 'https://evil.example')).toBeNull()
    expect(await allowed(loopback, 'null')).toBeNull()
    expect(await allowed(listed, 'https://app.example')).toBe('https://app.example')
    expect(await allowed(listed, 'http://localhost:5173')).toBeNull()
    expect(await allowed(all, 'https://evil.example')).toBe('https://evil.example')
  })
})

describe('the other addresses', () => {
  it('say how the server is', async () => {
    const well = await start()
    expect(await (await fetch(`${well.url}/readyz`)).json()).toEqual({ status: 'ok', checks: { database: 'ok' } })
    const ill = await start({}, { database: 'ok', log: 'no answer' })
    const answer = await fetch(`${ill.url}/readyz`)
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 'unavailable', checks: { database: 'ok', log: 'no answer' } },
    ])
  })

  it('give the schema and the dashboard, and say of others in JSON that there is nothing', async () => {
    const { url } = await start()
    expect(await (await fetch(`${url}/schema.graphql`)).text()).toContain('type Numbered')
    const root = await fetch(url, { redirect: 'manual' })
    expect([root.status, root.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await root.text()).toContain('/dashboard/assets/')
    const missing = await fetch(`${url}/nothing?a=b`)
    expect([missing.status, (await missing.json()).errors[0].extensions.code]).toEqual([404, 'NOT_FOUND'])
    expect((await fetch(`${url}/graphql`, { method: 'DELETE' })).status).toBe(405)
  })
})

describe('GraphiQL', () => {
  it('comes from this server alone, with assets that may be kept for ever', async () => {
    const { url } = await start()
    const page = await fetch(`${url}/graphiql`)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const html = await page.text()
    expect(html).not.toMatch(/https?:|\/\//)
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!)
    expect(addresses.length).toBeGreaterThan(2)
    for (const address of addresses) {
      expect(address).toMatch(/^\/graphiql\/assets\//)
      const asset = await fetch(url + address)
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
      expect(asset.headers.get('content-encoding')).toBe('gzip')
      expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(Number(asset.headers.get('content-length')))
      const whole = await fetch(url + address, { headers: { 'accept-encoding': 'identity' } })
      expect((await whole.arrayBuffer()).byteLength).toBe(Number(whole.headers.get('content-length')))
    }
    expect((await fetch(`${url}/graphiql/assets/..%2Findex.html`)).status).toBe(404)
  })
})
