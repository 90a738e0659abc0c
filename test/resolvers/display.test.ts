import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type { DisplayPolicy } from '../../src/entities/enums.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const POLICIES: readonly DisplayPolicy[] = ['FULL', 'EXCERPT', 'HEADLINE']
const FIELDS = `title display body blocks { text } excerpt image { url } revisions { title paragraphs { after } }
  readAlso { headline url excerpt } related(origins: [PUBLISHER]) { nodes { excerpt } }`

let own: TestDatabase
let server: WholeServer
/** What subscribers saw of each article when it came in, by its address. */
const pushed = new Map<string, any>()

const addressOf = (policy: string): string => `https://${policy.toLowerCase()}.example/1`
const article = (policy: DisplayPolicy, sentence: string) => ({
  url: addressOf(policy),
  title: `خبر من ${policy}`,
  excerpt: 'ملخص الناشر',
  text: `الفقرة الأولى.\n\n${sentence}`,
  image: 'https://images.example/a.jpg',
  readAlso: [
    { headline: 'خبر من HEADLINE', excerpt: 'ملخص الرابط' },
    { headline: 'غير معروف', excerpt: 'ملخص آخر' },
  ],
})
const push = (policy: DisplayPolicy, sentence: string) =>
  server.post('/ingest', { source: policy.toLowerCase(), articles: [article(policy, sentence)] }, AS_ADMIN)
const read = async (policy: DisplayPolicy): Promise<any> =>
  (await server.post('/graphql', { query: `{ article(url: "${addressOf(policy)}") { ${FIELDS} } }` })).body.data.article

beforeAll(async () => {
  own = await openTestDatabase()
  server = await startWholeServer(own.url)
  for (const policy of POLICIES) {
    await own.db.query('insert into source (slug, name, display) values ($1, $1, $2)', [policy.toLowerCase(), policy])
  }
  const client = createClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
  const query = `subscription ($after: ChangeCursor) { articleIngested(after: $after) { article { url ${FIELDS} } } }`
  const { liveCursor } = (await server.post('/graphql', { query: '{ articles { liveCursor } }' })).body.data.articles
  for (const policy of [...POLICIES].reverse()) {
    await push(policy, 'الجملة القديمة.')
    await push(policy, 'الجملة الجديدة.')
  }
  const live = client.iterate<any>({ query, variables: { after: liveCursor } })
  for await (const { data } of live) {
    pushed.set(data.articleIngested.article.url, data.articleIngested.article)
    if (pushed.size === POLICIES.length) break
  }
  await client.dispose()
})
afterAll(async () => {
  await server.close()
  await own.close()
})

describe('the display policy of a source', () => {
  const text = {
    body: 'الفقرة الأولى.\n\nالجملة الجديدة.',
    blocks: [{ text: 'الفقرة الأولى.' }, { text: 'الجملة الجديدة.' }],
  }
  const noText = { body: null, blocks: [] }
  const changed = [{ paragraphs: [{ after: 'الجملة الجديدة.' }] }]
  const unsaid = [{ paragraphs: [] }]
  const teaser = { excerpt: 'ملخص الناشر', image: { url: 'https://images.example/a.jpg' } }
  const noTeaser = { excerpt: null, image: null }

  it.each([
    ['FULL', { ...text, ...teaser, revisions: changed }],
    ['EXCERPT', { ...noText, ...teaser, revisions: unsaid }],
    ['HEADLINE', { ...noText, ...noTeaser, revisions: unsaid }],
  ] as const)('%s is kept in queries', async (policy, expected) => {
    expect(await read(policy)).toMatchObject({ title: `خبر من ${policy}`, display: policy, ...expected })
  })

  it.each(POLICIES)('%s is kept in what subscribers get', async (policy) => {
    const { url, ...shown } = pushed.get(addressOf(policy))
    expect(shown).toEqual(await read(policy))
  })

  it('HEADLINE takes the teaser from links on its pages and to its articles', async () => {
    const excerpts = async (policy: DisplayPolicy) => {
      const { readAlso, related } = await read(policy)
      expect(related.nodes).toEqual(readAlso.map(({ excerpt }: any) => ({ excerpt })))
      return readAlso.map(({ headline, excerpt }: any) => [headline, excerpt])
    }
    const unknown = ['غير معروف', 'ملخص آخر']
    expect(await excerpts('FULL')).toEqual([['خبر من HEADLINE', null], unknown])
    expect(await excerpts('EXCERPT')).toEqual([['خبر من HEADLINE', null], unknown])
    expect((await excerpts('HEADLINE')).at(-1)).toEqual(['غير معروف', null])
  })
})
