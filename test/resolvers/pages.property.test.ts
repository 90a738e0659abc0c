import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article } from '../../src/entities/article.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { ask } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze, indexArticles } from '../support/index-articles.ts'
import { anyFilter, type Vocabulary } from '../support/random-filters.ts'
import { RecordBook } from '../support/record-book.ts'

const WORDS = 'زلزال غزة هدنة ذهب كأس بنك نفط قمة'.split(' ')
const TAGS = ['غزة', 'سياسة', 'اقتصاد']
const SOURCES = { bbc: 'GB', sky: 'AE', maghreb: 'MA' }
/** Few, so that many articles share one. */
const moment = (number: number) => new Date(Date.UTC(2025, 4, 1, 12, number % 4))
const MOST_ARTICLES = 120
const PAGE =
  '{ edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }'

let database: TestDatabase
let book: RecordBook
let random: () => number
const articles: Article[] = []
const vocabulary: Vocabulary = {
  sources: [...Object.keys(SOURCES), 'nobody'],
  tags: ['غزه', 'سياسه', 'اقتصاد'],
  languages: ['ar', 'en'],
  countries: ['GB', 'ae'],
  moments: [0, 1, 2].map(moment),
  texts: ['زلزال', 'ذهب OR كأس', '-نفط'],
  stories: [],
}
/** What hangs on something by its id. */
let hub: Article
let story: string

const below = (bound: number) => Math.floor(random() * bound)
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!

async function arrive(given: Parameters<RecordBook['article']>[0] = {}): Promise<Article> {
  const firsts = articles.filter(({ copyOfId }) => copyOfId === null)
  const article = await book.article({
    source: pick(Object.keys(SOURCES)),
    title: [pick(WORDS), pick(WORDS), pick(WORDS)].join(' '),
    tags: TAGS.filter(() => random() < 0.4),
    language: pick(['ar', 'ar', 'en']),
    publishedAt: moment(below(4)),
    hasReadAlso: random() < 0.5,
    isLate: random() < 0.3,
    status: random() < 0.1 ? 'WITHDRAWN' : 'PUBLISHED',
    copyOfId: firsts.length > 5 && random() < 0.2 ? pick(firsts).id : null,
    ...given,
  })
  articles.push(article)
  return article
}

/** Something more of everything that is listed, anywhere in its list. */
async function moreOfEverything(number: number): Promise<void> {
  if (articles.length < MOST_ARTICLES) {
    await arrive({ storyId: hub.storyId })
    const event = { latestActivityAt: moment(below(4)), sourceCount: 1 + below(3), cluster: String(1_000_000 + number) }
    await book.story([await arrive({ status: 'PUBLISHED' })], event)
  }
  await book.source(`source-${pick(['a', 'm', 'z'])}-${number}`)
  await book.tag(`وسم ${pick(['ا', 'م', 'ي'])} ${number}`)
  await book.link(pick(articles), { to: hub, kind: 'SIMILAR', headline: `رابط ${number}` })
}

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  random = seededRandom('pages of everything')
  for (const [slug, country] of Object.entries(SOURCES)) await book.source(slug, { country })
  const analyzer = analyzerOf(1, ...WORDS, ...TAGS)
  await freeze(database.db, analyzer)
  for (let number = 0; number < 40; number++) await arrive()
  await indexArticles(database.db, analyzer)
  hub = await arrive({ status: 'PUBLISHED', copyOfId: null })
  const members = articles.filter(({ status }) => status === 'PUBLISHED').slice(0, 15)
  story = encodeId('sty', (await book.story([hub, ...members])).id)
  vocabulary.stories.push(story)
  for (let number = 0; number < 12; number++) {
    const [kind, origin] = [pick(['READ_ALSO', 'SIMILAR'] as const), pick(['PUBLISHER', 'EDITOR', 'COMPUTED'] as const)]
    await book.link(hub, {
      kind,
      origin,
      position: 1 + below(3),
      headline: `عنوان ${number}`,
      to: origin === 'PUBLISHER' ? undefined : pick(members),
    })
    await moreOfEverything(1_000 + number)
  }
}, 60_000)
afterAll(() => database.close())

