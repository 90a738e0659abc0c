import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { deliverOne } from '../../src/ingestion/deliver-one.ts'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { createLoaders } from '../../src/stores/loaders.ts'
import { createStores } from '../../src/stores/stores.ts'
import { ask, codesOf } from '../support/ask.ts'
import { countStatements } from '../support/count-statements.ts'
import { DeskRoom, type Given, link, paragraphs } from '../support/desk-room.ts'
import { startWholeServer } from '../support/whole-server.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const OPERATOR = { caller: { scopes: new Set(['READ', 'OPERATE'] as const), partner: null, keyId: null } }
const ERRORS = 'userErrors { code field ar: message en: message(language: "en") }'

async function read(query: string, variables: Record<string, unknown> = {}, context: Partial<Context> = {}) {
  // The room wakes its desk, which would look for its work once a second.
  const deliver: Context['deliver'] = async (item) => ({ delivery: '', place: 0, ...(await room.send([item]))[0]! })
  const { data, errors } = await ask(room.db, query, variables, { ...OPERATOR, deliver, ...context })
  expect(errors).toBeUndefined()
  return data
}
const given = (name: string, more: Given = {}): Given => ({
  url: `https://one.example/${name}`,
  title: `خبر ${name}`,
  ...more,
})
const tell = async (name: string, more: Given = {}): Promise<string> =>
  encodeId('art', (await room.tell(given(name, more))).articleId!)

const withdraw = async (id: string, reason: string): Promise<any> =>
  (
    await read(
      `mutation ($id: ID!, $reason: String!) { articleWithdraw(id: $id, reason: $reason) {
         article { id title url status body readAlso { id } } ${ERRORS} } }`,
      { id, reason },
    )
  ).articleWithdraw
const LINK = 'link { id kind origin position headline url isHidden resolvedAt from { id } article { id } }'
const pin = async (from: string, to: string, more: object = {}): Promise<any> =>
  (
    await read(`mutation ($input: LinkPinInput!) { linkPin(input: $input) { ${LINK} ${ERRORS} } }`, {
      input: { from, to, kind: 'READ_ALSO', ...more },
    })
  ).linkPin
const hide = async (id: string): Promise<any> =>
  (await read(`mutation ($id: ID!) { linkHide(id: $id) { ${LINK} ${ERRORS} } }`, { id })).linkHide

const LISTS = `title readAlso { id headline } similar { id headline } related { nodes { id headline isHidden } }`
const lists = async (id: string): Promise<any> =>
  (await read(`query ($id: ID) { article(id: $id) { ${LISTS} } }`, { id })).article
const headlines = (links: { headline: string }[]) => links.map(({ headline }) => headline)

/** The log after a position, in a line each. */
async function changesAfter(position: number, filter: object | null = null): Promise<string[]> {
  const { epoch } = await new ChangeStore(room.db.manager).head()
  const { changes } = await read(
    `query ($after: ChangeCursor!, $filter: ArticleFilter) { changes(after: $after, filter: $filter) { nodes { __typename
       ... on ArticleWithdrawn { article { title } reason }
       ... on ArticleUpdated { article { title } revision { title } }
       ... on LinkResolved { link { headline origin } } } } }`,
    { after: encodeChangeCursor({ epoch, position }), filter },
  )
  return changes.nodes.map(({ __typename, article, link: told, reason }: any) =>
    [__typename, article?.title ?? told?.headline, reason ?? told?.origin].filter(Boolean).join(' '),
  )
}

function expectError({ article = null, link: none = null, userErrors }: any, code: string, ...field: string[]): void {
  expect([article, none]).toEqual([null, null])
  expect(userErrors).toEqual([
    {
      code,
      field: field.length > 0 ? field : null,
      ar: expect.stringMatching(/\p{Script=Arabic}/u),
      en: expect.stringMatching(/^[A-Z].*\.$/),
    },
  ])
}

