import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KeyStore } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/sila-process.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'
import { WebhookReceiver } from '../support/webhook-receiver.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const WEBHOOK = `webhook { id url state types filter cursor partner { name } } secret userErrors { code field ar: message en: message(language: "en") }`
const CREATE = `mutation ($input: WebhookInput!) { made: webhookCreate(input: $input) { ${WEBHOOK} } }`

let own: TestDatabase
let server: WholeServer
let receiver: WebhookReceiver
let keys: Record<'Manar' | 'Other', string>
beforeAll(async () => {
  own = await openTestDatabase()
  receiver = await WebhookReceiver.open()
  server = await startWholeServer(own.url, { allowPrivateNetworks: [receiver.host] })
  const store = new KeyStore(own.db.manager)
  const make = async (partner: string) =>
    (await store.create({ partner, scopes: ['READ'], signing: false, lifetimeSeconds: null })).token
  keys = { Manar: await make('Manar'), Other: await make('Other') }
})
afterAll(async () => {
  await server.close()
  await receiver.close()
  await own.close()
})
beforeEach(async () => {
  await own.db.query('delete from webhook')
  receiver.received.length = 0
})

const ask = async (query: string, variables: object = {}, headers: Record<string, string> = AS_ADMIN): Promise<any> =>
  (await server.post('/graphql', { query, variables }, headers)).body
const as = (partner: keyof typeof keys) => ({ authorization: `Bearer ${keys[partner]}` })
const create = async (input: object = {}): Promise<any> =>
  (await ask(CREATE, { input: { partner: 'Manar', url: receiver.url, ...input } })).data.made
const publish = async (title: string) =>
  await server.post(
    '/ingest',
    { source: 'manar', articles: [{ title, text: 'نص', url: `https://manar.example/${encodeURIComponent(title)}` }] },
    AS_ADMIN,
  )

describe('operators of webhooks', () => {
  beforeAll(async () => {
    await own.db.query(`insert into source (slug, name) values ('manar', 'المنار')`)
  })

  it('G14: make one, whose secret is nowhere but with them, and see its deliveries with each attempt', async () => {
    let failed = false
    receiver.behaviour = () => {
      if (failed) return 200
      failed = true
      return 503
    }
    const made = await create({ types: ['ARTICLE_INGESTED'], filter: { sources: ['manar'] } })
    expect(made).toMatchObject({
      webhook: {
        id: expect.stringMatching(/^whk_/),
        state: 'ACTIVE',
        types: ['ARTICLE_INGESTED'],
        partner: { name: 'Manar' },
      },
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      userErrors: [],
    })
    expect(JSON.parse(made.webhook.filter).sources).toEqual(['manar'])
    receiver.secret = made.secret
    await publish('خبر أول')
    const query = `{ webhooks { id cursor lastDeliveredAt deliveries { id messageId kind state events settledAt attempts { attempt at durationMs status error } } } }`
    const [webhook] = await eventually(async () => {
      const { webhooks } = (await ask(query)).data
      return webhooks[0].lastDeliveredAt !== null && webhooks
    }, 15_000)
    const [delivery] = webhook.deliveries
    expect(delivery).toMatchObject({ kind: 'CHANGES', state: 'DELIVERED', events: 1 })
    expect(delivery.attempts).toMatchObject([
      { attempt: 1, status: 503, error: '503 Service Unavailable' },
      { attempt: 2, status: 200, error: null },
    ])
    expect(receiver.forged).toBe(0)
    expect(receiver.once.map(({ id }) => id)).toEqual([delivery.messageId])
    expect(receiver.events[0]).toMatchObject({
      type: 'ARTICLE_INGESTED',
      article: { title: 'خبر أول', source: 'manar', attribution: { text: 'المنار' } },
    })
    // A secret is with who was told it and nowhere else.
    const rows = JSON.stringify(await own.db.query('select * from webhook'))
    expect(rows).not.toContain(made.secret.slice(6))
  })

  it('are told in both languages what they can mend', async () => {
    const long = await ask('{ articles { liveCursor } }')
    const errorsOf = async (input: object) =>
      (await create(input)).userErrors.map(({ code, field }: any) => [code, field?.join('.')])
    expect(await errorsOf({ partner: 'Nobody' })).toEqual([['NOT_FOUND', 'input.partner']])
    expect(await errorsOf({ types: [] })).toEqual([['INVALID', 'input.types']])
    expect(await errorsOf({ after: Buffer.from('000000000000:5').toString('base64url') })).toEqual([
      ['INVALID', 'input.after'],
    ])
    const { after: _, ...made } = { after: long.data.articles.liveCursor, ...(await create()) }
    expect(made.userErrors).toEqual([])
    const [again] = (await create()).userErrors
    expect(again).toMatchObject({
      code: 'TAKEN',
      ar: expect.stringMatching(/[؀-ۿ]/),
      en: expect.stringMatching(/^The partner has/),
    })
    for (const verb of ['Pause', 'Resume', 'Remove', 'RotateSecret']) {
      const { data } = await ask(`mutation { did: webhook${verb}(id: "whk_zzzz") { userErrors { code } } }`)
      expect(data.did.userErrors).toEqual([{ code: 'NOT_FOUND' }])
    }
    const { data } = await ask('mutation { did: webhookRedeliver(id: "dlv_zzzz") { userErrors { code } } }')
    expect(data.did.userErrors).toEqual([{ code: 'NOT_FOUND' }])
  })

  it.each([
    'http://127.0.0.1:9/hook',
    'https://127.0.0.1/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/hook',
    'https://2130706433/',
    'https://manar.example:25/hook',
    'https://user:password@manar.example/hook',
    'http://manar.example/hook',
  ])('X9: cannot have anything sent to %s', async (url) => {
    const { webhook, userErrors } = await create({ url })
    expect([webhook, userErrors[0].code]).toEqual([null, 'ADDRESS_REFUSED'])
  })

  it('change, pause, resume, rotate, replay and remove', async () => {
    receiver.behaviour = () => 200
    const { webhook } = await create({ types: ['ARTICLE_INGESTED'] })
    const { id } = webhook
    const act = async (mutation: string, variables: object = {}) =>
      (
        await ask(
          `mutation ($input: WebhookUpdateInput) { did: ${mutation} { ${WEBHOOK} } }`.replace(
            '($input: WebhookUpdateInput)',
            mutation.includes('$input') ? '($input: WebhookUpdateInput!)' : '',
          ),
          variables,
        )
      ).data.did
    expect((await act(`webhookPause(id: "${id}")`)).webhook.state).toBe('PAUSED')
    await publish('خبر ثان')
    const input = { types: ['ARTICLE_INGESTED', 'ARTICLE_WITHDRAWN'], filter: null }
    expect((await act(`webhookUpdate(id: "${id}", input: $input)`, { input })).webhook).toMatchObject({
      types: input.types,
      filter: null,
    })
    expect((await act(`webhookRotateSecret(id: "${id}")`)).secret).toMatch(/^whsec_/)
    expect((await act(`webhookResume(id: "${id}")`)).webhook.state).toBe('ACTIVE')
    await eventually(async () => receiver.events.length === 1, 15_000)
    expect((await act(`webhookReplay(id: "${id}", after: "${webhook.cursor}")`)).userErrors).toEqual([])
    await eventually(async () => receiver.events.length === 2, 15_000)
    expect((await act(`webhookReplay(id: "${id}", after: "nonsense")`)).userErrors[0].code).toBe('INVALID')
    expect((await act(`webhookRemove(id: "${id}")`)).webhook).toBeNull()
    expect((await ask('{ webhooks { id } }')).data.webhooks).toEqual([])
  })
})

