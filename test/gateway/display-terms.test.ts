import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DisplayPolicy } from '../../src/entities/enums.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { type LiveSocket, openLiveSocket } from '../support/live-room.ts'
import { StreamReader } from '../support/stream-reader.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'
import { WebhookReceiver } from '../support/webhook-receiver.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const POLICIES: readonly DisplayPolicy[] = ['FULL', 'EXCERPT', 'HEADLINE']
/** What each caller may show of a source of each policy: as the source says, and as was agreed. */
const AGREED: Readonly<Record<string, Readonly<Record<DisplayPolicy, DisplayPolicy>>>> = {
  nobody: { FULL: 'FULL', EXCERPT: 'EXCERPT', HEADLINE: 'HEADLINE' },
  plain: { FULL: 'FULL', EXCERPT: 'EXCERPT', HEADLINE: 'HEADLINE' },
  // Less of one source, more of another.
  special: { FULL: 'HEADLINE', EXCERPT: 'FULL', HEADLINE: 'EXCERPT' },
  // An excerpt of all; what a source allows less of stays so.
  teasers: { FULL: 'EXCERPT', EXCERPT: 'EXCERPT', HEADLINE: 'HEADLINE' },
  // All of all agreed, and so no more than each source gives.
  greedy: { FULL: 'FULL', EXCERPT: 'EXCERPT', HEADLINE: 'HEADLINE' },
}
const CALLERS = Object.keys(AGREED)
const CASES = CALLERS.flatMap((caller) => POLICIES.map((policy) => [caller, policy, AGREED[caller]![policy]] as const))
const BODY = 'الجملة السرية من النص.'
const TEASER = 'ملخص الناشر كما كتبه'
const FIELDS = `url display attribution { text url } excerpt body blocks { text } image { url } source { display attribution }`

let own: TestDatabase
let server: WholeServer
let receiver: WebhookReceiver
/** By caller: a key, null of nobody. */
const keys = new Map<string, string | null>()
const sockets = new Map<string, LiveSocket>()
const streams = new Map<string, StreamReader>()
const partnerIds = new Map<string, string>()

const addressOf = (policy: string): string => `https://${policy.toLowerCase()}.example/1`
const as = (caller: string): Record<string, string> => {
  const key = keys.get(caller)
  return key == null ? {} : { authorization: `Bearer ${key}` }
}
const terms = async (input: object) => {
  const query = `mutation ($input: DisplayTermsInput!) { displayTermsSet(input: $input) { terms { display } userErrors { code message(language: "en") } } }`
  const { body } = await server.post('/graphql', { query, variables: { input } }, AS_ADMIN)
  expect(body.data.displayTermsSet.userErrors).toEqual([])
}

