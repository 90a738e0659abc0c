import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { idOf, manifestOf, sha256 } from '../../support/document-room.ts'
import {
  type Ask,
  DOORS,
  leaveSockets,
  openPartnerDoor,
  type PartnerDoor,
  parametersOf,
  type Told,
  TRANSPORTS,
  tell,
} from '../../support/partner-door.ts'
import { RawSocket } from '../../support/raw-socket.ts'
import { ADMIN_KEY } from '../../support/tiny-server.ts'

const HELLO = 'query Hello($name: String) { hello(name: $name) }'
const TOUCH = 'mutation Touch { touch }'
const NUMBERS = 'subscription Numbers { numbers(until: 2) { number } }'
const WAYS = DOORS.flatMap((door) => TRANSPORTS.map((transport) => [door, transport] as const))

let door: PartnerDoor
let url: string
let mine: string
let id: string
beforeAll(async () => {
  door = await openPartnerDoor()
  url = door.server.url
  mine = await door.key('شريك')
  id = await door.partner('شريك')
  await door.publish(id, { manifest: manifestOf(HELLO, TOUCH, NUMBERS) })
  await door.learn()
})
afterAll(async () => {
  await leaveSockets()
  await door.close()
})
beforeEach(async () => {
  await door.partners.setMode('شريك', 'LOG')
  await door.learn()
})

const codes = ({ errors }: Told) => (errors ?? []).map(({ extensions }) => extensions.code)
const enforce = async (mode: 'ENFORCE' | 'WARN') => {
  await door.partners.setMode('شريك', mode)
  await door.learn()
}

