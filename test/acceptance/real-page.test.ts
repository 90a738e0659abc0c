import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Desk } from '../../src/desk/desk.ts'
import type { ImportResult } from '../../src/ingestion/import-files.ts'
import { askSchema } from '../support/ask-schema.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { importFiles, REAL_DATA, startDesk } from '../support/working-desk.ts'

const PAGE = `${REAL_DATA}pages/000_1f2f7cb5b1a0d386.txt`
const isThere = existsSync(PAGE)
if (!isThere) console.warn(`the real page is absent (${PAGE}): its tests do not run`)

const QUESTION = /* GraphQL */ `
  {
    articles(orderBy: OLDEST, first: 10) {
      totalCount
      nodes {
        id url title excerpt language direction isLate
        source { slug name }
        publishedAt publishedAtPrecision observedAt
        blocks { kind text language direction attribution }
        tags { name slug }
        taggings(first: 50) { origin label tag { name } }
        readAlso { kind origin headline excerpt article { title } }
        similar(first: 20) { origin position headline article { title } }
        related(first: 50) { nodes { kind origin position headline article { title } } }
      }
    }
  }
`

describe.skipIf(!isThere)('the real aggregator page', () => {
  let test: TestDatabase
  let desk: Desk
  let first: ImportResult
  let again: ImportResult
  let log: { before: string; after: string }
  let main: any
  let nested: any

  beforeAll(async () => {
    test = await openTestDatabase()
    desk = startDesk(test.db)
    const head = async (): Promise<string> =>
      JSON.stringify(
        await test.db.query(
          'select last_position, (select count(*) from change), (select count(*) from observation) from log_head',
        ),
      )
    first = await importFiles(test.db, desk, [PAGE])
    log = { before: await head(), after: '' }
    const { articles } = await askSchema(test.db, QUESTION)
    expect(articles.totalCount).toBe(2)
    main = articles.nodes[0]
    nested = articles.nodes[1]
    again = await importFiles(test.db, desk, [PAGE])
    log.after = await head()
  })

  afterAll(async () => {
    await desk.close()
    await test.close()
  })

  it('gives one main and one nested article, fifteen links and no rejection', () => {
    expect(first).toEqual({
      articles: { created: 2, revised: 0, unchanged: 0 },
      links: { created: 15, resolved: 2 },
      rejected: [],
    })
  })

  it('has ten Arabic paragraphs and an English post in the main one', () => {
    expect(main.title).toBe('روسيا تسعى لتعزيز تعاونها مع الجيش الوطني الليبي')
    expect(main.source.name).toBe('موقع 24')
    expect(main).toMatchObject({ language: 'ar', direction: 'RTL', isLate: true, url: null })
    expect(main.blocks.filter(({ kind }: any) => kind === 'PARAGRAPH')).toHaveLength(10)
    const embeds = main.blocks.filter(({ kind }: any) => kind === 'EMBED')
    expect(embeds).toMatchObject([{ language: 'en', direction: 'LTR' }])
    expect(main.blocks).toHaveLength(11)
  })

  it('knows when it was published, to the day, and when the page was made', () => {
    expect(main).toMatchObject({
      publishedAt: '2023-10-13T00:00:00Z',
      publishedAtPrecision: 'DAY',
      observedAt: '2025-05-02T14:56:11Z',
    })
    expect(nested).toMatchObject({ observedAt: '2025-05-02T14:56:11Z', publishedAtPrecision: 'OBSERVED' })
  })

  it('has five paragraphs, an excerpt and three tags in the nested one, of no known source', () => {
    expect(nested.title).toBe('الجيش الأوكراني: روسيا أطلقت 170 مسيرة خلال الليل')
    expect(nested.source.slug).toBe('unknown')
    expect(nested.blocks.map(({ kind }: any) => kind)).toEqual(Array(5).fill('PARAGRAPH'))
    expect(nested.excerpt).toMatch(/5 صواريخ/)
    const given = nested.taggings.filter(({ origin }: any) => origin === 'PUBLISHER')
    expect(given.map(({ origin, label }: any) => `${origin} ${label}`)).toEqual([
      'PUBLISHER الجيش الأوكراني',
      'PUBLISHER مسيرة',
      'PUBLISHER روسيا',
    ])
  })

  it('resolves the read-also link, and the sixth of ten similar ones, which is not shown twice', () => {
    expect(main.readAlso).toMatchObject([{ origin: 'PUBLISHER', article: { title: nested.title } }])
    const listed = main.related.nodes.filter(({ kind, origin }: any) => kind === 'SIMILAR' && origin === 'PUBLISHER')
    expect(listed.map(({ position }: any) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(listed.map(({ article }: any) => article?.title ?? null)).toEqual([
      ...Array(5).fill(null),
      nested.title,
      ...Array(4).fill(null),
    ])
    expect(listed[0].headline).toBe('نجل حفتر في موسكو بحث ملفات عسكرية وأمنية مع نائب وزير الدفاع الروسي')
    const shown = main.similar.filter(({ origin }: any) => origin === 'PUBLISHER')
    expect(shown).toHaveLength(9)
    expect(main.similar.map(({ headline }: any) => headline)).not.toContain(nested.title)
  })

  it('parts the four headlines that run together into links of the nested article', () => {
    const listed = nested.related.nodes.filter(({ origin }: any) => origin === 'PUBLISHER')
    expect(listed.map(({ kind }: any) => kind)).toEqual(Array(4).fill('SIMILAR'))
    expect(listed[3].headline).toMatch(/^زيلينسكي: 277 أسيرا/)
  })

  it('shows the tags of the article in Arabic letters, and the menu of the site only as taggings', () => {
    const names = main.tags.map(({ name }: any) => name)
    expect(names).toContain('ليبيا')
    expect(names.some((name: string) => /^(الجيش )?الوطني الليبي$/.test(name))).toBe(true)
    expect(main.taggings.filter(({ origin }: any) => origin === 'PUBLISHER')).toHaveLength(2)
    const menu = main.taggings.filter(({ origin }: any) => origin === 'SITE_MENU').map(({ label }: any) => label)
    expect(menu.join(' ').split(/\s+/)).toEqual(
      'غزة وإسرائيل التغير المناخي محاكمة ترامب أحداث السودان سلطان النيادي مانشستر سيتي الحرب الأوكرانية عام الاستدامة'.split(
        ' ',
      ),
    )
  })

  it('imported again is unchanged, and appends nothing to the log', () => {
    expect(again).toEqual({
      articles: { created: 0, revised: 0, unchanged: 2 },
      links: { created: 0, resolved: 0 },
      rejected: [],
    })
    expect(log.after).toBe(log.before)
  })
})
