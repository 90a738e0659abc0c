import { parseAtomFeed, parseRssFeed } from 'feedsmith'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DisplayPolicy } from '../../src/entities/enums.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { askSchema, contextOver } from '../support/ask-schema.ts'
import { countStatements } from '../support/count-statements.ts'
import { type DeskRoom, type Given, paragraphs, tags } from '../support/desk-room.ts'
import { analyzerOf, freeze } from '../support/index-articles.ts'
import { openReadingRoom, type ReadingRoom } from '../support/reading-room.ts'
import { AS_ADMIN, startTinyServer } from '../support/tiny-server.ts'

const HOME = 'https://sila.example'
const FORMATS = ['rss', 'atom', 'json'] as const

let reading: ReadingRoom
let room: DeskRoom
beforeAll(async () => {
  reading = await openReadingRoom({ publicUrl: `${HOME}/` })
  room = reading.room
})
afterAll(() => reading.close())
beforeEach(() => room.reset())

const get = (path: string, headers: Record<string, string> = {}) => fetch(reading.server.url + path, { headers })
const feed = async (query: string) => await (await get(`/feeds/articles.json?${query}`)).json()
const titlesOf = async (query: string) => (await feed(query)).items.map(({ title }: { title: string }) => title)
const error = async (path: string) => {
  const answer = await get(path)
  const { errors } = await answer.json()
  return [answer.status, errors[0].extensions.code, errors[0].extensions.argument]
}

let number = 0
const news = (title: string, given: Given = {}): Given => ({
  url: `https://one.example/${++number}`,
  title,
  blocks: paragraphs(`متن ${title} في هذا اليوم.`, `فقرة ${number} أخيرة.`),
  publishedAt: new Date(Date.UTC(2026, 2, 10, 8, number % 60)).toISOString(),
  ...given,
})