describe('a request that names a document', () => {
  it.each(WAYS)('is answered at %s by %s, by each way to name it', async (at, transport) => {
    const variables = { name: 'صلة' }
    const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })
    const asks: Ask[] = [
      { documentId: idOf(HELLO) },
      { documentId: sha256(HELLO) },
      byHash(sha256(HELLO)),
      byHash(idOf(HELLO)),
    ]
    for (const ask of asks) {
      expect(await tell(url, at, transport, mine, { ...ask, variables })).toMatchObject({
        data: { hello: 'مرحبا صلة' },
      })
    }
    expect(
      (await tell(url, at, transport, mine, { query: '', documentId: idOf(HELLO), operationName: 'Hello' })).data,
    ).toEqual({
      hello: 'مرحبا ',
    })
  })

  it.each(WAYS.filter(([, transport]) => !['POST', 'GET'].includes(transport)))(
    'may subscribe at %s by %s',
    async (at, transport) => {
      expect(await tell(url, at, transport, mine, { documentId: idOf(NUMBERS) })).toMatchObject({
        data: { numbers: { number: 0 } },
      })
    },
  )

  it.each(WAYS)('G2: is refused at %s by %s where there is no such document', async (at, transport) => {
    for (const documentId of ['x', idOf('nothing'), 'constructor', '__proto__']) {
      const told = await tell(url, at, transport, mine, { documentId })
      expect([codes(told), told.data]).toEqual([['PERSISTED_DOCUMENT_NOT_FOUND'], undefined])
      if (transport === 'GET' || transport === 'POST') {
        expect([told.status, told.headers!.get('cache-control')]).toEqual([404, 'no-store'])
      }
      expect(told.errors![0].extensions).toMatchObject({ messageAr: expect.stringMatching(/وثيقة/) })
    }
  })

  it.each(WAYS)('G3: is refused at %s by %s where it brings a text as well, or two names', async (at, transport) => {
    const persistedQuery = { version: 1, sha256Hash: sha256(HELLO) }
    const asks: Ask[] = [
      { query: HELLO, documentId: idOf(HELLO) },
      { query: HELLO, extensions: { persistedQuery } },
      { documentId: idOf(HELLO), extensions: { persistedQuery } },
      { extensions: { persistedQuery: { ...persistedQuery, version: 2 } } },
      { extensions: { persistedQuery: { version: 1 } } },
      { extensions: { persistedQuery: 'x' } },
    ]
    for (const ask of asks) {
      const told = await tell(url, at, transport, mine, ask)
      expect([ask, codes(told), told.data]).toEqual([ask, ['BAD_USER_INPUT'], undefined])
      if (transport === 'GET' || transport === 'POST') expect(told.status).toBe(400)
    }
  })

  it.each(DOORS.flatMap((at) => [[at, 'GET'] as const, [at, 'SSE GET'] as const]))(
    'G3: that changes something is not taken at %s by %s',
    async (at, transport) => {
      const told = await tell(url, at, transport, mine, { documentId: idOf(TOUCH) })
      expect([told.status, told.headers!.get('allow'), told.data]).toEqual([405, 'POST', undefined])
      expect((await tell(url, at, 'POST', mine, { documentId: idOf(TOUCH) })).data).toEqual({ touch: 1 })
    },
  )

  it('G4: runs for whom it is active and for nobody else, on every transport', async () => {
    const names = ['أ', 'ب', 'ج']
    const partners = await Promise.all(names.map((name) => door.partner(name)))
    const keys = await Promise.all(names.map((name) => door.key(name)))
    const texts = Array.from({ length: 6 }, (_, index) => `query D${index} { hello(name: "${index}") }`)
    // Each holds two of his own, and calls them as the others call theirs.
    for (const [index, partner] of partners.entries()) {
      const own = texts.slice(index * 2, index * 2 + 2)
      const manifest = JSON.stringify({ ...JSON.parse(manifestOf(own[0]!)), same: own[1] })
      expect(await door.publish(partner, { manifest })).toMatchObject({ added: 2 })
    }
    await door.learn()
    for (const [at, transport] of WAYS) {
      for (const [index, key] of keys.entries()) {
        for (const [number, text] of texts.entries()) {
          const told = await tell(url, at, transport, key, { documentId: idOf(text) })
          const isOwn = Math.floor(number / 2) === index
          expect([at, transport, index, number, told.data?.hello]).toEqual([
            at,
            transport,
            index,
            number,
            isOwn ? `مرحبا ${number}` : undefined,
          ])
        }
        const same = await tell(url, at, transport, key, { documentId: 'same' })
        expect(same.data).toEqual({ hello: `مرحبا ${index * 2 + 1}` })
      }
    }
    const stranger = await tell(url, '/graphql', 'GET', null, { documentId: 'same' })
    expect(codes(stranger)).toEqual(['PERSISTED_DOCUMENT_NOT_FOUND'])
  })

  it('may be an operator’s, who runs what everybody has', async () => {
    for (const at of DOORS) {
      expect((await tell(url, at, 'POST', ADMIN_KEY, { documentId: idOf(HELLO) })).data).toEqual({ hello: 'مرحبا ' })
    }
  })

  it('is told of its end, and then that it has ended', async () => {
    const old = 'query Front { hello }'
    const next = 'query Front { hello(name: "2") }'
    await door.publish(id, { app: 'end', version: '1', manifest: manifestOf(old) })
    await door.publish(id, { app: 'end', version: '2', manifest: manifestOf(next) })
    const sunset = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 86_400_000)
    await door.registrar.retire(id, { id: 'end@1', sunsetAt: sunset, force: false })
    await door.learn()
    for (const transport of ['GET', 'POST', 'SSE POST', 'SSE GET'] as const) {
      const { data, headers } = await tell(url, '/gateway', transport, mine, { documentId: idOf(old) })
      expect([data, headers!.get('sunset')]).toEqual([{ hello: 'مرحبا ' }, sunset.toUTCString()])
      const announced = /^@(\d+)$/.exec(headers!.get('deprecation')!)!
      expect(Math.abs(Number(announced[1]) - Date.now() / 1_000)).toBeLessThan(30)
      expect((await tell(url, '/gateway', transport, mine, { documentId: idOf(next) })).headers!.has('sunset')).toBe(
        false,
      )
    }
    door.clock.now = sunset
    try {
      for (const [at, transport] of WAYS) {
        const told = await tell(url, at, transport, mine, { documentId: idOf(old) })
        expect([codes(told), told.data]).toEqual([['PERSISTED_DOCUMENT_RETIRED'], undefined])
        expect(told.errors![0].extensions.successor).toBe(idOf(next))
        if (transport === 'GET' || transport === 'POST') {
          expect([told.status, told.headers!.get('cache-control')]).toEqual([410, 'no-store'])
        }
      }
    } finally {
      door.clock.now = new Date()
    }
  })

  it('is counted, however it was sent', async () => {
    const text = 'query Counted { hello }'
    const failing = 'query Failing { refused }'
    await door.publish(id, { app: 'count', manifest: manifestOf(text, failing) })
    await door.learn()
    for (const [at, transport] of WAYS) {
      await tell(url, at, transport, mine, { documentId: idOf(text) })
      await tell(url, at, transport, mine, { documentId: idOf(failing) })
    }
    await door.usage.write()
    const { edges } = await door.reader.page(
      { partnerId: id, app: 'count', version: null },
      { first: 10, last: null, after: null, before: null },
    )
    expect(edges.map(({ node }) => [node.calls, node.lastUsedAt !== null])).toEqual([
      [WAYS.length, true],
      [WAYS.length, true],
    ])
    const counted = await door.own.db.query(
      'select sum(calls)::int as calls, sum(errors)::int as errors from document_usage u join document d on d.id = u.document_id where d.name = $1',
      [idOf(failing)],
    )
    expect(counted).toEqual([{ calls: WAYS.length, errors: WAYS.length }])
  })
})