interface Shown {
  edges: { cursor: string; node: { id: string } }[]
  nodes: { id: string }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

/** A list of the schema: the way to it, the arguments that choose, and whether it is read backwards too. */
interface List {
  name: string
  /** Where it stands in a document, ARGS and PAGE for what is put in. */
  document: string
  declared: string
  chosen: fc.Arbitrary<Record<string, unknown>>
  backwards: boolean
}

const filters = () => anyFilter(vocabulary)
const articleOrders = fc.constantFrom('NEWEST', 'OLDEST', 'LATEST_INGESTED')
const ofArticles = (name: string, around: (field: string) => string): List => ({
  name,
  document: around('articles(ARGS) PAGE'),
  declared: '$filter: ArticleFilter, $orderBy: ArticleOrder',
  chosen: fc.record({ filter: fc.option(filters()), orderBy: articleOrders }),
  backwards: true,
})
const forwards = (name: string, document: string, declared: string, chosen: List['chosen']): List => ({
  name,
  document,
  declared,
  chosen,
  backwards: false,
})
const some = <T>(...values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }))

const lists = (): List[] => {
  const id = encodeId('art', hub.id)
  return [
    ofArticles('articles', (field) => field),
    ofArticles('Source.articles', (field) => `source(id: "bbc") { ${field} }`),
    ofArticles('Tag.articles', (field) => `tag(id: "غزه") { ${field} }`),
    ofArticles('Story.articles', (field) => `story(id: "${story}") { ${field} }`),
    forwards(
      'search',
      'search(query: "زلزال OR ذهب OR بنك", ARGS) PAGE',
      '$filter: ArticleFilter, $orderBy: SearchOrder',
      fc.record({ filter: fc.option(filters()), orderBy: fc.constantFrom('RELEVANCE', 'NEWEST') }),
    ),
    forwards(
      'stories',
      'stories(ARGS) PAGE',
      '$filter: StoryFilter, $orderBy: StoryOrder',
      fc.record({
        filter: fc.record({
          activeFrom: fc.constant('2025-01-01T00:00:00Z'),
          minSources: fc.constantFrom(null, 1, 2),
          sources: some('bbc', 'sky'),
        }),
        orderBy: fc.constantFrom('LATEST_ACTIVITY', 'MOST_COVERED'),
      }),
    ),
    forwards(
      'sources',
      'sources(ARGS) PAGE',
      '$filter: SourceFilter',
      fc.record({
        filter: fc.option(fc.record({ countries: some('GB', 'MA'), text: fc.constantFrom(null, 'source') })),
      }),
    ),
    forwards(
      'tags',
      'tags(ARGS) PAGE',
      '$query: String, $kinds: [TagKind!]',
      fc.record({ query: fc.constantFrom(null, 'وسم', 'ا'), kinds: some('TOPIC', 'PERSON') }),
    ),
    forwards(
      'related',
      `article(id: "${id}") { related(ARGS) PAGE }`,
      '$kinds: [LinkKind!], $origins: [LinkOrigin!]',
      fc.record({ kinds: some('READ_ALSO', 'SIMILAR'), origins: some('PUBLISHER', 'EDITOR', 'COMPUTED') }),
    ),
    forwards('referencedBy', `article(id: "${id}") { referencedBy(ARGS) PAGE }`, '', fc.constant({})),
  ]
}

type Range = { first?: number; last?: number; after?: string | null; before?: string | null }

async function page({ document, declared, backwards }: List, chosen: object, range: Range): Promise<Shown> {
  const paging = `$first: Int, $after: Cursor${backwards ? ', $last: Int, $before: Cursor' : ''}`
  const variables = `${declared}${declared === '' ? '' : ', '}${paging}`
  const args = [...variables.matchAll(/\$(\w+)/g)].map(([, name]) => `${name}: $${name}`).join(', ')
  const source = `query (${variables}) { ${document.replace('ARGS', args).replace('PAGE', PAGE)} }`
  const { data, errors } = await ask(database.db, source, JSON.parse(JSON.stringify({ ...chosen, ...range })))
  expect(errors).toBeUndefined()
  let found = Object.values<any>(data)[0]
  while (found.edges === undefined) found = Object.values<any>(found)[0]
  return found
}