beforeAll(async () => {
  own = await openTestDatabase()
  receiver = await WebhookReceiver.open()
  server = await startWholeServer(own.url, { allowPrivateNetworks: [receiver.host] })
  const store = new KeyStore(own.db.manager)
  for (const policy of POLICIES) {
    await own.db.query('insert into source (slug, name, display) values ($1, $2, $3)', [
      policy.toLowerCase(),
      `صحيفة ${policy}`,
      policy,
    ])
  }
  for (const caller of CALLERS) {
    const terms = { partner: caller, scopes: ['READ'] as const, signing: false, mustSign: false, lifetimeSeconds: null }
    const made = caller === 'nobody' ? null : await store.create(terms)
    keys.set(caller, made?.token ?? null)
    if (made !== null) partnerIds.set(caller, made.key.partnerId)
  }
  await terms({ partner: 'special', source: 'full', display: 'HEADLINE' })
  await terms({ partner: 'special', source: 'excerpt', display: 'FULL', attribution: 'عن الوكالة باتفاق' })
  await terms({ partner: 'special', source: 'headline', display: 'EXCERPT' })
  await terms({ partner: 'teasers', display: 'EXCERPT' })
  await terms({ partner: 'greedy', display: 'FULL' })
  const subscription = `subscription { articleIngested { article { ${FIELDS} } } }`
  for (const caller of CALLERS) {
    const socket = await openLiveSocket(server.url, as(caller))
    socket.subscribe('1', subscription)
    sockets.set(caller, socket)
    const stream = { query: subscription, headers: as(caller) }
    streams.set(caller, await StreamReader.open(server.url, stream))
    if (caller === 'nobody') continue
    const query = `mutation ($input: WebhookInput!) { webhookCreate(input: $input) { secret userErrors { message(language: "en") } } }`
    const input = { partner: caller, url: `${receiver.url}/${caller}`, types: ['ARTICLE_INGESTED'] }
    const { body } = await server.post('/graphql', { query, variables: { input } }, AS_ADMIN)
    expect(body.data.webhookCreate.userErrors).toEqual([])
  }
  await sleep(300)
  for (const policy of POLICIES) {
    const article = {
      url: addressOf(policy),
      title: `خبر من ${policy}`,
      excerpt: TEASER,
      text: `الفقرة الأولى.\n\n${BODY}`,
      image: 'https://images.example/a.jpg',
    }
    await server.post('/ingest', { source: policy.toLowerCase(), articles: [article] }, AS_ADMIN)
  }
}, 60_000)
afterAll(async () => {
  for (const { socket } of sockets.values()) socket.terminate()
  for (const stream of streams.values()) stream.leave?.()
  await server.close()
  await receiver.close()
  await own.close()
})

const until = async <T>(ask: () => T | undefined): Promise<T> => {
  for (let left = 100; left > 0; left--) {
    const found = ask()
    if (found !== undefined) return found
    await sleep(100)
  }
  throw new Error('it never came')
}

/** Every way out: the text of what it says of the article of one source, or of one article alone. */
const WAYS: Readonly<Record<string, (caller: string, policy: DisplayPolicy) => Promise<string>>> = {
  'a query by POST': async (caller, policy) =>
    JSON.stringify(
      (await server.post('/graphql', { query: `{ article(url: "${addressOf(policy)}") { ${FIELDS} } }` }, as(caller)))
        .body,
    ),
  'a query by GET, asked again and again': async (caller, policy) => {
    const query = `{ article(url: "${addressOf(policy)}") { ${FIELDS} } }`
    const get = async () =>
      await (await fetch(`${server.url}/graphql?${new URLSearchParams({ query })}`, { headers: as(caller) })).text()
    const first = await get()
    for (let times = 0; times < 3; times++) expect(await get()).toBe(first)
    return first
  },
  'a search and what it quotes': async (caller, policy) => {
    const query = `{ search(query: "السرية", filter: { sources: ["${policy.toLowerCase()}"] }) { edges { highlights { text } node { ${FIELDS} } } } }`
    return JSON.stringify((await server.post('/graphql', { query }, as(caller))).body)
  },
  'a page of changes': async (caller, policy) => {
    const { liveCursor } = (await server.post('/graphql', { query: '{ articles { liveCursor } }' })).body.data.articles
    const beginning = Buffer.from(`${Buffer.from(liveCursor, 'base64url').toString().split(':')[0]}:0`).toString(
      'base64url',
    )
    const query = `{ changes(after: "${beginning}", first: 10, types: [ARTICLE_INGESTED], filter: { sources: ["${policy.toLowerCase()}"] }) { nodes { ... on ArticleIngested { article { ${FIELDS} } } } } }`
    return JSON.stringify((await server.post('/graphql', { query }, as(caller))).body)
  },
  'a subscription over WebSocket': async (caller, policy) =>
    JSON.stringify(
      await until(() =>
        sockets.get(caller)!.heard.find(({ payload }) => JSON.stringify(payload ?? '').includes(addressOf(policy))),
      ),
    ),
  'a subscription over SSE': async (caller, policy) =>
    JSON.stringify(
      await until(() =>
        streams.get(caller)!.results.find((result) => JSON.stringify(result).includes(addressOf(policy))),
      ),
    ),
  'a feed in RSS': async (caller, policy) => await feed(caller, policy, 'rss'),
  'a feed in Atom': async (caller, policy) => await feed(caller, policy, 'atom'),
  'a feed in JSON': async (caller, policy) => await feed(caller, policy, 'json'),
  'an export': async (caller, policy) =>
    await (
      await fetch(`${server.url}/export/articles.ndjson?sources=${policy.toLowerCase()}`, { headers: as(caller) })
    ).text(),
  'a webhook': async (caller, policy) =>
    JSON.stringify(
      await until(() =>
        receiver.received
          .filter(({ path }) => path.endsWith(`/${caller}`))
          .flatMap(({ message }) => message.data.events)
          .find(({ article }) => article.url === addressOf(policy)),
      ),
    ),
}

