import { type DocumentNode, execute, type GraphQLSchema, parse } from 'graphql'
import type { DataSource } from 'typeorm'
import { type Figure, figure, type Measurement } from '../eval/measure.ts'
import type { Analyzer } from '../src/arabic/analyzer.ts'
import type { Context } from '../src/context.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { RESOLVERS } from '../src/resolvers/index.ts'
import { buildGraphqlSchema } from '../src/schema/build.ts'
import { Search } from '../src/search/search.ts'
import { bundledAnalyzer } from '../src/stores/bundled-analyzer.ts'
import { createLoaders } from '../src/stores/loaders.ts'
import { createStores } from '../src/stores/stores.ts'
import { benchArticles } from './articles.ts'
import type { BenchOptions } from './bench-options.ts'
import { HOSTILE_QUERIES } from './hostile-queries.ts'
import { openSearchBench } from './search-store.ts'

/** Articles that are varied, and those that the store is to have. */
const BASE = 10_000
const SIZE = 100_000
const FULL_SIZE = 300_000
/** Times that every query of a kind is asked, after the first that are not counted. */
const ROUNDS = 20
const WARM_ROUNDS = 2
/** Queries of a kind. */
const QUERIES = 5
/** Shorter words are hardly names of anything. */
const MIN_LENGTH = 4
const GOAL = 0.1

const QUERY = `query ($query: String!, $orderBy: SearchOrder) {
  search(query: $query, orderBy: $orderBy, first: 20) {
    edges { cursor score node { id title publishedAt } } pageInfo { hasNextPage endCursor } liveCursor
  } }`

/** What PostgreSQL's manual does: its own stems, every match ranked. */
const RANKED_BY_POSTGRESQL = `
  select article_id, ts_rank(lexemes, query) as rank from arabic_text, plainto_tsquery('arabic', $1) query
   where lexemes @@ query order by rank desc limit 20`

/** Milliseconds of each time that something was asked. */
export interface Times {
  ours: number[]
  theirs: number[]
}

/** `Query.search` over a large store, beside PostgreSQL's own search over the same texts in the same database. */
export async function measureSearch({ articles: file, full, say }: BenchOptions): Promise<Measurement> {
  const items = await benchArticles(file, BASE)
  if (file === null) say('the bundled sample, varied; --articles measures with others')
  const { db, close } = await openSearchBench(items, full ? FULL_SIZE : SIZE, say)
  try {
    const place = new Asking(db)
    const words = commonWords(items, await bundledAnalyzer())
    const one = await place.compare(words.slice(0, QUERIES))
    say(`asked for ${words.slice(0, QUERIES).join('، ')}`)
    const two = await place.compare(pairs(words.slice(0, QUERIES * 2)))
    const titles = await place.compare(titlesOf(items))
    const newest = await place.time(words.slice(0, QUERIES), 'NEWEST')
    const hostile = await place.time([...HOSTILE_QUERIES], 'RELEVANCE')
    return {
      name: 'search',
      figures: [
        figure('ratio to PostgreSQL arabic', p95(one.ours) / p95(one.theirs), {
          unit: 'ratio',
          atMost: GOAL,
          baseline: milliseconds('p95 of one very common word in PostgreSQL', one.theirs),
        }),
        inMilliseconds('one very common word', one),
        inMilliseconds('two very common words', two),
        inMilliseconds('a title', titles),
        figure('p95 of one very common word, newest first', p95(newest), { unit: 'ms' }),
        figure('p95 of hostile queries', p95(hostile), { unit: 'ms' }),
      ],
    }
  } finally {
    await close()
  }
}

const milliseconds = (name: string, times: readonly number[]) => ({ name, value: p95(times), unit: 'ms' })

const inMilliseconds = (what: string, { ours, theirs }: Times): Figure =>
  figure(`p95 of ${what}`, p95(ours), { unit: 'ms', baseline: milliseconds('the same in PostgreSQL', theirs) })

/** Times of one very common word, ours and PostgreSQL's in turn. */
export async function askedOneWord(db: DataSource, items: readonly ArticleItem[]): Promise<Times> {
  return await new Asking(db).compare(commonWords(items, await bundledAnalyzer()).slice(0, QUERIES))
}

/** Asks the schema, as the server does, and PostgreSQL, in turn. */
class Asking {
  readonly #schema: GraphQLSchema
  readonly #document: DocumentNode
  readonly #context: Pick<Context, 'caller' | 'search' | 'stores'>

  constructor(private readonly db: DataSource) {
    this.#schema = buildGraphqlSchema(RESOLVERS)
    this.#document = parse(QUERY)
    this.#context = {
      caller: { scopes: new Set(['READ']), partner: null, keyId: null },
      search: new Search(db.manager),
      stores: createStores(db.manager),
    }
  }

  async compare(queries: readonly string[]): Promise<Times> {
    const times: Times = { ours: [], theirs: [] }
    for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
      for (const query of queries) {
        const ours = await timed(() => this.#search(query, 'RELEVANCE'))
        const theirs = await timed(() => this.db.query(RANKED_BY_POSTGRESQL, [query]))
        if (round < 0) continue
        times.ours.push(ours)
        times.theirs.push(theirs)
      }
    }
    return times
  }

  async time(queries: readonly string[], orderBy: string): Promise<number[]> {
    const times: number[] = []
    for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
      for (const query of queries) {
        const time = await timed(() => this.#search(query, orderBy))
        if (round >= 0) times.push(time)
      }
    }
    return times
  }

  async #search(query: string, orderBy: string): Promise<void> {
    const contextValue = { ...this.#context, loaders: createLoaders(this.#context.stores, { cache: true }) }
    const variableValues = { query, orderBy }
    const { errors } = await execute({ schema: this.#schema, document: this.#document, variableValues, contextValue })
    if (errors !== undefined) throw errors[0]!
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

export function p95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1]!
}

/** The words that stand in most of the articles, as most print them; without those that carry no topic. */
function commonWords(items: readonly ArticleItem[], analyzer: Analyzer): string[] {
  const articles = new Map<string, number>()
  const stems = new Map<string, string>()
  for (const { title, text } of items) {
    const tokens = analyzer.analyze(`${title}\n${text ?? ''}`)
    const topical = tokens.filter(({ folded, isStopWord }) => !isStopWord && folded.length >= MIN_LENGTH)
    for (const { text, lexeme } of topical) stems.set(text, lexeme)
    for (const word of new Set(topical.map(({ text }) => text))) articles.set(word, (articles.get(word) ?? 0) + 1)
  }
  const words = [...articles].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word)
  const taken = new Set<string>()
  return words.filter((word) => !taken.has(stems.get(word)!) && taken.add(stems.get(word)!)).slice(0, QUERIES * 2)
}

const pairs = (words: readonly string[]): string[] =>
  words.slice(0, QUERIES).map((word, at) => `${word} ${words[at + QUERIES]}`)

const titlesOf = (items: readonly ArticleItem[]): string[] =>
  Array.from({ length: QUERIES }, (_, at) => items[Math.floor((at * items.length) / QUERIES)]!.title ?? '')