describe('articleWithdraw', () => {
  it('takes an article out of everything but its id and address, and tells why', async () => {
    const id = await tell('a', { blocks: paragraphs('النص'), readAlso: [link('عنوان')] })
    const { article, userErrors } = await withdraw(id, '  بطلب\n من الناشر ')
    expect(userErrors).toEqual([])
    expect(article).toEqual({
      id,
      title: 'خبر a',
      url: 'https://one.example/a',
      status: 'WITHDRAWN',
      body: null,
      readAlso: [],
    })
    expect(await changesAfter(1)).toEqual(['ArticleWithdrawn خبر a بطلب من الناشر'])
    expect((await read('{ articles { nodes { id } } }')).articles.nodes).toEqual([])
    expect((await withdraw(id, 'مرة أخرى')).article).toMatchObject({ id, status: 'WITHDRAWN' })
    expect(await changesAfter(1)).toHaveLength(1)
  })

  it('says what the caller can mend', async () => {
    const id = await tell('a')
    for (const none of ['', 'art_', id.replace('art', 'lnk'), encodeId('art', '9999')]) {
      expectError(await withdraw(none, 'سبب'), 'NOT_FOUND', 'id')
    }
    for (const none of ['', ' \u200b ', 'س'.repeat(1_001)]) expectError(await withdraw(id, none), 'INVALID', 'reason')
    expect((await lists(id)).title).toBe('خبر a')
    expect(await changesAfter(1)).toEqual([])
  })
})

describe('linkPin', () => {
  it('sets a link ahead of what the publisher prints, each article once', async () => {
    const [from, b, c] = [
      await tell('a', { readAlso: [link('خبر b'), link('خبر c')] }),
      await tell('b'),
      await tell('c'),
    ]
    const mark = (await room.log()).length
    const { link: pinned, userErrors } = await pin(from, c)
    expect(userErrors).toEqual([])
    expect(pinned).toEqual({
      id: expect.stringMatching(/^lnk_/),
      kind: 'READ_ALSO',
      origin: 'EDITOR',
      position: 1,
      headline: 'خبر c',
      url: 'https://one.example/c',
      isHidden: false,
      resolvedAt: expect.any(String),
      from: { id: from },
      article: { id: c },
    })
    expect(headlines((await lists(from)).readAlso)).toEqual(['خبر c', 'خبر b'])
    expect(await changesAfter(mark)).toEqual(['ArticleUpdated خبر a', 'LinkResolved خبر c EDITOR'])
    expect((await pin(from, c)).link).toEqual(pinned)
    expect(await changesAfter(mark)).toHaveLength(2)
    expect((await pin(from, b, { position: null })).link).toMatchObject({ position: 1 })
    expect(headlines((await lists(from)).readAlso)).toEqual(['خبر b', 'خبر c'])
    expect((await pin(from, b, { position: 7 })).link).toMatchObject({ position: 7 })
    expect(headlines((await lists(from)).readAlso)).toEqual(['خبر c', 'خبر b'])
    await tell('a', { readAlso: [link('خبر d')] })
    expect(headlines((await lists(from)).readAlso)).toEqual(['خبر c', 'خبر b', 'خبر d'])
  })

  it('sets a link among the similar, and shows an article to filters that ask for it', async () => {
    const [from, to] = [await tell('a'), await tell('b')]
    expect((await pin(from, to, { kind: 'SIMILAR' })).link).toMatchObject({ kind: 'SIMILAR', origin: 'EDITOR' })
    expect(headlines((await lists(from)).similar)).toEqual(['خبر b'])
    const mark = (await room.log()).length
    const leading = { filter: { hasReadAlso: true } }
    const filtered = 'query ($filter: ArticleFilter) { articles(filter: $filter) { nodes { id } } }'
    expect((await read(filtered, leading)).articles.nodes).toEqual([])
    await pin(from, to)
    expect((await read(filtered, leading)).articles.nodes).toEqual([{ id: from }])
    expect(await changesAfter(mark, { hasReadAlso: true })).toEqual([
      'ArticleUpdated خبر a',
      'LinkResolved خبر b EDITOR',
    ])
    expect(headlines((await lists(from)).similar)).toEqual([])
  })

  it('says what the caller can mend', async () => {
    const [a, gone] = [await tell('a'), await tell('b')]
    await withdraw(gone, 'سبب')
    expectError(await pin('art_1', a), 'NOT_FOUND', 'input', 'from')
    expectError(await pin(a, encodeId('art', '9999')), 'NOT_FOUND', 'input', 'to')
    expectError(await pin(a, gone), 'WITHDRAWN', 'input', 'to')
    expectError(await pin(gone, a), 'WITHDRAWN', 'input', 'from')
    expectError(await pin(a, a), 'INVALID', 'input', 'to')
    for (const position of [0, -1, 51]) expectError(await pin(a, gone, { position }), 'INVALID', 'input', 'position')
    const { userErrors } = await pin('x', 'y', { position: 0 })
    expect(userErrors.map(({ code }: any) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'INVALID'])
  })
})

