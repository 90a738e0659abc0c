import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KeyStore, type KeyTerms } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

let own: TestDatabase
let server: WholeServer
let asPusher: Record<string, string>
let number = 0

beforeAll(async () => {
  own = await openTestDatabase()
  server = await startWholeServer(own.url)
  asPusher = await keyOf({ scopes: ['INGEST'] })
  await own.db.query(`insert into source (slug, name) values ('sabah', 'الصباح'), ('titles', 'عناوين')`)
})
afterAll(async () => {
  await server.close()
  await own.close()
})

async function keyOf(given: Partial<KeyTerms>): Promise<Record<string, string>> {
  const terms = { partner: 'ناشر', scopes: ['READ'], signing: false, lifetimeSeconds: null, ...given } as KeyTerms
  return { authorization: `Bearer ${(await new KeyStore(own.db.manager).create(terms)).token}` }
}
const fresh = () => ({ guid: `g-${++number}`, url: `https://sabah.example/${number}`, title: `خبر رقم ${number}` })
const PUSH = `mutation ($input: ArticlesIngestInput!) { articlesIngest(input: $input) {
  results { outcome article { id title url status readAlso { headline article { title } } } error { code field message en: message(language: "en") } }
  userErrors { code field message en: message(language: "en") }
} }`
async function ingest(input: object, headers = asPusher): Promise<any> {
  const { body } = await server.post(
    '/graphql',
    { query: PUSH, variables: { input: { source: 'sabah', ...input } } },
    headers,
  )
  return body
}
const outcomes = ({ data }: any) => data.articlesIngest.results.map(({ outcome }: any) => outcome)

describe('articlesIngest', () => {
  it('gives one result an article, with the article as it is then', async () => {
    const [target, from] = [fresh(), fresh()]
    const { data, errors } = await ingest({
      articles: [
        { ...from, html: '<p>نص</p>', publishedAt: '2025-05-02T14:56:11Z', readAlso: [{ headline: target.title }] },
        { ...target, publishedAtPrecision: null },
        { title: ' ' },
      ],
    })
    expect(errors).toBeUndefined()
    const { results, userErrors } = data.articlesIngest
    expect(userErrors).toEqual([])
    expect(results).toEqual([
      {
        outcome: 'CREATED',
        error: null,
        article: {
          id: expect.stringMatching(/^art_/),
          title: from.title,
          url: from.url,
          status: 'PUBLISHED',
          readAlso: [{ headline: target.title, article: { title: target.title } }],
        },
      },
      { outcome: 'CREATED', error: null, article: expect.objectContaining({ title: target.title }) },
      {
        outcome: 'REJECTED',
        article: null,
        error: {
          code: 'INVALID',
          field: ['title'],
          message: expect.stringMatching(/\p{Script=Arabic}/u),
          en: expect.stringMatching(/^title must be/),
        },
      },
    ])
  })

  it('changes nothing the second time, and shows what did change', async () => {
    const article = fresh()
    const two = `mutation ($a: ArticlesIngestInput!, $b: ArticlesIngestInput!) {
      a: articlesIngest(input: $a) { results { outcome article { title } } }
      b: articlesIngest(input: $b) { results { outcome article { title } } } }`
    const variables = {
      a: { source: 'sabah', articles: [article, article] },
      b: { source: 'sabah', articles: [{ ...article, title: 'عنوان جديد' }] },
    }
    const { body } = await server.post('/graphql', { query: two, variables }, asPusher)
    expect(body.data.a.results.map(({ outcome }: any) => outcome)).toEqual(['CREATED', 'UNCHANGED'])
    expect(body.data.b.results).toEqual([{ outcome: 'REVISED', article: { title: 'عنوان جديد' } }])
  })

  it('gives the first answer for an idempotency key, however the input is written', async () => {
    const article = { ...fresh(), authors: null }
    const first = await ingest({ articles: [article], idempotencyKey: 'once' })
    const { authors: _, ...same } = article
    const again = await ingest({
      idempotencyKey: 'once',
      articles: [Object.fromEntries(Object.entries(same).reverse())],
    })
    expect(outcomes(first)).toEqual(['CREATED'])
    expect(again).toEqual(first)
    const { articlesIngest } = (await ingest({ articles: [fresh()], idempotencyKey: 'once' })).data
    expect(articlesIngest).toMatchObject({
      results: [],
      userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', field: ['idempotencyKey'], en: expect.any(String) }],
    })
  })

  it('says where there is no such source', async () => {
    const { data } = await ingest({ source: 'nowhere', articles: [fresh()] })
    expect(data.articlesIngest).toMatchObject({ results: [], userErrors: [{ code: 'NOT_FOUND', field: ['source'] }] })
  })

  it('bounds the list', async () => {
    const { data, errors } = await ingest({ articles: Array.from({ length: 101 }, fresh) })
    expect(data.articlesIngest).toBeNull()
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', maximum: 100 })
  })

  it('needs the scope INGEST', async () => {
    const { data, errors } = await ingest({ articles: [] }, await keyOf({ scopes: ['READ', 'PUBLISH', 'OPERATE'] }))
    expect([data.articlesIngest, errors[0].extensions.code]).toEqual([null, 'FORBIDDEN'])
  })

  it('shows no more of an article than its source lets be shown', async () => {
    await own.db.query(`update source set display = 'HEADLINE' where slug = 'titles'`)
    const article = { ...fresh(), text: 'نص محجوب', excerpt: 'ملخص محجوب', image: 'https://sabah.example/a.jpg' }
    const query = `mutation ($input: ArticlesIngestInput!) { articlesIngest(input: $input) { results { article {
      title display body excerpt blocks { text } image { url } } } } }`
    const variables = { input: { source: 'titles', articles: [article] } }
    const { body } = await server.post('/graphql', { query, variables }, asPusher)
    expect(body.data.articlesIngest.results).toEqual([
      { article: { title: article.title, display: 'HEADLINE', body: null, excerpt: null, blocks: [], image: null } },
    ])
  })
})

describe('viewer', () => {
  it('tells who is asking, and needs no scope', async () => {
    const viewer = async (headers: Record<string, string> = {}) =>
      (await server.post('/graphql', { query: '{ viewer { partner { id name } scopes quota { limit } } }' }, headers))
        .body.data.viewer
    expect(await viewer()).toEqual({ partner: null, scopes: ['READ'], quota: { limit: 10_000_000 } })
    const { partner, ...rest } = await viewer(asPusher)
    expect([partner.name, rest]).toEqual(['ناشر', { scopes: ['INGEST'], quota: { limit: 60_000_000 } }])
    const named = async (headers: Record<string, string>) =>
      (
        await server.post(
          '/graphql',
          { query: `{ node(id: "${partner.id}") { id ... on Partner { name } } }` },
          headers,
        )
      ).body.data.node
    expect(await named(await keyOf({}))).toEqual(partner)
    expect(await named(await keyOf({ partner: 'غيره' }))).toBeNull()
    expect(await named(await keyOf({ partner: 'غيره', scopes: ['READ', 'OPERATE'] }))).toEqual(partner)
    expect(await named({})).toBeNull()
  })
})
