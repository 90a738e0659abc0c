import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeId } from '../../../src/entities/node-id.ts'
import { type CachedRoom, openCachedRoom } from '../../support/cached-room.ts'
import { countStatements } from '../../support/count-statements.ts'
import { paragraphs, tags } from '../../support/desk-room.ts'
import { AS_ADMIN } from '../../support/tiny-server.ts'

let own: CachedRoom
beforeAll(async () => {
  own = await openCachedRoom()
})
afterAll(() => own.close())
beforeEach(async () => {
  await own.room.reset()
  await own.watch.settled()
})

const TITLES = '{ articles { nodes { title source { name } tags { name } } liveCursor } }'
const settled = () => own.watch.settled()

/** Asks until the answer is kept. */
async function warm(query = TITLES): Promise<string> {
  await own.post(query)
  const { text } = await own.post(query)
  const kept = await own.post(query)
  expect([kept.statements, kept.text]).toEqual([[], text])
  return text
}

describe('an operation that is asked again', () => {
  it('is answered with the same bytes and without a statement from the third time on', async () => {
    await own.room.tell({ title: 'أول الأخبار', taggings: tags('اقتصاد') })
    await settled()
    const first = await own.post(TITLES)
    const second = await own.post(TITLES)
    const third = await own.post(TITLES)
    expect([first.statements.length > 0, second.statements.length > 0, third.statements]).toEqual([true, true, []])
    expect([second.text, third.text]).toEqual([first.text, first.text])
    expect(third.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'))
    expect(third.headers.get('ratelimit')).toMatch(/r=\d+/)
    expect(third.headers.get('content-type')).toBe(first.headers.get('content-type'))
  })

  it('is made once for a crowd that asks at the same time', async () => {
    await settled()
    const alone = await own.post('{ articles(first: 7) { nodes { title } } }')
    const { statements } = await countStatements(own.db, async () => {
      const asked = Array.from({ length: 20 }, () =>
        own.server.post({ query: '{ articles(first: 8) { nodes { title } } }' }),
      )
      const answers = await Promise.all(asked)
      expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    })
    // Who comes when it has just been made is the second who asks.
    expect(statements.length).toBeLessThanOrEqual(2 * alone.statements.length)
    const failing = Array.from({ length: 5 }, () =>
      own.server.post({ query: '{ articles(first: 8) { nodes { title } } feeds { nodes { id } } }' }),
    )
    for (const { body } of await Promise.all(failing)) expect(body.errors).toHaveLength(1)
  })

  it('is known again in other words', async () => {
    await warm()
    const query =
      'query ($first: Int = 20, $filter: ArticleFilter) { articles(first: $first, filter: $filter) { nodes { title } } }'
    await own.post(query, { first: 3, filter: { countries: ['LY'], languages: ['ar'] } })
    await own.post(query, { first: 3, filter: { countries: ['LY'], languages: ['ar'] } })
    const asked = await own.post(query, { filter: { languages: ['ar'], countries: ['LY'] }, first: 3 })
    expect(asked.statements).toEqual([])
    expect((await own.post(query, { filter: { languages: ['en'] }, first: 3 })).statements).not.toEqual([])
  })

  it('is not one of another caller with other rights, nor of another form', async () => {
    const query = '{ feeds { nodes { id } } articles { nodes { title } } }'
    for (let time = 0; time < 3; time++) expect(JSON.parse((await own.post(query)).text).errors).toHaveLength(1)
    const admin = await own.post(query, {}, AS_ADMIN)
    expect(JSON.parse(admin.text).data.feeds).toEqual({ nodes: [] })
    await warm()
    const form = { accept: 'application/graphql-response+json' }
    expect((await own.post(TITLES, {}, form)).headers.get('content-type')).toMatch(/graphql-response/)
  })
})

describe('an answer is out of date', () => {
  const CHANGES: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
    'once an article comes in': () => own.room.tell({ title: 'خبر جديد', url: 'https://one.example/2' }),
    'once an article is withdrawn': (id) => own.room.withdraw(id),
    'once an article says something else': () =>
      own.room.tell({ title: 'عنوان آخر', url: 'https://one.example/1', blocks: paragraphs('نص آخر.') }),
    'once a source has another name': () => own.room.ask("update source set name = 'اسم آخر' where slug = 'one'"),
    'once a source shows less': () => own.room.ask("update source set display = 'HEADLINE' where slug = 'one'"),
  }

  it.each(Object.entries(CHANGES))('%s', async (_, change) => {
    const query = '{ articles { nodes { title excerpt status source { name } } } }'
    const told = await own.room.tell({ title: 'خبر', url: 'https://one.example/1', excerpt: 'ملخص' })
    await settled()
    const before = await warm(query)
    await change(told.articleId!)
    await settled()
    const after = await own.post(query)
    expect(after.statements).not.toEqual([])
    expect(after.text).not.toBe(before)
  })

  it('within a second, though nothing was announced', async () => {
    const told = await own.room.tell({ title: 'خبر' })
    await settled()
    await warm()
    await own.room.ask("update article set status = 'WITHDRAWN' where id = $1", [told.articleId])
    await own.room.ask('update log_head set last_position = last_position + 1')
    const began = performance.now()
    while (JSON.parse((await own.post(TITLES)).text).data.articles.nodes.length > 0) {
      expect(performance.now() - began).toBeLessThan(1_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await own.room.ask('delete from change')
  })

  it('where another name of an article is all that is new', async () => {
    const query = '{ article(url: "https://one.example/other") { title } }'
    await own.room.tell({ title: 'خبر', guid: 'g', blocks: paragraphs('نص.') })
    await settled()
    expect(JSON.parse(await warm(query)).data.article).toBeNull()
    await own.room.tell({ title: 'خبر', guid: 'g', url: 'https://one.example/other', blocks: paragraphs('نص.') })
    await settled()
    expect(JSON.parse((await own.post(query)).text).data.article).toEqual({ title: 'خبر' })
  })

  it('at once for who changed something himself', async () => {
    const told = await own.room.tell({ title: 'خبر' })
    await settled()
    await warm()
    const id = encodeId('art', told.articleId!)
    own.room.startDesk()
    const mutation = await own.post(
      'mutation ($id: ID!) { articleWithdraw(id: $id, reason: "خطأ") { userErrors { code } } }',
      { id },
      AS_ADMIN,
    )
    expect(JSON.parse(mutation.text).data.articleWithdraw.userErrors).toEqual([])
    expect(JSON.parse((await own.post(TITLES)).text).data.articles.nodes).toEqual([])
    const update = 'mutation { sourceUpdate(id: "one", input: { name: "اسم" }) { source { name } } }'
    const names = '{ sources { nodes { slug name } } }'
    await settled()
    await warm(names)
    await own.post(update, {}, AS_ADMIN)
    expect((await own.post(names)).text).toContain('"اسم"')
  })
})

describe('what hangs on the caller or on the clock', () => {
  it.each([
    ['{ viewer { scopes } }', 'private, no-cache'],
    ['{ sources { nodes { health } } }', 'public, max-age=1'],
    ['{ sources(filter: { health: [FAILING] }) { nodes { name } } }', 'public, max-age=1'],
  ])('is never kept: %s', async (query, control) => {
    for (let time = 0; time < 3; time++) {
      const { statements, headers } = await own.get(query)
      expect(headers.get('cache-control')).toBe(control)
      if (!query.includes('viewer')) expect(statements).not.toEqual([])
    }
  })

  it('is kept for its minute: stories of the last days, trending tags', async () => {
    await warm('{ stories { nodes { title } } trendingTags { count tag { name } } }')
  })
})

describe('an answer by GET', () => {
  it('has a strong tag and says how long it may be kept', async () => {
    await own.room.tell({ title: 'خبر' })
    await settled()
    const { headers, text } = await own.get(TITLES)
    expect(headers.get('etag')).toMatch(/^"[\w-]{43}"$/)
    expect(headers.get('cache-control')).toBe('public, max-age=1')
    expect(headers.get('vary')).toBe('Origin, Accept, Authorization, Accept-Encoding')
    expect((await own.get(TITLES)).headers.get('etag')).toBe(headers.get('etag'))
    expect((await own.get('{ sources { nodes { name } } tags { nodes { name } } }')).headers.get('cache-control')).toBe(
      'public, max-age=1',
    )
    expect((await own.get('{ __schema { queryType { name } } }')).headers.get('cache-control')).toBe(
      'public, max-age=60',
    )
    expect(text).toBe((await own.post(TITLES)).text)
  })

  it('is 304 without a statement for who has it, and whole again once it is another', async () => {
    const told = await own.room.tell({ title: 'خبر' })
    await settled()
    const etag = (await own.get(TITLES)).headers.get('etag')!
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await own.get(TITLES, { 'if-none-match': known })
      expect([again.status, again.text, again.statements]).toEqual([304, '', []])
      expect(again.headers.get('etag')).toBe(etag)
      expect(again.headers.get('cache-control')).toBe('public, max-age=1')
    }
    await own.room.withdraw(told.articleId!)
    await settled()
    const whole = await own.get(TITLES, { 'if-none-match': etag })
    expect([whole.status, JSON.parse(whole.text).data.articles.nodes]).toEqual([200, []])
    expect(whole.headers.get('etag')).not.toBe(etag)
  })

  it('is never kept anywhere where it is an error', async () => {
    for (const query of ['{ nothing }', '{ articles(first: 101) { nodes { id } } }', '{ feeds { nodes { id } } }']) {
      const { headers } = await own.get(query)
      expect([query, headers.get('cache-control'), headers.get('etag')]).toEqual([query, 'no-store', null])
    }
  })
})
