import { setTimeout as sleep } from 'node:timers/promises'
import { parse, subscribe } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { decodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { openLiveFeed } from '../../src/subscriptions/open-live-feed.ts'
import { ask } from '../support/ask.ts'
import { contextOver, servedSchema } from '../support/ask-schema.ts'
import { DeskRoom, type Given, paragraphs, tags } from '../support/desk-room.ts'

const EVENTS = 12
/** At most. */
const READERS = 42
const REPORTS_OF_EVENT = 6
const LETTERS = [...'ابتثجحخدذرزسشصضطظعغفقكلمنهوي']
const SOURCES = ['one', 'two', 'three']

let room: DeskRoom
let live: ReturnType<typeof openLiveFeed>
beforeAll(async () => {
  room = await DeskRoom.open()
  live = openLiveFeed(room.db, room.listener, { warn: () => {}, error: () => {} })
})
afterAll(async () => {
  await live.close()
  await room.close()
})

/** Events that sources report in words of their own; every report names «مدينة» and is tagged alike. */
function reports(): Given[] {
  const random = seededRandom('query, then subscribe')
  const below = (bound: number) => Math.floor(random() * bound)
  const word = () => Array.from({ length: 5 }, () => LETTERS[below(LETTERS.length)]).join('')
  const all = Array.from({ length: EVENTS }, () => {
    const topic = Array.from({ length: 7 }, word)
    return Array.from({ length: REPORTS_OF_EVENT }, (_, number): Given => {
      const own = Array.from({ length: 8 }, word).join(' ')
      const slug = SOURCES[number % SOURCES.length]!
      return {
        source: { slug },
        url: `https://${slug}.example/${topic[0]}-${number}`,
        title: `${topic.slice(0, 5).join(' ')} ${word()}`,
        blocks: paragraphs(`مدينة ${topic.join(' ')} ${own}.`),
        taggings: tags('أخبار'),
      }
    })
  }).flat()
  return all
    .map((report) => ({ report, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ report }) => report)
}

/** A list with a cursor of the log: its document, where it stands in the answer, and the filter under which changes go on. */
interface List {
  document: string
  at: (data: any) => { nodes: { id: string; articleCount?: number }[]; liveCursor: string }
  filter: object
  kind: 'article' | 'story'
}

const PAGE = '{ nodes { id } liveCursor }'
const ALL = '{ includeCopies: true }'
const LISTS: Record<string, List> = {
  articles: {
    document: `{ articles(filter: { sources: ["one"], includeCopies: true }, first: 100) ${PAGE} }`,
    at: ({ articles }) => articles,
    filter: { sources: ['one'], includeCopies: true },
    kind: 'article',
  },
  'articles by words': {
    document: `{ articles(filter: { text: "المدينة", includeCopies: true }, orderBy: LATEST_INGESTED, first: 100) ${PAGE} }`,
    at: ({ articles }) => articles,
    filter: { text: 'المدينة', includeCopies: true },
    kind: 'article',
  },
  'search by relevance': {
    document: `{ search(query: "مدينة", filter: ${ALL}, first: 100) ${PAGE} }`,
    at: ({ search }) => search,
    filter: { text: 'مدينة', includeCopies: true },
    kind: 'article',
  },
  'search by date': {
    document: `{ search(query: "مدينة", filter: ${ALL}, orderBy: NEWEST, first: 100) ${PAGE} }`,
    at: ({ search }) => search,
    filter: { text: 'مدينة', includeCopies: true },
    kind: 'article',
  },
  'articles of a source': {
    document: `{ source(id: "two") { articles(filter: ${ALL}, first: 100) ${PAGE} } }`,
    at: ({ source }) => source.articles,
    filter: { sources: ['two'], includeCopies: true },
    kind: 'article',
  },
  'articles of a tag': {
    document: `{ tag(id: "اخبار") { articles(filter: ${ALL}, first: 100) ${PAGE} } }`,
    at: ({ tag }) => tag.articles,
    filter: { tags: ['اخبار'], includeCopies: true },
    kind: 'article',
  },
  stories: {
    document: `{ stories(filter: { activeFrom: "2020-01-01T00:00:00Z" }, first: 100) { nodes { id articleCount } liveCursor } }`,
    at: ({ stories }) => stories,
    filter: { includeCopies: true },
    kind: 'story',
  },
}

const FIELDS = `__typename cursor ... on ArticleIngested { article { id } } ... on StoryChanged { story { id } }`
const TYPES = { article: ['ARTICLE_INGESTED'], story: ['STORY_CHANGED'] }

interface Told {
  cursor: string
  article?: { id: string }
  story?: { id: string }
}

/** Everything that the query `changes` tells from a cursor on. */
async function polled(variables: Record<string, unknown>, after: string): Promise<Told[]> {
  const told: Told[] = []
  for (;;) {
    const document = `query ($filter: ArticleFilter, $types: [ChangeType!], $after: ChangeCursor!) {
      changes(filter: $filter, types: $types, after: $after, first: 20) { nodes { ${FIELDS} } cursor hasMore } }`
    const { data, errors } = await ask(room.db, document, { ...variables, after })
    expect(errors).toBeUndefined()
    told.push(...data.changes.nodes)
    if (!data.changes.hasMore) return told
    after = data.changes.cursor
  }
}

/** Collects what the subscription tells from a cursor on. */
async function followed(variables: Record<string, unknown>, after: string) {
  const document = `subscription ($filter: ArticleFilter, $types: [ChangeType!], $after: ChangeCursor) {
    changes(filter: $filter, types: $types, after: $after) { ${FIELDS} } }`
  const events = (await subscribe({
    schema: servedSchema(),
    document: parse(document),
    variableValues: { ...variables, after },
    contextValue: { ...contextOver(room.db), live: live.feed },
  })) as AsyncGenerator<{ data: { changes: Told } }>
  const told: Told[] = []
  const reading = (async () => {
    for await (const { data } of events) told.push(data.changes)
  })()
  return {
    told,
    async stop() {
      await events.return(undefined)
      await reading
    },
  }
}

describe('a list and the log from its liveCursor on', () => {
  it('have neither gap nor repeat while the desk writes', async () => {
    const news = reports()
    await room.deliver(...news.splice(0, 4))
    const writing = (async () => {
      for (let size = 1; news.length > 0; size = (size % 4) + 1) await room.deliver(...news.splice(0, size))
    })()
    let isWriting = true
    void writing.finally(() => {
      isWriting = false
    })
    const readers: { name: string; list: List; page: ReturnType<List['at']>; told: Told[]; stop(): Promise<void> }[] =
      []
    while (isWriting && readers.length < READERS) {
      for (const [name, list] of Object.entries(LISTS)) {
        const { data, errors } = await ask(room.db, list.document)
        expect(errors).toBeUndefined()
        const page = list.at(data)
        const variables = { filter: list.filter, types: TYPES[list.kind] }
        readers.push({ name, list, page, ...(await followed(variables, page.liveCursor)) })
      }
    }
    await writing
    expect(readers.length).toBeGreaterThan(20)
    const storyRows = await room.ask<{ id: string; position: string }>(
      `select story_id as id, position from change where type = 'STORY_CHANGED' order by position`,
    )
    for (const { name, list, page, told, stop } of readers) {
      const { kind, filter } = list
      const expected = await polled({ filter, types: TYPES[kind] }, page.liveCursor)
      for (let waited = 0; told.length < expected.length && waited < 5_000; waited += 20) await sleep(20)
      await stop()
      expect({ name, told }).toEqual({ name, told: expected })
      const final = list.at((await ask(room.db, list.document)).data)
      const ids = (nodes: { id: string }[]) => nodes.map(({ id }) => id)
      const toldIds = told.map((change) => change[kind]!.id)
      if (kind === 'article') expect([...ids(page.nodes), ...toldIds].sort()).toEqual(ids(final.nodes).sort())
      else {
        expect([...new Set([...ids(page.nodes), ...toldIds])].sort()).toEqual(ids(final.nodes).sort())
        // A story of n articles was told n - 1 times up to the cursor, and is told once for each that comes after it.
        const { position } = decodeChangeCursor(page.liveCursor)!
        expect(page.nodes.reduce((sum, { articleCount }) => sum + articleCount! - 1, 0)).toBe(
          storyRows.filter((row) => Number(row.position) <= position).length,
        )
      }
    }
    expect(readers.some(({ told, page }) => told.length > 0 && page.nodes.length > 0)).toBe(true)
  }, 60_000)
})