describe('a feed', () => {
  it.each(FORMATS)('is served as what it is, with its own public address: %s', async (format) => {
    await room.tell(news('افتتاح المعرض'))
    const answer = await get(`/feeds/articles.${format}?languages=ar&first=3`)
    const type = format === 'json' ? 'application/feed+json' : `application/${format}+xml`
    expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const text = await answer.text()
    expect(text).toContain('افتتاح المعرض')
    const address = `${HOME}/feeds/articles.${format}?languages=ar&first=3`
    expect(text).toContain(format === 'json' ? address : address.replace('&', '&amp;'))
    expect(text).not.toContain(reading.server.url)
  })

  it('names the address at which the server listens, where no public one is set', async () => {
    const server = await startTinyServer({}, undefined, {
      contextOf: ({ caller, requestId }) => ({ ...contextOver(room.db), caller, requestId }),
    })
    const { feed_url } = await (await fetch(`${server.url}/feeds/articles.json`)).json()
    await server.close()
    expect(feed_url).toBe(`${server.url}/feeds/articles.json`)
  })

  it('holds the newest articles first, as many as asked for', async () => {
    await room.deliver(...Array.from({ length: 60 }, (_, index) => news(`خبر رقم ${index} عن شأن ${index * 7919}`)))
    const all = await feed('includeCopies=true')
    expect(all.items).toHaveLength(50)
    const dates = all.items.map(({ date_published }: { date_published: string }) => date_published)
    expect(dates).toEqual([...dates].sort().reverse())
    expect((await feed('first=7&includeCopies=true')).items).toEqual(all.items.slice(0, 7))
  })

  it('answers the filter that its parameters say, as the API does', async () => {
    await room.deliver(
      news('معرض الكتاب في الرباط', { source: { slug: 'one', country: 'MA' }, taggings: tags('ثقافة', 'كتب') }),
      news('هدنة في غزة', {
        source: { slug: 'two', country: 'PS' },
        taggings: tags('غزة'),
        publishedAt: '2026-03-01T10:00:00Z',
      }),
      news('Markets in Cairo', { source: { slug: 'two' }, language: 'en', direction: 'LTR', taggings: tags('كتب') }),
    )
    const [book] = await titlesOf('sources=one')
    expect(book).toBe('معرض الكتاب في الرباط')
    const cases: [query: string, filter: object][] = [
      ['sources=one, two', { sources: ['one', 'two'] }],
      ['tags=كتب,غزة', { tags: ['كتب', 'غزة'] }],
      ['allTags=كتب,ثقافة', { allTags: ['كتب', 'ثقافة'] }],
      ['languages=en', { languages: ['en'] }],
      ['countries=ma,ps', { countries: ['ma', 'ps'] }],
      ['publishedFrom=2026-03-02', { publishedFrom: '2026-03-02T00:00:00Z' }],
      ['publishedBefore=2026-03-01T13:30:00+03:00', { publishedBefore: '2026-03-01T10:30:00Z' }],
      ['text=غزه', { text: 'غزه' }],
      ['text=معرض -الرباط', { text: 'معرض -الرباط' }],
      ['hasReadAlso=true', { hasReadAlso: true }],
      ['isLate=false&includeCopies=true', { isLate: false, includeCopies: true }],
      [`story=${encodeId('sty', '1')}`, { story: encodeId('sty', '1') }],
      ['sources=two&languages=ar', { sources: ['two'], languages: ['ar'] }],
    ]
    const sizes = new Set<number>()
    for (const [query, filter] of cases) {
      const { articles } = await askSchema(
        room.db,
        'query ($filter: ArticleFilter) { articles(filter: $filter, first: 50) { nodes { title } } }',
        { filter },
      )
      const expected = articles.nodes.map(({ title }: { title: string }) => title)
      expect([query, await titlesOf(query)]).toEqual([query, expected])
      sizes.add(expected.length)
    }
    expect(sizes).toEqual(new Set([0, 1, 2, 3]))
  })

  it.each([
    ['an unknown parameter', 'source=one', 'source'],
    ['one of another address', 'after=x', 'after'],
    ['what has no place in a list', 'not=one', 'not'],
    ['a prototype', '__proto__=one', '__proto__'],
    ['a length of nothing', 'first=0', 'first'],
    ['too great a length', 'first=101', 'first'],
    ['a length that is no number', 'first=ten', 'first'],
    ['an empty list', 'sources=', 'sources'],
    ['a list with nothing between its commas', 'tags=a,,b', 'tags'],
    ['too long a list', `tags=${Array.from({ length: 101 }, (_, i) => i).join(',')}`, 'tags'],
    ['a boolean that is none', 'isLate=1', 'isLate'],
    ['a day that is none', 'publishedFrom=2026-02-30', 'publishedFrom'],
    ['a time without an offset', 'publishedBefore=2026-02-20T10:00:00', 'publishedBefore'],
    ['a parameter given twice', 'text=a&text=b', 'text'],
  ])('refuses %s, and names it', async (_what, query, argument) => {
    expect(await error(`/feeds/articles.rss?${query}`)).toEqual([400, 'BAD_USER_INPUT', argument])
    if (argument !== 'first')
      expect((await get(`/feeds/articles.rss?first=1&${query}`)).headers.get('cache-control')).toBe('no-store')
  })

  it('takes any text for a query', async () => {
    for (const text of ['%00', '%ff%fe', '"', "'; drop table article; --", '%F0%9F%98%80', '-', 'أو']) {
      const answer = await get(`/feeds/articles.atom?text=${text}`)
      expect([text, answer.status]).toEqual([text, 200])
      expect(parseAtomFeed(await answer.text()).entries ?? []).toEqual([])
    }
  })

  it('keeps what a source withholds, and says always whose it is', async () => {
    const policies: readonly DisplayPolicy[] = ['FULL', 'EXCERPT', 'HEADLINE']
    for (const policy of policies) {
      const slug = policy.toLowerCase()
      const image = {
        url: `https://${slug}.example/a.jpg`,
        alt: null,
        caption: null,
        credit: null,
        width: null,
        height: null,
      }
      const source = { slug, name: `دار ${policy}`, homepage: `https://${slug}.example/` }
      await room.tell(
        news(`عنوان ${policy}`, { source, excerpt: `موجز ${policy}`, blocks: paragraphs(`جوهر ${policy}`), image }),
      )
      await room.ask('update source set display = $1 where slug = $2', [policy, slug])
    }
    for (const policy of policies) {
      for (const format of FORMATS) {
        const text = await (await get(`/feeds/articles.${format}?sources=${policy.toLowerCase()}`)).text()
        const holds = (part: string) => text.includes(part)
        expect([policy, format, holds(`جوهر ${policy}`)]).toEqual([policy, format, policy === 'FULL'])
        expect([policy, format, holds(`موجز ${policy}`)]).toEqual([policy, format, policy !== 'HEADLINE'])
        expect([policy, format, holds('a.jpg')]).toEqual([policy, format, policy !== 'HEADLINE'])
        expect([holds(`عنوان ${policy}`), holds(`دار ${policy}`)]).toEqual([true, true])
      }
    }
  })

  it('leaves marks of direction as they are written', async () => {
    const title = 'وقّع \u200fiPhone 15\u200e اتفاقاً'
    await room.tell(news(title))
    expect(parseRssFeed(await (await get('/feeds/articles.rss')).text()).items![0]!.title).toBe(title)
  })
})

