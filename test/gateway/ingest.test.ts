import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signingSecretOf } from '../../src/entities/key-token.ts'
import { decodeId, encodeId } from '../../src/entities/node-id.ts'
import { parseDocument } from '../../src/ingestion/parse-document.ts'
import { secretOf } from '../../src/ops/server-secrets.ts'
import { KeyStore, type MadeKey } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'
import { type Answer, startWholeServer, type WholeServer } from '../support/whole-server.ts'

let own: TestDatabase
let server: WholeServer
let pusher: MadeKey
let asPusher: Record<string, string>
let sourceId: string
let number = 0

beforeAll(async () => {
  own = await openTestDatabase()
  server = await startWholeServer(own.url)
  pusher = await makeKey('ناشر')
  asPusher = { authorization: `Bearer ${pusher.token}` }
  const [row] = await own.db.query(`insert into source (slug, name) values ('sabah', 'الصباح') returning id`)
  sourceId = row.id
})
afterAll(async () => {
  await server.close()
  await own.close()
})

const makeKey = (partner: string): Promise<MadeKey> =>
  new KeyStore(own.db.manager).create({ partner, scopes: ['INGEST'], signing: true, lifetimeSeconds: null })
const fresh = () => ({
  guid: `g-${++number}`,
  url: `https://sabah.example/news/${number}`,
  title: `خبر جديد رقم ${number}`,
  text: `نص الخبر رقم ${number}.\n\nفقرة أخيرة.`,
  publishedAt: '2025-05-02T14:56:11Z',
})
const push = (articles: unknown, headers: object = {}, source = 'sabah'): Promise<Answer> =>
  server.post('/ingest', { source, articles }, { ...asPusher, ...headers })
const outcomes = ({ body }: Answer) => body.results.map(({ outcome }: { outcome: string }) => outcome)
const codeOf = ({ status, body }: Answer) => [status, body.errors?.[0]?.extensions.code]