describe('linkHide', () => {
  it("takes a publisher's link out of both lists, whatever is printed again, and tells of it in related", async () => {
    const from = await tell('a', { readAlso: [link('خبر b'), link('خبر c')], similar: [link('خبر b، تفاصيل')] })
    await tell('b')
    await room.db.query(
      `update related_link set article_id = (select id from article where title = 'خبر b'), resolved_at = now()
        where kind = 'SIMILAR'`,
    )
    const { readAlso, similar } = await lists(from)
    expect([headlines(readAlso), headlines(similar)]).toEqual([['خبر b', 'خبر c'], []])
    const mark = (await room.log()).length
    const { link: hidden, userErrors } = await hide(readAlso[0].id)
    expect(userErrors).toEqual([])
    expect(hidden).toMatchObject({ id: readAlso[0].id, origin: 'PUBLISHER', isHidden: true })
    const left = async () => {
      const now = await lists(from)
      return [headlines(now.readAlso), headlines(now.similar)]
    }
    expect(await left()).toEqual([['خبر c'], []])
    expect((await lists(from)).related.nodes).toMatchObject([
      { headline: 'خبر b', isHidden: true },
      { headline: 'خبر c', isHidden: false },
      { headline: 'خبر b، تفاصيل', isHidden: false },
    ])
    expect(await changesAfter(mark)).toEqual(['ArticleUpdated خبر a'])
    await hide(readAlso[0].id)
    expect(await changesAfter(mark)).toHaveLength(1)
    // The page drops it, prints it again, and in other words with its address.
    await tell('a', { readAlso: [link('خبر c')] })
    expect(await left()).toEqual([['خبر c'], []])
    await tell('a', { readAlso: [link('خبر b'), link('بعبارة أخرى', { url: 'https://one.example/b' }), link('خبر c')] })
    expect(await left()).toEqual([['خبر c'], []])
  })

  it('takes a computed link out of the list where it was seen, and of no other', async () => {
    const event = 'انفجار محطة تحلية المياه في ميناء الدلفين يوقف العبارات'
    const first = await tell('a', { title: event, blocks: paragraphs(event) })
    const second = await tell('b', { title: `${event} يومين`, blocks: paragraphs(`${event} صباح الجمعة`) })
    const similar = async (id: string) => (await lists(id)).similar
    const [there] = await similar(first)
    expect((await hide(there.id)).link).toMatchObject({ id: there.id, isHidden: true, from: { id: first } })
    expect([await similar(first), await similar(second)]).toMatchObject([[], [{}]])
    const [here] = await similar(second)
    expect((await hide(here.id)).link).toMatchObject({ id: here.id, isHidden: true, from: { id: second } })
    expect(await similar(second)).toEqual([])
    await pin(first, second, { kind: 'SIMILAR' })
    expect(headlines(await similar(first))).toEqual([`${event} يومين`])
  })

  it('takes a pin away, and what was hidden before it stays hidden', async () => {
    const [from, b] = [await tell('a', { readAlso: [link('خبر b')] }), await tell('b')]
    const [printed] = (await lists(from)).readAlso
    const pinned = (await pin(from, b)).link
    expect((await hide(pinned.id)).link).toMatchObject({ id: pinned.id, origin: 'EDITOR', isHidden: true })
    expect((await lists(from)).readAlso).toMatchObject([{ id: printed.id }])
    expect((await lists(from)).related.nodes).toMatchObject([{ id: printed.id }])
    await hide(printed.id)
    const again = (await pin(from, b)).link
    expect(again).toMatchObject({ id: pinned.id, isHidden: false })
    expect((await lists(from)).readAlso).toMatchObject([{ id: pinned.id }])
    await hide(pinned.id)
    expect((await lists(from)).readAlso).toEqual([])
  })

  it('says what the caller can mend', async () => {
    const id = await tell('a', { readAlso: [link('خبر b')] })
    const [printed] = (await lists(id)).readAlso
    for (const none of ['', id, encodeId('lnk', '9999')]) expectError(await hide(none), 'NOT_FOUND', 'id')
    await withdraw(id, 'سبب')
    expectError(await hide(printed.id), 'WITHDRAWN', 'id')
  })
})