describe('asking again for a feed', () => {
  it.each(FORMATS)('hears 304 without the articles being read, until something changes: %s', async (format) => {
    const path = `/feeds/articles.${format}?sources=one`
    const { articleId } = await room.tell(news('الخبر الأول'))
    const first = await get(path)
    const etag = first.headers.get('etag')!
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    expect(first.headers.get('cache-control')).toBe('public, no-cache')
    for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { result, statements } = await countStatements(reading.db, () => get(path, { 'if-none-match': given }))
      expect([given, result.status, await result.text(), result.headers.get('etag')]).toEqual([given, 304, '', etag])
      expect(statements.filter((sql) => /\barticle\b/.test(sql))).toEqual([])
      expect(statements).toHaveLength(1)
    }
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200)
    const head = await fetch(reading.server.url + path, { method: 'HEAD' })
    expect([head.status, head.headers.get('etag')]).toEqual([200, etag])

    // What does not concern it makes another answer of the same bytes.
    await room.tell(news('خبر غيره', { source: { slug: 'two' } }))
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304)

    await room.withdraw(articleId!)
    const withdrawn = await get(path, { 'if-none-match': etag })
    expect([withdrawn.status, await withdrawn.text()]).toEqual([200, expect.not.stringContaining('الخبر الأول')])
  })

  it('shows at once what another policy, name or address of a source withholds or says', async () => {
    await room.tell(news('الخبر', { source: { slug: 'one', name: 'الأولى' } }))
    const read = async () => await (await get('/feeds/articles.json')).text()
    expect(await read()).toContain('متن الخبر')
    await room.ask(`update source set display = 'HEADLINE' where slug = 'one'`)
    expect(await read()).not.toContain('متن الخبر')
    await room.ask(`update source set name = 'الجديدة', homepage = 'https://new.example/' where slug = 'one'`)
    expect(await read()).toMatch(/الجديدة.*new\.example/)
    await room.ask(`update source set country = 'MA' where slug = 'one'`)
    expect(await titlesOf('countries=ma')).toEqual(['الخبر'])
    await room.ask(`update source set country = 'EG' where slug = 'one'`)
    expect(await titlesOf('countries=ma')).toEqual([])
  })

  it('reads anew each time while articles are indexed anew, which no log tells', async () => {
    await room.deliver(news('هدنة في غزة'), news('معرض الكتاب'))
    const path = '/feeds/articles.json?text=غزة'
    const statements = async () => (await countStatements(reading.db, () => get(path))).statements
    const readsArticles = async () => (await statements()).some((sql) => /from article a/.test(sql))
    expect([await readsArticles(), await readsArticles()]).toEqual([true, false])
    await freeze(room.db, analyzerOf(1, 'هدنة في غزة'))
    await room.ask(`update article_text set analyzer_version = 1, lexemes = '''سلام'':1A' where article_id = 1`)
    expect([await readsArticles(), await readsArticles()]).toEqual([true, true])
    expect(await titlesOf('text=غزة')).toEqual([])
    await room.ask('update article_text set analyzer_version = 1')
    expect([await readsArticles(), await readsArticles()]).toEqual([true, false])
  })
})

describe('who may read feeds', () => {
  it('is decided as everywhere', async () => {
    const closed = await openReadingRoom({ anonymous: 'none', corsOrigins: ['https://app.example'] })
    const keys = new KeyStore(closed.room.db.manager)
    const pusher = await keys.create({ partner: 'ناشر', scopes: ['INGEST'], signing: false, lifetimeSeconds: null })
    try {
      for (const path of ['/feeds/articles.rss', '/export/articles.ndjson']) {
        const ask = (headers: Record<string, string>) => fetch(closed.server.url + path, { headers })
        expect((await ask({})).status).toBe(401)
        expect((await ask({ authorization: 'Bearer sila_nothing' })).status).toBe(401)
        expect((await ask({ authorization: `Bearer ${pusher.token}` })).status).toBe(403)
        const answer = await ask({ ...AS_ADMIN, origin: 'https://app.example' })
        expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, 'https://app.example'])
        expect(answer.headers.get('cache-control')).toMatch(/^(private, no-cache|no-store)$/)
        expect(answer.headers.get('x-request-id')).toEqual(expect.any(String))
      }
    } finally {
      await closed.close()
    }
  })
})
