import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'

let own: TestDatabase
beforeAll(async () => {
  own = await openTestDatabase()
  const book = new LogBook(own.db)
  for (let n = 0; n < 5; n++) await book.ingest(`خبر ${n}`)
})
afterAll(() => own.close())

const AS_OPERATOR: Partial<Context> = { caller: { scopes: new Set(['READ', 'OPERATE']), partner: null, keyId: null } }
async function operate(source: string, variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await ask(own.db, source, variables, AS_OPERATOR)
  expect(errors).toBeUndefined()
  return data
}
const KEY = 'key { id scopes signing mustSign isLive createdAt expiresAt lastUsedAt revokedAt } secret signingSecret'
const SAID = 'userErrors { code field ar: message en: message(language: "en") }'
const ACCOUNT = 'account { partner { name } mode createdAt apps documents keys { id } }'
const createKey = (input: object) =>
  operate(`mutation ($input: KeyInput!) { keyCreate(input: $input) { ${KEY} ${SAID} } }`, { input }).then(
    ({ keyCreate }) => keyCreate,
  )

describe('partners and keys', () => {
  it('are made, listed, rotated and revoked; the secret is told once and lets in', async () => {
    const { partnerCreate } = await operate(`mutation { partnerCreate(name: " تطبيق ") { ${ACCOUNT} ${SAID} } }`)
    expect(partnerCreate).toMatchObject({
      account: { partner: { name: 'تطبيق' }, mode: 'LOG', apps: 0, documents: 0, keys: [] },
      userErrors: [],
    })
    const made = await createKey({ partner: 'تطبيق', scopes: ['READ', 'INGEST', 'READ'], signing: true, days: 90 })
    expect(made).toMatchObject({
      key: {
        scopes: ['READ', 'INGEST'],
        signing: true,
        mustSign: false,
        isLive: true,
        revokedAt: null,
        lastUsedAt: null,
      },
      secret: expect.stringMatching(/^sila_/),
      signingSecret: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(Date.parse(made.key.expiresAt) - Date.parse(made.key.createdAt)).toBe(90 * 86_400_000)
    const { keyRotate } = await operate(
      `mutation ($id: ID!) { keyRotate(id: $id, overlapDays: 7) { ${KEY} ${SAID} } }`,
      { id: made.key.id },
    )
    expect(keyRotate).toMatchObject({ key: { scopes: ['READ', 'INGEST'], isLive: true }, userErrors: [] })
    expect(keyRotate.secret).not.toBe(made.secret)
    const { keyRevoke } = await operate(`mutation ($id: ID!) { keyRevoke(id: $id) { ${KEY} ${SAID} } }`, {
      id: made.key.id,
    })
    expect(keyRevoke).toMatchObject({ key: { isLive: false }, secret: null, userErrors: [] })
    const { partners } = await operate(
      '{ partners { nodes { partner { name } keys { id isLive } } edges { cursor } pageInfo { hasNextPage } } }',
    )
    expect(partners.nodes).toEqual([
      {
        partner: { name: 'تطبيق' },
        keys: [
          { id: keyRotate.key.id, isLive: true },
          { id: made.key.id, isLive: false },
        ],
      },
    ])
    // What is listed tells nothing that would let anybody in.
    const [row] = await own.db.query('select sha256, signing_salt from api_key limit 1')
    expect(JSON.stringify(partners)).not.toContain(row.sha256)
    expect((await new KeyStore(own.db.manager).byPublicId(made.key.id))?.isLive).toBe(false)
  })

  it('say in both languages what has to be mended', async () => {
    await operate('mutation { partnerCreate(name: "آخر") { account { mode } } }')
    const one = await createKey({ partner: 'آخر', scopes: ['READ'] })
    await operate('mutation ($id: ID!) { keyRevoke(id: $id) { secret } }', { id: one.key.id })
    const mutations: [string, string][] = [
      ['partnerCreate(name: "آخر")', 'TAKEN'],
      ['partnerCreate(name: "  ")', 'INVALID'],
      ['partnerSetMode(id: "nobody", mode: WARN)', 'NOT_FOUND'],
      ['keyCreate(input: { partner: "nobody", scopes: [READ] })', 'NOT_FOUND'],
      ['keyCreate(input: { partner: "آخر", scopes: [] })', 'INVALID'],
      ['keyCreate(input: { partner: "آخر", scopes: [READ], days: 0 })', 'INVALID'],
      ['keyRotate(id: "none")', 'NOT_FOUND'],
      [`keyRotate(id: "${one.key.id}")`, 'INVALID'],
      [`keyRotate(id: "${one.key.id}", overlapDays: -1)`, 'INVALID'],
      ['keyRevoke(id: "none")', 'NOT_FOUND'],
    ]
    for (const [mutation, code] of mutations) {
      const answer = Object.values(await operate(`mutation { ${mutation} { ${SAID} } }`))[0] as any
      expect([mutation, answer.userErrors[0].code]).toEqual([mutation, code])
      expect(answer.userErrors[0].ar).toMatch(/^\p{Script=Arabic}/u)
      expect(answer.userErrors[0].en).toMatch(/^[A-Z][^\p{Script=Arabic}]+$/u)
    }
    const set = await operate(`mutation { partnerSetMode(id: "آخر", mode: ENFORCE) { ${ACCOUNT} ${SAID} } }`)
    expect(set.partnerSetMode).toMatchObject({ account: { mode: 'ENFORCE' }, userErrors: [] })
  })

  it('come page by page', async () => {
    const page = (args: string) =>
      operate(`{ partners${args} { nodes { partner { name } } pageInfo { endCursor hasNextPage } } }`)
    const { partners: first } = await page('(first: 1)')
    const { partners: next } = await page(`(first: 5, after: "${first.pageInfo.endCursor}")`)
    expect([...first.nodes, ...next.nodes].map(({ partner }: any) => partner.name)).toEqual(['آخر', 'تطبيق'])
  })
})

describe('operation', () => {
  it('tells what waits and how far the log is, to operators alone', async () => {
    const all = `inbox inboxOldestAge deskAtWork logPosition logLength lastChangeAt feedsDue feedOverdue pagesWaiting
      deliveriesWaiting deliveryOldestAge databaseBytes`
    const { operation } = await operate(`{ operation { ${all} } }`)
    expect(operation).toMatchObject({ inbox: 0, deskAtWork: false, logPosition: 5, logLength: 5, feedsDue: 0 })
    expect(Date.parse(operation.lastChangeAt)).toBeGreaterThan(Date.now() - 60_000)
    const refused = await ask(own.db, '{ operation { inbox } partners { nodes { mode } } }')
    expect(codesOf(refused)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
  })
})

describe('logEnds', () => {
  it('gives cursors from which the log can be read on', async () => {
    const { logEnds } = await operate('{ logEnds(back: 2) { cursor liveCursor oldestCursor } }')
    const readFrom = async (cursor: string) =>
      (
        await operate('query ($after: ChangeCursor!) { changes(after: $after) { nodes { cursor } cursor } }', {
          after: cursor,
        })
      ).changes
    expect((await readFrom(logEnds.cursor)).nodes).toHaveLength(2)
    expect((await readFrom(logEnds.oldestCursor)).nodes).toHaveLength(5)
    expect((await readFrom(logEnds.liveCursor)).nodes).toEqual([])
    const far = await operate('{ logEnds(back: 100000) { cursor oldestCursor } }')
    expect(far.logEnds.cursor).toBe(far.logEnds.oldestCursor)
    expect(codesOf(await ask(own.db, '{ logEnds(back: -1) { cursor } }'))).toEqual(['BAD_USER_INPUT'])
  })
})

describe('arrivals', () => {
  it('are counted by hour and source, within what is asked', async () => {
    const { arrivals } = await operate('{ arrivals { hour count source { slug } } }')
    expect(arrivals.reduce((sum: number, { count }: any) => sum + count, 0)).toBe(5)
    expect(arrivals[0].hour).toMatch(/:00:00(\.000)?Z$/)
    await own.db.query(`update change set at = now() - interval '3 days' where position <= 2`)
    const sum = async (hours: number) =>
      (await operate(`{ arrivals(hours: ${hours}) { count } }`)).arrivals.reduce(
        (all: number, { count }: any) => all + count,
        0,
      )
    expect([await sum(2), await sum(168)]).toEqual([3, 5])
    expect(codesOf(await ask(own.db, '{ arrivals(hours: 0) { count } }'))).toEqual(['BAD_USER_INPUT'])
  })
})