async function feed(caller: string, policy: DisplayPolicy, format: string): Promise<string> {
  const get = async () =>
    await (
      await fetch(`${server.url}/feeds/articles.${format}?sources=${policy.toLowerCase()}`, { headers: as(caller) })
    ).text()
  const first = await get()
  expect(await get()).toBe(first)
  return first
}

describe.each(Object.keys(WAYS))(
  'R11, G11: what each may be shown, who asks the same at the same time, holds in %s',
  (way) => {
    const asks = way === 'a webhook' ? CASES.filter(([caller]) => caller !== 'nobody') : CASES

    it.each(asks)('for %s, of a source that gives %s: %s', async (caller, policy, shown) => {
      const said = await WAYS[way]!(caller, policy)
      expect(said).toContain(addressOf(policy))
      expect(said.includes(BODY)).toBe(shown === 'FULL')
      expect(said.includes(TEASER)).toBe(shown !== 'HEADLINE')
      expect(said.includes('images.example')).toBe(shown !== 'HEADLINE')
      // Whoever shows it names the source, in the words that were agreed.
      expect(said).toContain(caller === 'special' && policy === 'EXCERPT' ? 'عن الوكالة باتفاق' : `صحيفة ${policy}`)
    })
  },
)

describe('what was agreed with a partner', () => {
  const display = async (caller: string, policy: DisplayPolicy) => {
    const query = `{ article(url: "${addressOf(policy)}") { display body } }`
    const url = `${server.url}/graphql?${new URLSearchParams({ query })}`
    const response = await fetch(url, { headers: as(caller) })
    return { ...((await response.json()) as any).data.article, cache: response.headers.get('cache-control') }
  }

  it('G12: makes an answer that it shows private, and no other', async () => {
    expect((await display('special', 'FULL')).cache).toMatch(/^private/)
    expect((await display('plain', 'FULL')).cache).toMatch(/^public/)
  })

  it('holds at once where it changes, also in answers that are kept and for sockets that are open', async () => {
    const before = await display('plain', 'FULL')
    expect(before).toMatchObject({ display: 'FULL' })
    for (let times = 0; times < 3; times++) await display('plain', 'FULL')
    await terms({ partner: 'plain', source: 'full', display: 'HEADLINE' })
    expect(await display('plain', 'FULL')).toMatchObject({ display: 'HEADLINE', body: null })
    const socket = sockets.get('plain')!
    const article = { url: 'https://full.example/2', title: 'خبر آخر', excerpt: TEASER, text: BODY }
    await server.post('/ingest', { source: 'full', articles: [article] }, AS_ADMIN)
    const heard = await until(() =>
      socket.heard.find(({ payload }) => JSON.stringify(payload ?? '').includes('full.example/2')),
    )
    expect(JSON.stringify(heard)).not.toContain(BODY)
    await terms({ partner: 'plain', source: 'full' })
    expect(await display('plain', 'FULL')).toMatchObject({ display: 'FULL' })
  })

  it('is nothing that a partner or a stranger can set or see of others', async () => {
    const query = 'mutation { displayTermsSet(input: { partner: "plain", display: FULL }) { terms { display } } }'
    for (const caller of ['plain', 'nobody']) {
      const { body } = await server.post('/graphql', { query }, as(caller))
      expect(body.errors[0].extensions.code).toBe('FORBIDDEN')
    }
  })
})
