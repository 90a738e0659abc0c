import { createHash, createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { httpbis } from 'http-message-signatures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { signingSecretOf } from '../../src/entities/key-token.ts'
import { readMessageSignature } from '../../src/gateway/message-signature.ts'
import { secretOf } from '../../src/ops/server-secrets.ts'
import { KeyStore, type MadeKey } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const COVERED = ['@method', '@authority', '@path', '@query']
const QUERY = '{ viewer { partner { name } scopes } }'

let own: TestDatabase
let server: WholeServer
let made: MadeKey
let secret: string
beforeAll(async () => {
  own = await openTestDatabase()
  server = await startWholeServer(own.url)
  const keys = new KeyStore(own.db.manager)
  made = await keys.create({
    partner: 'شريك',
    scopes: ['READ', 'INGEST'],
    signing: false,
    mustSign: true,
    lifetimeSeconds: null,
  })
  secret = signingSecretOf(await secretOf(server.config), made.key.publicId, made.key.signingSalt!)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

interface Wish {
  method?: string
  path?: string
  body?: string | null
  fields?: string[]
  params?: string[]
  values?: Record<string, unknown>
  by?: string
  digest?: string
}

/** A request as the library signs it, which is not ours. */
async function signed({
  method = 'POST',
  path = '/graphql',
  body = JSON.stringify({ query: QUERY }),
  ...wish
}: Wish = {}) {
  const headers: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' }
  if (body !== null)
    headers['content-digest'] = wish.digest ?? `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
  const { headers: all } = await httpbis.signMessage(
    {
      key: {
        id: made.key.publicId,
        alg: 'hmac-sha256',
        sign: async (data) =>
          createHmac('sha256', wish.by ?? secret)
            .update(data)
            .digest(),
      },
      fields: wish.fields ?? [...COVERED, ...(body === null ? [] : ['content-digest'])],
      params: wish.params ?? ['created', 'keyid', 'alg', 'nonce'],
      paramValues: { nonce: randomUUID(), ...wish.values } as never,
    },
    { method, url: server.url + path, headers },
  )
  return { method, headers: all as Record<string, string>, ...(body === null ? {} : { body }) }
}
const send = async (request: RequestInit, path = '/graphql') => {
  const response = await fetch(server.url + path, request)
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as any }
}
const bearer = () => ({ authorization: `Bearer ${made.token}` })

describe('a request that is signed as RFC 9421 has it', () => {
  it('says who asks, over POST, GET, a stream and /ingest', async () => {
    const viewer = { data: { viewer: { partner: { name: 'شريك' }, scopes: ['READ', 'INGEST'] } } }
    expect(await send(await signed())).toMatchObject({ status: 200, body: viewer })
    const path = `/graphql?${new URLSearchParams({ query: QUERY })}`
    expect(await send(await signed({ method: 'GET', path, body: null }), path)).toMatchObject({
      status: 200,
      body: viewer,
    })
    const stream = await fetch(`${server.url}/graphql/stream`, await signed({ path: '/graphql/stream' }))
    expect(await stream.text()).toContain('شريك')
    const body = JSON.stringify({ source: 'unknown', articles: [] })
    expect((await send(await signed({ path: '/ingest', body }), '/ingest')).status).toBe(200)
    const feed = '/feeds/articles.json'
    expect((await send(await signed({ method: 'GET', path: feed, body: null }), feed)).status).toBe(200)
  })

  it('is good once: the same again is refused', async () => {
    const request = await signed()
    expect((await send(request)).status).toBe(200)
    const again = await send(request)
    expect([again.status, again.body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })

  it('is good once also where it comes twice at the same moment', async () => {
    const request = await signed()
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await send(request)).status))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })

  it('is not taken with another body', async () => {
    const request = await signed()
    const { status, body } = await send({ ...request, body: JSON.stringify({ query: '{ viewer { scopes } }' }) })
    expect([status, body.errors[0].extensions.code, body.data]).toEqual([400, 'BAD_USER_INPUT', undefined])
  })

  const now = Math.floor(Date.now() / 1_000)
  it.each<[what: string, wish: Wish]>([
    ['without the method', { fields: ['@authority', '@path', '@query', 'content-digest'] }],
    ['without the authority', { fields: ['@method', '@path', '@query', 'content-digest'] }],
    ['without the path', { fields: ['@method', '@authority', '@query', 'content-digest'] }],
    ['without the query', { fields: ['@method', '@authority', '@path', 'content-digest'] }],
    ['without the digest of its body', { fields: COVERED }],
    ['without a nonce', { params: ['created', 'keyid', 'alg'] }],
    ['with a short nonce', { values: { nonce: 'short' } }],
    ['without the time of its making', { params: ['keyid', 'alg', 'nonce'] }],
    ['without whose it is', { params: ['created', 'alg', 'nonce'] }],
    ['that is too old', { values: { created: new Date((now - 400) * 1_000) } }],
    ['that is of the future', { values: { created: new Date((now + 400) * 1_000) } }],
    [
      'that has expired',
      { params: ['created', 'expires', 'keyid', 'nonce'], values: { expires: new Date((now - 1) * 1_000) } },
    ],
    ['by another secret', { by: 'another' }],
    ['of a key that there is not', { values: { keyid: 'AAAAAAAAAAAA' } }],
    ['by another algorithm', { values: { alg: 'ed25519' } }],
    ['whose digest is by a broken hash', { digest: 'md5=:1B2M2Y8AsgTpgAmY7PhCfg==:' }],
  ])('is refused %s', async (_, wish) => {
    const { status, body } = await send(await signed(wish))
    expect([status, body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })

  it.each<[what: string, change: (request: any) => [any, string?]]>([
    ['at another path', (request) => [request, '/gateway']],
    ['with another query', (request) => [request, '/graphql?x=1']],
    ['by another method', ({ body: _, headers, ...request }) => [{ ...request, headers, method: 'GET' }]],
    [
      'with two signatures',
      ({ headers, ...request }) => [
        { ...request, headers: { ...headers, 'Signature-Input': `${headers['Signature-Input']}, b=()` } },
      ],
    ],
    [
      'with headers that are none',
      ({ headers, ...request }) => [{ ...request, headers: { ...headers, 'Signature-Input': '((' } }],
    ],
  ])('is refused %s', async (_, change) => {
    const [request, path] = change(await signed())
    expect((await send(request, path)).status).toBe(401)
  })

  it('is read as the specification has it: its parts as they came, default ports left out', () => {
    const at = 1_618_884_473
    const parts = {
      method: 'POST',
      authority: 'Example.com:443',
      target: '/foo%2Fbar?Param=Value&Pet=dog',
      headers: {
        'signature-input': `sig1=("@method" "@authority" "@path" "@query");created=${at};keyid="k";nonce="aaaaaaaaaaaaaaaa"`,
        signature: 'sig1=:AAAA:',
      },
    }
    const base = `"@method": POST\n"@authority": example.com\n"@path": /foo%2Fbar\n"@query": ?Param=Value&Pet=dog\n"@signature-params": ("@method" "@authority" "@path" "@query");created=${at};keyid="k";nonce="aaaaaaaaaaaaaaaa"`
    const right = createHmac('sha256', 's').update(base).digest('base64')
    const read = readMessageSignature(
      { ...parts, headers: { ...parts.headers, signature: `sig1=:${right}:` } },
      at * 1_000,
    )!
    expect(read.isSignedWith('s')).toBe(true)
    expect(readMessageSignature(parts, at * 1_000)!.isSignedWith('s')).toBe(false)
  })
})

describe('a key that must sign', () => {
  it('does not let in by itself, on any way', async () => {
    const { status, body } = await send({
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer() },
      body: JSON.stringify({ query: QUERY }),
    })
    expect([status, body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    for (const path of [
      '/graphql/stream?query={viewer{scopes}}',
      '/gateway?documentId=x',
      '/feeds/articles.rss',
      '/export/articles.ndjson',
    ]) {
      expect((await fetch(server.url + path, { headers: bearer() })).status).toBe(401)
    }
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'connection_init', payload: bearer() }))
    expect((await once(socket, 'close'))[0]).toBe(4403)
    const push = { source: 'unknown', articles: [] }
    expect((await server.post('/ingest', push, bearer())).status).toBe(401)
  })

  it('is followed by one that must sign as well where it is rotated', async () => {
    const next = await new KeyStore(own.db.manager).rotate(made.key.publicId)
    expect(next!.key.mustSign).toBe(true)
    expect(next!.key.signingSalt).not.toBeNull()
  })
})