/** Documents that are none of the partner's: valid ones, others written differently, questions about the schema, nonsense. */
const texts = (): fc.Arbitrary<string> => {
  const field = fc.constantFrom(
    'hello',
    'hello(name: "x")',
    'twice(of: 2)',
    'node { name next { name } }',
    'scopes',
    '__typename',
  )
  const blank = fc.constantFrom(' ', '\n', ',', '\t', ' # x\n')
  const valid = fc
    .tuple(
      fc.constantFrom('', 'query', 'query Q', 'query Hello($name: String)'),
      fc.array(field, { minLength: 1, maxLength: 4 }),
      blank,
    )
    .map(
      ([head, fields, space]) =>
        `${head}${space}{${space}${fields.map((one, index) => `a${index}: ${one}`).join(space)}${space}}`,
    )
  const respaced = fc.tuple(blank, blank).map(([before, after]) => `${before}${HELLO}${after}`)
  const other = fc.constantFrom(
    HELLO,
    TOUCH,
    NUMBERS,
    'mutation { touch }',
    'subscription { numbers { number } }',
    '{ __schema { types { name } } }',
    '{ __type(name: "Query") { name } }',
    'fragment F on Query { hello } query { ...F }',
    '{ hello } { scopes }',
    'nonsense',
    '{',
  )
  return fc.oneof(valid, respaced, other)
}

