import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeId } from '../../../src/entities/node-id.ts'
import { seededRandom } from '../../../src/sample/seeded-random.ts'
import { SourceEditor } from '../../../src/stores/source-editor.ts'
import { ask } from '../../support/ask.ts'
import { type CachedRoom, openCachedRoom } from '../../support/cached-room.ts'
import { inboxItem } from '../../support/desk-room.ts'
import { randomNews } from '../../support/random-news.ts'

let own: CachedRoom
beforeAll(async () => {
  own = await openCachedRoom()
})
afterAll(() => own.close())

const ARTICLE = `id url title excerpt status isLate source { slug name articleCount } tags { name articleCount }
  readAlso { headline article { title } } similar { headline position } copies { title } copyOf { title }
  referencedBy { nodes { headline } } story { title articleCount }`
/** Operations with what they are asked with; the ids are of articles that are there. */
const OPERATIONS: readonly [query: string, variables: (pick: Pick) => object][] = [
  [
    `query ($first: Int, $filter: ArticleFilter, $order: ArticleOrder) {
       articles(first: $first, filter: $filter, orderBy: $order) { totalCount liveCursor nodes { ${ARTICLE} } pageInfo { hasNextPage endCursor } } }`,
    (pick) => ({
      first: pick([1, 5, 20]),
      filter: pick(FILTERS),
      order: pick(['NEWEST', 'OLDEST', 'LATEST_INGESTED']),
    }),
  ],
  [
    `query ($id: ID!) { article(id: $id) { ${ARTICLE} body blocks { text } revisions { title } } }`,
    (pick) => ({ id: pick.id() }),
  ],
  [
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Article { title status replacedBy { id } } } }',
    (pick) => ({ ids: [pick.id(), pick.id()] }),
  ],
  [
    'query ($id: ID!, $first: Int) { source(id: $id) { name display articleCount lastArticleAt articles(first: $first) { nodes { title } } } }',
    (pick) => ({ id: pick(['one', 'two', 'three', 'other']), first: pick([1, 10]) }),
  ],
  [
    '{ sources { totalCount nodes { slug name articleCount } } tags { totalCount nodes { slug articleCount } } }',
    () => ({}),
  ],
  [
    '{ stories(filter: { activeFrom: "2020-01-01T00:00:00Z" }) { totalCount liveCursor nodes { title articleCount sources { slug } } } }',
    () => ({}),
  ],
]
const FILTERS = [
  null,
  { sources: ['one'] },
  { sources: ['two', 'three'] },
  { includeCopies: true },
  { not: { sources: ['one'] } },
]

type Pick = (<T>(list: readonly T[]) => T) & { id(): string }

describe('answers that are kept', () => {
  it('are those that are made anew, for random operations while articles come in, change and are withdrawn', async () => {
    const random = seededRandom('differential')
    const below = (bound: number) => Math.floor(random() * bound)
    const ids: string[] = []
    const pick = Object.assign(<T>(list: readonly T[]): T => list[below(list.length)]!, {
      id: () => encodeId('art', pick(ids)),
    }) as Pick
    const news = randomNews(7, 80).map((item, number) => ({ number, item }))
    const changes: (() => Promise<unknown>)[] = [
      async () => {
        const settled = await own.room.send(news.splice(0, 1 + below(4)).map(({ item }) => item))
        for (const { articleId } of settled) if (articleId !== null && !ids.includes(articleId)) ids.push(articleId)
      },
      () => own.room.withdraw(pick(ids)),
      () =>
        own.room.tell({
          source: { slug: 'one' },
          url: `https://one.example/${below(80)}`,
          title: `عنوان ${below(1e6)}`,
        }),
      () => new SourceEditor(own.room.db.manager).update('2', { name: `اسم ${below(1e6)}` }),
      () => new SourceEditor(own.room.db.manager).update('2', { display: pick(['FULL', 'EXCERPT', 'HEADLINE']) }),
      () => own.room.send([pin(pick(ids), pick(ids))]),
    ]
    await changes[0]!()
    let kept = 0
    for (let round = 0; round < 50; round++) {
      const change = round % 3 === 0 ? changes[0]! : pick(changes)
      // Some ask while something changes: what they hear may be of before or after, and must not stay.
      const meanwhile = Promise.all(Array.from({ length: 3 }, () => asked(pick)))
      await Promise.all([change(), meanwhile])
      await own.watch.settled()
      for (let time = 0; time < 3; time++) {
        const [query, variables] = operation(pick)
        const fresh = JSON.stringify((await ask(own.db, query, variables)).data)
        for (let repeat = 0; repeat < 3; repeat++) {
          const { text, statements } = await own.post(query, variables)
          if (statements.length === 0) kept++
          expect([query, variables, JSON.stringify(JSON.parse(text).data)]).toEqual([query, variables, fresh])
        }
      }
    }
    expect(kept).toBeGreaterThan(100)
  }, 60_000)
})

function operation(pick: Pick): [string, Record<string, unknown>] {
  const [query, variables] = pick(OPERATIONS)
  return [query, variables(pick) as Record<string, unknown>]
}

async function asked(pick: Pick): Promise<void> {
  const [query, variables] = operation(pick)
  expect((await own.post(query, variables)).status).toBe(200)
}

const pin = (from: string, to: string) => ({
  ...inboxItem({}),
  kind: 'PIN' as const,
  channel: 'editor',
  payload: { pin: { from, to, kind: 'SIMILAR' as const, position: 1 } },
})
