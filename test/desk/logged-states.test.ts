import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { Search } from '../../src/search/search.ts'
import { asksText } from '../../src/stores/article-filter.ts'
import { filterPredicate } from '../../src/stores/article-filter-predicate.ts'
import { ArticleStore } from '../../src/stores/article-store.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { DeskRoom, type Given, link, paragraphs, tags } from '../support/desk-room.ts'
import { anyFilter } from '../support/random-filters.ts'

const ITEMS = 60
const FILTERS = 25
const WORDS = 'زلزال غزة هدنة ذهب كأس بنك نفط قمة حرب سلام ميناء قطار جسر مدرسة'.split(' ')
const TAGS = ['غزة', 'سياسة', 'اقتصاد', 'رياضة']
const LANGUAGES = ['ar', 'ar-EG', 'en']
const day = (number: number) => new Date(Date.UTC(2026, 2, number, 9))

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())

/** What sources might tell: new articles, copies of others, and the same ones again with something changed. */
function anyNews(): Given[] {
  const random = seededRandom('states of the log')
  const below = (bound: number) => Math.floor(random() * bound)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const words = (count: number) => Array.from({ length: count }, () => pick(WORDS)).join(' ')
  const told: Given[] = []
  return Array.from({ length: ITEMS }, (_, number) => {
    const source = { slug: pick(['one', 'two', 'three']) }
    const chance = random()
    const former = told.length > 0 ? pick(told) : null
    const fresh: Given = {
      source,
      url: `https://${source.slug}.example/${number}`,
      title: `${words(5)} ${number}`,
      blocks: paragraphs(words(20), words(25)),
      publishedAt: day(1 + below(9)).toISOString(),
      language: pick(LANGUAGES),
      taggings: tags(...TAGS.filter(() => random() < 0.3)),
      readAlso: random() < 0.3 && former ? [link(former.title!)] : null,
    }
    const item =
      former === null || chance < 0.6
        ? fresh
        : chance < 0.8
          ? { ...fresh, title: former.title, blocks: former.blocks }
          : { ...former, taggings: fresh.taggings, blocks: paragraphs(words(22)), readAlso: fresh.readAlso }
    told.push(item)
    return item as Given
  })
}

it('keeps of every article what the store says of it then, whatever is asked', async () => {
  const changes = new ChangeStore(room.db.manager)
  const articles = new ArticleStore(room.db.manager)
  const search = new Search(room.db.manager)
  const inputs = fc.sample(
    anyFilter({
      sources: ['one', 'two', 'three', 'nobody'],
      tags: ['غزه', 'سياسه', 'اقتصاد', 'رياضه'],
      languages: LANGUAGES,
      countries: ['EG'],
      moments: [2, 5, 8].map(day),
      texts: ['زلزال', 'الهدنة', 'بنك نفط', 'ذهب OR حرب', '-كأس', 'سياسة'],
      stories: ['sty_0'],
    }),
    { numRuns: FILTERS, seed: 5 },
  )
  const filters = await Promise.all(inputs.map((input) => search.filter(input)))
  /** The articles that the store holds for each filter. */
  const inStore = async () =>
    await Promise.all(
      filters.map(async (filter) => {
        const range = { first: 1_000, last: null, after: null, before: null }
        const { edges } = await articles.page({ filter, orderBy: 'LATEST_INGESTED', range })
        return new Set(edges.map(({ node }) => node.id))
      }),
    )
  const compared = { after: 0, before: 0, matching: 0 }
  let stored = await inStore()
  for (const item of anyNews()) {
    const { position } = await changes.head()
    await room.tell(item)
    const page = await changes.after(position, 1_000)
    await search.ready(page.changes)
    const ofArticles = page.changes.filter(({ type }) => type !== 'STORY_CHANGED')
    // The first word on what each article was, and the last on what it is.
    const first = new Map(ofArticles.toReversed().map(({ articleId, before }) => [articleId!, before]))
    const before = [...first].flatMap(([id, state]) => (state === null ? [] : [[id, state] as const]))
    const after = new Map(ofArticles.flatMap(({ after }) => (after ? [[after.articleId, after]] : [])))
    const former = stored
    stored = after.size === 0 ? former : await inStore()
    for (const [index, filter] of filters.entries()) {
      const input = inputs[index]!
      const matches = filterPredicate(filter)
      for (const [id, state] of after) {
        const isIn = stored[index]!.has(id)
        expect({ input, id, after: matches(state) }).toEqual({ input, id, after: isIn })
        compared.after++
        if (isIn) compared.matching++
      }
      // Words are judged by what the change left.
      if (asksText(input)) continue
      for (const [id, state] of before) {
        expect({ input, id, before: matches(state) }).toEqual({ input, id, before: former[index]!.has(id) })
        compared.before++
      }
    }
  }
  expect(compared.after).toBeGreaterThan(1_200)
  expect(compared.before).toBeGreaterThan(200)
  expect(compared.matching).toBeGreaterThan(100)
}, 60_000)