describe('a partner', () => {
  it('sees his own webhooks and those of nobody else', async () => {
    await create()
    await create({ partner: 'Other', url: `${receiver.url}/other` })
    const seen = async (headers: Record<string, string>, partner = '') =>
      await ask(`{ webhooks${partner && `(partner: "${partner}")`} { partner { name } } }`, {}, headers)
    expect((await seen(as('Manar'))).data.webhooks).toEqual([{ partner: { name: 'Manar' } }])
    expect((await seen(as('Manar'), 'Other')).errors[0].extensions.code).toBe('FORBIDDEN')
    expect((await seen({})).errors[0].extensions.code).toBe('FORBIDDEN')
    expect((await seen(AS_ADMIN)).data.webhooks).toHaveLength(2)
    expect((await seen(AS_ADMIN, 'Other')).data.webhooks).toEqual([{ partner: { name: 'Other' } }])
  })

  it('sets up none', async () => {
    const input = { partner: 'Manar', url: receiver.url }
    expect((await ask(CREATE, { input }, as('Manar'))).errors[0].extensions.code).toBe('FORBIDDEN')
  })
})

it('the receiver in the documentation takes what is genuine and nothing else', async () => {
  const text = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8')
  const code = /```js\n([\s\S]*?)```/.exec(text)![1]!
  const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  receiver.behaviour = () => 200
  const { secret } = await create()
  await publish(`خبر ${Date.now()}`)
  await eventually(async () => receiver.received.length > 0, 15_000)
  const [{ headers, body }] = receiver.received as [any]
  expect(isGenuine(headers, body, secret)).toBe(true)
  expect(isGenuine(headers, `${body} `, secret)).toBe(false)
  expect(isGenuine({ ...headers, 'webhook-id': 'msg_other' }, body, secret)).toBe(false)
  expect(isGenuine({ ...headers, 'webhook-timestamp': '1' }, body, secret)).toBe(false)
  expect(isGenuine({ ...headers, 'webhook-signature': undefined }, body, secret)).toBe(false)
})