describe('POST /ingest', () => {
  it('takes articles in order, knows them again, and shows what became of each', async () => {
    const [first, second] = [fresh(), fresh()]
    const answer = await push([first, second])
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(answer.body.userErrors).toEqual([])
    expect(answer.body.results).toEqual(
      [first, second].map(({ url }) => ({ outcome: 'CREATED', article: { id: expect.any(String), url }, error: null })),
    )
    const again = await push([second, { ...first, title: 'عنوان معدل' }])
    expect(outcomes(again)).toEqual(['UNCHANGED', 'REVISED'])
    expect(again.body.results[1].article.id).toBe(answer.body.results[0].article.id)
    const { body } = await server.post('/graphql', {
      query: `{ article(url: "${first.url}") { title body source { slug } publishedAt } }`,
    })
    expect(body.data.article).toEqual({
      title: 'عنوان معدل',
      body: first.text,
      source: { slug: 'sabah' },
      publishedAt: first.publishedAt,
    })
  })

  it('knows a source by id and by slug, and says where there is none', async () => {
    expect(outcomes(await push([fresh()], {}, encodeId('src', sourceId)))).toEqual(['CREATED'])
    for (const source of ['nowhere', encodeId('src', '99999'), encodeId('tag', sourceId), 'a\0b']) {
      const { status, body } = await push([fresh()], {}, source)
      expect([status, body.results]).toEqual([200, []])
      expect(body.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['source'], messageEn: expect.any(String) }])
      expect(body.userErrors[0].message).toMatch(/\p{Script=Arabic}/u)
    }
  })

  it('refuses one article with the place of its mistake, and takes the others', async () => {
    const cases: [object | string | null, string, string[]][] = [
      ['مقال', 'INVALID', []],
      [null, 'INVALID', []],
      [{ ...fresh(), title: 7 }, 'INVALID', ['title']],
      [{ url: 'https://sabah.example/empty' }, 'INVALID', ['title']],
      [{ title: ' \u200f ', text: '' }, 'INVALID', ['title']],
      [{ ...fresh(), url: 'javascript:alert(1)' }, 'INVALID', ['url']],
      [{ ...fresh(), publishedAt: '2025-02-31T00:00:00Z' }, 'INVALID', ['publishedAt']],
      [{ ...fresh(), publishedAt: 1746197771 }, 'INVALID', ['publishedAt']],
      [{ ...fresh(), publishedAtPrecision: 'toString' }, 'INVALID', ['publishedAtPrecision']],
      [{ ...fresh(), tags: 'غزة' }, 'INVALID', ['tags']],
      [{ ...fresh(), authors: ['كاتب', 1] }, 'INVALID', ['authors', '1']],
      [{ ...fresh(), tags: Array.from({ length: 101 }, String) }, 'INVALID', ['tags']],
      [
        { ...fresh(), readAlso: [{ headline: 'سطر' }, { url: 'https://a.example/' }] },
        'INVALID',
        ['readAlso', '1', 'headline'],
      ],
      [{ ...fresh(), similar: [{ headline: 'سطر', url: '/relative' }] }, 'INVALID', ['similar', '0', 'url']],
      [{ ...fresh(), html: `<p>${'ا'.repeat(1_000_001)}</p>` }, 'TOO_LARGE', ['html']],
    ]
    const articles = cases.flatMap(([article]) => [article, fresh()])
    const { status, body } = await push(articles)
    expect([status, body.userErrors]).toEqual([200, []])
    for (const [index, [, code, field]] of cases.entries()) {
      expect(body.results[2 * index]).toMatchObject({ outcome: 'REJECTED', article: null, error: { code, field } })
      expect(body.results[2 * index].error.message).toMatch(/\p{Script=Arabic}/u)
      expect(body.results[2 * index + 1]).toMatchObject({ outcome: 'CREATED', error: null })
    }
  })

  it('takes null for left out, and passes over what it does not know', async () => {
    const article = {
      ...fresh(),
      html: null,
      authors: null,
      readAlso: null,
      publishedAtPrecision: null,
      other: { a: 1 },
    }
    expect(outcomes(await push([article]))).toEqual(['CREATED'])
    expect(outcomes(await push([]))).toEqual([])
  })

  it('takes what `parse` prints of a feed', async () => {
    for (const [kind, file] of [
      ['feed', 'feeds/rss-2.0/source.xml'],
      ['feed', 'feeds/json-feed/source.json'],
      ['page-dump', 'pages/whole-page/source.txt'],
    ] as const) {
      const bytes = readFileSync(new URL(`../fixtures/${file}`, import.meta.url))
      const { items } = parseDocument(bytes, kind, new Date('2025-06-01T00:00:00Z'), null)
      const answer = await push(items.map(({ item }) => item))
      expect(outcomes(answer)).toEqual(items.map(() => 'CREATED'))
    }
  })

  it('leaves withdrawn what was withdrawn', async () => {
    const article = fresh()
    const [{ article: made }] = (await push([article])).body.results
    await own.db.query(`update article set status = 'WITHDRAWN' where id = $1`, [decodeId(made.id)!.id])
    const { body } = await push([{ ...article, title: 'عاد' }])
    expect(body.results).toMatchObject([
      { outcome: 'REJECTED', article: made, error: { code: 'WITHDRAWN', field: null } },
    ])
  })

  it('says where a body goes wrong', async () => {
    const post = (body: string) => server.post('/ingest', body, asPusher)
    const broken = await post('{"source": "sabah",\n "articles": [{]}')
    expect(codeOf(broken)).toEqual([400, 'BAD_USER_INPUT'])
    expect(broken.body.errors[0].extensions).toMatchObject({ line: 2, column: 16 })
    const short = await post('{"source": "sabah",\n "articles": [')
    expect(short.body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', line: 2, column: 15 })
    for (const body of [
      '',
      '[]',
      '"x"',
      '{"source": 1, "articles": []}',
      '{"source": "sabah", "articles": {}}',
      '{"articles": []}',
    ]) {
      expect(codeOf(await post(body))).toEqual([400, 'BAD_USER_INPUT'])
    }
    const latin = await fetch(`${server.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...asPusher },
      body: Buffer.from('{"source": "\xe9"}', 'latin1'),
    })
    expect(latin.status).toBe(400)
  })

  it('bounds articles and bytes, and takes JSON only', async () => {
    const many = await push(Array.from({ length: 101 }, fresh))
    expect(codeOf(many)).toEqual([400, 'BAD_USER_INPUT'])
    expect(many.body.errors[0].extensions.maximum).toBe(100)
    expect(outcomes(await push(Array.from({ length: 100 }, fresh)))).toEqual(Array(100).fill('CREATED'))
    const huge = await push([{ ...fresh(), text: 'x'.repeat(10.5 * 1024 * 1024) }])
    expect(codeOf(huge)).toEqual([413, 'BAD_USER_INPUT'])
    const large = await push([{ ...fresh(), excerpt: 'x'.repeat(9.5 * 1024 * 1024) }])
    expect(outcomes(large)).toEqual(['CREATED'])
    const form = await server.post('/ingest', '{}', { ...asPusher, 'content-type': 'text/plain' })
    expect(codeOf(form)).toEqual([415, 'BAD_USER_INPUT'])
  })
})

describe('who may push', () => {
  it('needs a key with INGEST', async () => {
    const reader = await new KeyStore(own.db.manager).create({
      partner: 'قارئ',
      scopes: ['READ'],
      signing: true,
      lifetimeSeconds: null,
    })
    const body = { source: 'sabah', articles: [] }
    expect(codeOf(await server.post('/ingest', body))).toEqual([401, 'UNAUTHENTICATED'])
    expect(codeOf(await server.post('/ingest', body, { authorization: '' }))).toEqual([401, 'UNAUTHENTICATED'])
    expect(codeOf(await server.post('/ingest', body, { authorization: 'Bearer no' }))).toEqual([401, 'UNAUTHENTICATED'])
    expect(codeOf(await server.post('/ingest', body, { authorization: `Bearer ${reader.token}` }))).toEqual([
      403,
      'FORBIDDEN',
    ])
    expect((await server.post('/ingest', body, AS_ADMIN)).status).toBe(200)
    expect(codeOf(await signed(body, { key: reader }))).toEqual([403, 'FORBIDDEN'])
  })

  it('may sign instead: key id, time and the bytes of the body', async () => {
    const body = { source: 'sabah', articles: [fresh()] }
    expect(outcomes(await signed(body))).toEqual(['CREATED'])
    expect(outcomes(await signed(body, { secondsAgo: 290 }))).toEqual(['UNCHANGED'])
    expect(outcomes(await signed(body, { secondsAgo: -290 }))).toEqual(['UNCHANGED'])
  })

  it('is refused with a wrong signature, an old one, or of a key without a secret', async () => {
    const body = { source: 'sabah', articles: [fresh()] }
    const unsigned = await new KeyStore(own.db.manager).create({
      partner: 'بلا توقيع',
      scopes: ['INGEST'],
      signing: false,
      lifetimeSeconds: null,
    })
    const revoked = await makeKey('ملغى')
    await new KeyStore(own.db.manager).revoke(revoked.key.publicId)
    const cases: Parameters<typeof signed>[1][] = [
      { secondsAgo: 310 },
      { secondsAgo: -310 },
      { headers: { 'x-sila-timestamp': '1' } },
      { headers: { 'x-sila-timestamp': 'now' } },
      { headers: { 'x-sila-signature': 'sha256=' } },
      { headers: { 'x-sila-signature': `sha256=${'0'.repeat(64)}` } },
      { headers: { 'x-sila-key': 'nobody' } },
      { key: unsigned },
      { key: revoked },
      { signs: '{"source": "other", "articles": []}' },
    ]
    for (const given of cases) expect(codeOf(await signed(body, given))).toEqual([401, 'UNAUTHENTICATED'])
    expect(outcomes(await signed(body))).toEqual(['CREATED'])
  })
})

interface Signing {
  key?: MadeKey
  secondsAgo?: number
  /** What the signature is over, where it is not the body. */
  signs?: string
  headers?: Record<string, string>
}

/** A push that is signed as the documentation says. */
async function signed(
  body: object,
  { key = pusher, secondsAgo = 0, signs, headers = {} }: Signing = {},
): Promise<Answer> {
  const text = JSON.stringify(body)
  const secret = signingSecretOf(await secretOf(server.config), key.key.publicId, key.key.signingSalt ?? '')
  const timestamp = String(Math.floor(Date.now() / 1_000) - secondsAgo)
  const signature = createHmac('sha256', secret)
    .update(`${timestamp}.${signs ?? text}`)
    .digest('hex')
  return await server.post('/ingest', text, {
    'x-sila-key': key.key.publicId,
    'x-sila-timestamp': timestamp,
    'x-sila-signature': `sha256=${signature}`,
    ...headers,
  })
}

describe('an Idempotency-Key', () => {
  it('gives the first answer again for the same body, to the same partner', async () => {
    const articles = [fresh(), { title: 1 }]
    const first = await push(articles, { 'idempotency-key': 'مفتاح'.length.toString() })
    expect(outcomes(first)).toEqual(['CREATED', 'REJECTED'])
    const again = await push(articles, { 'idempotency-key': '5' })
    expect(again.body).toEqual(first.body)
    const other = await makeKey('ناشر آخر')
    const others = await push(articles, { 'idempotency-key': '5', authorization: `Bearer ${other.token}` })
    expect(outcomes(others)).toEqual(['UNCHANGED', 'REJECTED'])
    const rotated = (await new KeyStore(own.db.manager).rotate(pusher.key.publicId))!
    const next = await push(articles, { 'idempotency-key': '5', authorization: `Bearer ${rotated.token}` })
    expect(next.body).toEqual(first.body)
  })

  it('refuses another body with 422', async () => {
    await push([fresh()], { 'idempotency-key': 'conflict' })
    const { status, body } = await push([fresh()], { 'idempotency-key': 'conflict' })
    expect([status, body.results]).toEqual([422, []])
    expect(body.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT', field: ['idempotencyKey'] }])
    expect(body.errors[0].extensions).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', messageAr: expect.any(String) })
  })

  it('answers 409 while the first runs', async () => {
    const articles = Array.from({ length: 100 }, fresh)
    const answers = await Promise.all([1, 2, 3].map(() => push(articles, { 'idempotency-key': 'at once' })))
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toEqual([200, 409, 409])
    const running = answers.find(({ status }) => status === 409)!
    expect([codeOf(running), running.headers.get('retry-after')]).toEqual([[409, 'UNAVAILABLE'], '1'])
    expect(outcomes(await push(articles, { 'idempotency-key': 'at once' }))).toEqual(Array(100).fill('CREATED'))
  })

  it('remembers nothing of a source that there is not yet', async () => {
    const articles = [fresh()]
    await push(articles, { 'idempotency-key': 'early' }, 'later')
    await own.db.query(`insert into source (slug, name) values ('later', 'لاحق')`)
    expect(outcomes(await push(articles, { 'idempotency-key': 'early' }, 'later'))).toEqual(['CREATED'])
  })

  it('is refused where it is too long', async () => {
    const { body } = await push([fresh()], { 'idempotency-key': 'x'.repeat(256) })
    expect(body.userErrors).toMatchObject([{ code: 'INVALID', field: ['idempotencyKey'] }])
  })
})
