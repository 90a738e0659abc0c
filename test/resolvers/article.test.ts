import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article } from '../../src/entities/article.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { ask } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

let database: TestDatabase
let book: RecordBook

const FIELDS = `
  id url title excerpt display body blocks { kind text html language direction url attribution } language direction authors
  image { url alt caption credit width height } source { slug } publishedAt publishedAtPrecision observedAt ingestedAt
  revisedAt isLate status replacedBy { id } tags { name } taggings { label origin confidence tag { slug } }
  readAlso { headline } similar { headline } related { nodes { headline } } revisions { at title paragraphs { before after } }`
const IMAGE = { url: 'https://example.com/a.jpg', alt: 'صورة', caption: null, credit: null, width: 640, height: null }
const BODY = ['الجملة الأولى من الخبر. الجملة الثانية منه.', 'فقرة أخيرة.']

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
})
afterAll(() => database.close())

async function read({ id }: Article, fields = FIELDS): Promise<any> {
  const answer = await ask(database.db, `query ($id: ID) { article(id: $id) { ${fields} } }`, {
    id: encodeId('art', id),
  })
  expect(answer.errors).toBeUndefined()
  return answer.data.article
}

/** An article with everything that an article can have. */
async function whole(source: string, given: Parameters<RecordBook['article']>[0] = {}): Promise<Article> {
  const article = await book.article({
    source,
    image: IMAGE,
    authors: ['كاتب'],
    body: BODY,
    tags: ['غزة'],
    menu: ['الرئيسية'],
    publishedAt: new Date('2025-05-02T14:56:11.250Z'),
    ...given,
  })
  const other = await book.article()
  await book.link(article, { to: other })
  await book.link(article, { kind: 'SIMILAR', origin: 'COMPUTED', to: await book.article() })
  await book.revision(article)
  return article
}

describe('Article', () => {
  it('gives everything where its source lets it', async () => {
    await book.source('full')
    const found = await read(await whole('full', { url: 'https://example.com/full' }))
    expect(found).toMatchObject({
      url: 'https://example.com/full',
      display: 'FULL',
      body: BODY.join('\n\n'),
      authors: ['كاتب'],
      image: IMAGE,
      source: { slug: 'full' },
      publishedAt: '2025-05-02T14:56:11.250Z',
      revisedAt: null,
      status: 'PUBLISHED',
      replacedBy: null,
      tags: [{ name: 'غزة' }],
      taggings: [
        { label: 'غزة', origin: 'PUBLISHER', confidence: 1, tag: { slug: 'غزه' } },
        { label: 'الرئيسية', origin: 'SITE_MENU', confidence: 1, tag: { slug: 'الرئيسيه' } },
      ],
      revisions: [{ at: '2025-05-02T12:00:00Z', paragraphs: [{ before: 'قبل', after: 'بعد' }] }],
    })
    expect(found.excerpt).toContain('الجملة الأولى')
    expect(found.blocks.map(({ kind, text }: any) => [kind, text])).toEqual(BODY.map((text) => ['PARAGRAPH', text]))
    expect([found.readAlso.length, found.similar.length, found.related.nodes.length]).toEqual([1, 1, 2])
  })

  it('withholds the text under EXCERPT, and excerpt and image too under HEADLINE', async () => {
    await book.source('excerpts', { display: 'EXCERPT' })
    await book.source('headlines', { display: 'HEADLINE' })
    const withheld = { body: null, blocks: [], revisions: [{ paragraphs: [] }], tags: [{ name: 'غزة' }] }
    const excerpt = await read(await whole('excerpts'))
    expect(excerpt).toMatchObject({ ...withheld, display: 'EXCERPT', image: IMAGE })
    expect(excerpt.excerpt).toContain('الجملة الأولى')
    const headline = await read(await whole('headlines', { excerpt: 'ملخص' }))
    expect(headline).toMatchObject({ ...withheld, display: 'HEADLINE', image: null, excerpt: null })
  })

  it('keeps id, url, title, source and dates when it is withdrawn, and leads to what took its place', async () => {
    const kept = await book.article()
    const url = 'https://example.com/withdrawn'
    const gone = await whole('full', { url, status: 'WITHDRAWN', replacedById: kept.id, excerpt: 'ملخص' })
    expect(await read(gone)).toEqual({
      id: encodeId('art', gone.id),
      url,
      title: gone.title,
      excerpt: null,
      display: 'FULL',
      body: null,
      blocks: [],
      language: 'ar',
      direction: 'RTL',
      authors: [],
      image: null,
      source: { slug: 'full' },
      publishedAt: '2025-05-02T14:56:11.250Z',
      publishedAtPrecision: 'TIME',
      observedAt: '2025-05-02T14:57:11.250Z',
      ingestedAt: '2025-05-02T14:57:12.250Z',
      revisedAt: null,
      isLate: false,
      status: 'WITHDRAWN',
      replacedBy: { id: encodeId('art', kept.id) },
      tags: [],
      taggings: [],
      readAlso: [],
      similar: [],
      related: { nodes: [] },
      revisions: [],
    })
    const { data } = await ask(
      database.db,
      `{ article(url: "${url}") { status } articles(first: 100) { nodes { id } } }`,
    )
    expect(data.article).toEqual({ status: 'WITHDRAWN' })
    expect(data.articles.nodes).not.toContainEqual({ id: encodeId('art', gone.id) })
  })

  it('shows its tags best first and once, without menus; taggings shows all', async () => {
    const article = await book.article()
    await book.tagging(article, 'ثان', 'EXTRACTED', { confidence: 0.8 })
    await book.tagging(article, 'ثالث', 'EXTRACTED', { confidence: 0.5 })
    await book.tagging(article, 'أول', 'PUBLISHER', { confidence: 1, position: 2 })
    await book.tagging(article, 'ثالث', 'EDITOR', { confidence: 0.4 })
    await book.tagging(article, 'قائمة', 'SITE_MENU', { confidence: 1 })
    const found = await read(
      article,
      'tags { name } two: tags(first: 2) { name } taggings { label } none: tags(first: 0) { name }',
    )
    expect(found.tags.map(({ name }: any) => name)).toEqual(['أول', 'ثان', 'ثالث'])
    expect(found.two.map(({ name }: any) => name)).toEqual(['أول', 'ثان'])
    expect(found.taggings.map(({ label }: any) => label)).toEqual(['أول', 'ثان', 'ثالث', 'ثالث', 'قائمة'])
    expect(found.none).toEqual([])
  })

  it('gives its body in three formats, and none where it came without', async () => {
    const article = await book.article({ body: ['نص <1>'] })
    const formats = 'text: body(format: null) html: body(format: HTML) markdown: body(format: MARKDOWN)'
    expect(await read(article, formats)).toMatchObject({ text: 'نص <1>', html: '<p>نص <1></p>' })
    expect(await read(await book.article(), 'body blocks { kind } excerpt revisions { title }')).toEqual({
      body: null,
      blocks: [],
      excerpt: null,
      revisions: [],
    })
  })
})