describe('who is held to his documents', () => {
  it('G5: has no text executed of 500, on any transport by either door', async () => {
    await enforce('ENFORCE')
    const samples = fc.sample(texts(), { numRuns: 500, seed: 7 })
    let asked = 0
    for (const [index, query] of samples.entries()) {
      const [at, transport] = WAYS[index % WAYS.length]!
      const told = await tell(url, at, transport, mine, { query, variables: {} })
      asked++
      expect([query, at, transport, codes(told), told.data]).toEqual([
        query,
        at,
        transport,
        ['PERSISTED_DOCUMENT_REQUIRED'],
        undefined,
      ])
    }
    expect(asked).toBe(500)
    // By every way at least his own documents run.
    for (const [at, transport] of WAYS) {
      expect((await tell(url, at, transport, mine, { documentId: idOf(HELLO) })).data).toEqual({ hello: 'مرحبا ' })
    }
  }, 60_000)

  it('G5: has no batch executed', async () => {
    await enforce('ENFORCE')
    for (const at of DOORS) {
      for (const batch of [
        [{ query: HELLO }],
        [{ documentId: idOf(HELLO) }],
        [{ query: HELLO }, { documentId: idOf(HELLO) }],
      ]) {
        const told = await tell(url, at, 'POST', mine, batch as Ask)
        expect([told.status, told.data]).toEqual([400, undefined])
      }
    }
  })

  it('is everybody who comes by the gateway', async () => {
    for (const transport of TRANSPORTS) {
      expect(codes(await tell(url, '/gateway', transport, mine, { query: HELLO }))).toEqual([
        'PERSISTED_DOCUMENT_REQUIRED',
      ])
      expect(codes(await tell(url, '/gateway', transport, ADMIN_KEY, { query: HELLO }))).toEqual([
        'PERSISTED_DOCUMENT_REQUIRED',
      ])
      expect((await tell(url, '/graphql', transport, mine, { query: HELLO })).data).toEqual({ hello: 'مرحبا ' })
    }
  })

  it('has shown a key at the gateway', async () => {
    for (const transport of ['POST', 'GET', 'SSE POST', 'SSE GET'] as const) {
      const told = await tell(url, '/gateway', transport, null, { documentId: idOf(HELLO) })
      expect([told.status, codes(told), told.headers!.get('cache-control')]).toEqual([
        401,
        ['UNAUTHENTICATED'],
        'no-store',
      ])
    }
    const socket = await RawSocket.open(url, {}, '/gateway')
    socket.say({ type: 'connection_init' })
    await socket.until(() => socket.closeCode !== undefined)
    expect(socket.closeCode).toBe(4403)
  })

  it('is warned before, where the operator says so, and told of in the log', async () => {
    await enforce('WARN')
    const warning = async (transport: 'POST' | 'GET' | 'SSE POST', ask: Ask) => {
      const { data, headers } = await tell(url, '/graphql', transport, mine, ask)
      return [data, headers!.get('x-sila-warning')]
    }
    for (const transport of ['POST', 'GET', 'SSE POST'] as const) {
      expect(await warning(transport, { query: HELLO })).toEqual([{ hello: 'مرحبا ' }, 'PERSISTED_DOCUMENT_REQUIRED'])
      expect(await warning(transport, { documentId: idOf(HELLO) })).toEqual([{ hello: 'مرحبا ' }, null])
    }
    await tell(url, '/graphql', 'WebSocket', mine, { query: '{ hello }', operationName: undefined })
    const told = door.logged.filter(({ event }) => event === 'document.unnamed')
    expect(told.find(({ isRegistered }) => isRegistered)).toMatchObject({ partner: 'شريك', operationName: null })
    expect(told.find(({ isRegistered }) => !isRegistered)).toMatchObject({ partner: 'شريك' })
    expect(JSON.stringify(told)).not.toContain('hello')
    // The same again is no news.
    const before = door.logged.length
    await tell(url, '/graphql', 'POST', mine, { query: HELLO })
    expect(door.logged.length).toBe(before)
  })
})

describe('what the gateway answers', () => {
  it('G11: hangs on nothing that Vary does not name', async () => {
    const address = `${url}/gateway?${parametersOf({ documentId: idOf(HELLO), variables: { name: 'x' } })}`
    const get = async (headers: Record<string, string>, more = '') => {
      const response = await fetch(address + more, { headers: { authorization: `Bearer ${mine}`, ...headers } })
      const seen = Object.fromEntries(
        [...response.headers].filter(([name]) => !/^(date|x-request-id|ratelimit)/.test(name)),
      )
      return { status: response.status, seen, text: await response.text() }
    }
    const plain = await get({})
    expect(plain).toMatchObject({
      status: 200,
      seen: {
        vary: 'Authorization, Accept-Encoding',
        'access-control-allow-origin': '*',
        etag: expect.stringMatching(/^"/),
        'cache-control': expect.stringMatching(/^(public|private), (max-age=\d+|no-cache)$/),
      },
    })
    const others: Record<string, string>[] = [
      { origin: 'https://elsewhere.example' },
      { origin: url },
      { accept: 'application/graphql-response+json' },
      { accept: 'text/html' },
      { 'accept-language': 'ar' },
      { cookie: 'a=b', referer: 'https://elsewhere.example' },
      { 'x-request-id': 'mine' },
    ]
    for (const headers of others) expect(await get(headers)).toEqual(plain)
    expect(await get({}, '&utm_source=x&foo=bar')).toEqual(plain)
    expect((await get({ 'if-none-match': plain.seen.etag! })).status).toBe(304)
  })

  it('lets pages of every origin ask with their keys', async () => {
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type',
    }
    const preflight = await fetch(`${url}/gateway`, { method: 'OPTIONS', headers })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/Authorization/)
    const refused = await fetch(`${url}/gateway?documentId=x`, { headers: { origin: 'https://elsewhere.example' } })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*'])
    // The other door is open to no more pages than it was.
    const other = await fetch(`${url}/graphql?query={hello}`, { headers: { origin: 'https://elsewhere.example' } })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
  })
})