/** All of a list, by the longest pages that there are. */
async function wholeOf(list: List, chosen: object): Promise<Shown['edges']> {
  const edges: Shown['edges'] = []
  for (let after: string | null = null; ; ) {
    const shown: Shown = await page(list, chosen, { first: 100, after })
    edges.push(...shown.edges)
    if (!shown.pageInfo.hasNextPage) return edges
    after = shown.pageInfo.endCursor
  }
}

const idsOf = ({ edges }: Pick<Shown, 'edges'>) => edges.map(({ node }) => node.id)

/** What every page says of itself is so. */
function expectSound(shown: Shown, size: number): void {
  const { edges, nodes, pageInfo } = shown
  expect(edges.length).toBeLessThanOrEqual(size)
  expect(nodes).toEqual(edges.map(({ node }) => node))
  expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null])
  expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(edges.length)
}

describe('pages of a connection', () => {
  let arrived = 0
  let answered = 0

  it.each([
    'articles',
    'Source.articles',
    'Tag.articles',
    'Story.articles',
    'search',
    'stories',
    'sources',
    'tags',
    'related',
    'referencedBy',
  ])('of %s follow each other without a gap or a repeat under any filter, while others arrive', async (name) => {
    const list = lists().find((one) => one.name === name)!
    const walks = fc.record({
      chosen: list.chosen,
      size: fc.integer({ min: 1, max: 9 }),
      backwards: list.backwards ? fc.boolean() : fc.constant(false),
      arrivals: fc.array(fc.boolean(), { maxLength: 2 }),
      from: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(walks, async ({ chosen, size, backwards, arrivals, from }) => {
        const edges = await wholeOf(list, chosen)
        const all = idsOf({ edges })
        if (all.length > 1) answered++

        // From any place, both ways: what lies after it, and what lies before it.
        const at = all.length === 0 ? 0 : from % all.length
        const cursor = edges[at]?.cursor
        if (cursor !== undefined) {
          const after = await page(list, chosen, { first: size, after: cursor })
          expectSound(after, size)
          expect(idsOf(after)).toEqual(all.slice(at + 1, at + 1 + size))
          expect([after.pageInfo.hasPreviousPage, after.pageInfo.hasNextPage]).toEqual([
            true,
            at + 1 + size < all.length,
          ])
        }
        if (cursor !== undefined && list.backwards) {
          const before = await page(list, chosen, { last: size, before: cursor })
          expectSound(before, size)
          expect(idsOf(before)).toEqual(all.slice(Math.max(0, at - size), at))
          expect([before.pageInfo.hasPreviousPage, before.pageInfo.hasNextPage]).toEqual([at > size, true])
          const end = await page(list, chosen, { last: size })
          expect(idsOf(end)).toEqual(all.slice(Math.max(0, all.length - size)))
        }

        // From one end to the other, while more comes in.
        const seen: string[] = []
        let next: string | null = null
        for (let step = 0; ; step++) {
          const shown: Shown = await page(
            list,
            chosen,
            backwards ? { last: size, before: next } : { first: size, after: next },
          )
          expectSound(shown, size)
          if (backwards) seen.unshift(...idsOf(shown))
          else seen.push(...idsOf(shown))
          if (arrivals[step]) await moreOfEverything(++arrived)
          const { hasNextPage, hasPreviousPage, startCursor, endCursor } = shown.pageInfo
          if (!(backwards ? hasPreviousPage : hasNextPage)) break
          expect(shown.edges).not.toEqual([])
          next = backwards ? startCursor : endCursor
        }
        const known = new Set(all)
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen.filter((id) => known.has(id))).toEqual(all)
      }),
      { numRuns: list.backwards ? 15 : 10 },
    )
  })

  it('were not all empty', () => expect(answered).toBeGreaterThan(40))
})