describe('what editors do', () => {
  it('needs the scope OPERATE', async () => {
    for (const [mutation, name] of [
      ['articleWithdraw(id: "x", reason: "y") { article { id } }', 'articleWithdraw'],
      ['linkPin(input: { from: "x", to: "y", kind: SIMILAR }) { link { id } }', 'linkPin'],
      ['linkHide(id: "x") { link { id } }', 'linkHide'],
    ] as const) {
      const answer = await ask(room.db, `mutation { ${mutation} }`)
      expect([answer.data, codesOf(answer)]).toEqual([{ [name]: null }, ['FORBIDDEN']])
    }
  })

  it('is seen by what follows in the same request', async () => {
    const [from, to] = [await tell('a'), await tell('b')]
    const input = (kind: string) => `{ from: "${from}", to: "${to}", kind: ${kind} }`
    const { one, two, three } = await read(`mutation {
      one: linkPin(input: ${input('READ_ALSO')}) { link { from { readAlso { headline } similar { headline } } } }
      two: articleWithdraw(id: "${to}", reason: "خطأ") { article { status } }
      three: linkPin(input: ${input('SIMILAR')}) { userErrors { code } link { id } }
    }`)
    expect(one.link.from).toEqual({ readAlso: [{ headline: 'خبر b' }], similar: [] })
    expect(two.article.status).toBe('WITHDRAWN')
    expect(three).toEqual({ userErrors: [{ code: 'WITHDRAWN' }], link: null })
  })

  it('is UNAVAILABLE where no desk does it in time, and is done once there is one', async () => {
    const id = await tell('a')
    await room.changeDesk()
    const once: Context['deliver'] = (item) => deliverOne(item, room.db.manager, 300)
    const mutation = `mutation { articleWithdraw(id: "${id}", reason: "خطأ") { article { id } } }`
    const answer = await ask(room.db, mutation, {}, { ...OPERATOR, deliver: once })
    expect([answer.data, codesOf(answer)]).toEqual([{ articleWithdraw: null }, ['UNAVAILABLE']])
    room.startDesk()
    const again = await ask(room.db, mutation.replace('{ id }', '{ status }'), {}, OPERATOR)
    expect(again.data).toEqual({ articleWithdraw: { article: { status: 'WITHDRAWN' } } })
    expect(await changesAfter(1)).toEqual(['ArticleWithdrawn خبر a خطأ'])
  })

  it('is done by a server for whoever has a key of that scope', async () => {
    const id = await tell('a')
    await room.changeDesk()
    const server = await startWholeServer(room.url)
    try {
      const query = `mutation { articleWithdraw(id: "${id}", reason: "خطأ") { article { status } userErrors { code } } }`
      const terms = { partner: 'محرر', scopes: ['OPERATE' as const], signing: false, lifetimeSeconds: null }
      const { token } = await new KeyStore(room.db.manager).create(terms)
      const { body } = await server.post('/graphql', { query }, { authorization: `Bearer ${token}` })
      expect(body.data).toEqual({ articleWithdraw: { article: { status: 'WITHDRAWN' }, userErrors: [] } })
    } finally {
      await server.close()
    }
  })

  it('costs readers no statement', async () => {
    const names = Array.from({ length: 20 }, (_, number) => `n${number}`)
    for (const name of names) await tell(name, { readAlso: [link('خبر n0'), link('خبر n1')] })
    const page = '{ articles(first: 20) { nodes { readAlso { article { title } } similar { article { title } } } } }'
    const statements = async () => {
      await room.changeDesk()
      const loaders = createLoaders(createStores(room.db.manager), { cache: true })
      const { statements: sent } = await countStatements(room.db, () => read(page, {}, { loaders }))
      return sent.length
    }
    const before = await statements()
    const { nodes } = (await read('{ articles(first: 20) { nodes { id readAlso { id } } } }')).articles
    for (const [index, node] of nodes.entries()) {
      if (index % 2 === 0) await pin(node.id, nodes[(index + 1) % 20].id)
      if (node.readAlso.length > 0) await hide(node.readAlso[0].id)
    }
    expect(await statements()).toBe(before)
  })
})
