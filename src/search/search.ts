import type { EntityManager } from 'typeorm'
import { aliasesOf as otherNames } from '../arabic/aliases.ts'
import type { Analyzer } from '../arabic/analyzer.ts'
import { AppError } from '../errors.ts'
import {
  type ArticleFilter,
  type ArticleFilterInput,
  asksText,
  EVERYTHING,
  resolveArticleFilter,
  textsOf,
} from '../stores/article-filter.ts'
import { type ArticleRow, ArticleStore } from '../stores/article-store.ts'
import { ArticleTextStore } from '../stores/article-text-store.ts'
import { encodeChangeCursor } from '../stores/change-cursor.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import { FrequencyStore } from '../stores/frequency-store.ts'
import { type Matches, MatchStore } from '../stores/match-store.ts'
import type { Page } from '../stores/page.ts'
import { RankedList } from '../stores/ranked-list.ts'
import { type IndexState, SearchStore } from '../stores/search-store.ts'
import { Analyzers } from './analyzers.ts'
import { Commonness } from './commonness.ts'
import type { AliasesOf, CompiledQuery } from './compiled-query.ts'
import { parseQuery, type Query } from './query.ts'
import { type Asked, conditionOf, Ranking } from './ranking.ts'
import { asInCursor, decodePlace, encodePlace } from './search-cursor.ts'
import { suggestionFor } from './suggestion.ts'
import { compileFor, textReader } from './text-reader.ts'

export type SearchOrder = 'RELEVANCE' | 'NEWEST'

/** What is searched, and which part of it is wanted. */
export interface SearchRequest {
  text: string
  filter: ArticleFilterInput | null
  orderBy: SearchOrder
  first: number
  after: string | null
}

/** An article that was found. */
export interface Hit {
  article: ArticleRow
  score: number
  /** The query in the stems under which the article is indexed. */
  query: CompiledQuery
  version: number
}

/** One page of what was found; `matches` is all of it. */
export interface SearchPage extends Page<Hit> {
  liveCursor: string
  matches: Matches
  query: Query
}

/** Finds articles by words. One of a process: it keeps the analyzers. */
export class Search {
  readonly analyzers: Analyzers
  /** Numbers over what was found. */
  readonly matches: MatchStore
  readonly #store: SearchStore
  readonly #list: RankedList
  readonly #texts: ArticleTextStore
  readonly #articles: ArticleStore
  readonly #commonness: Commonness

  /** @param kept another one, of which it takes what is kept for all */
  constructor(
    manager: EntityManager,
    private readonly aliasesOf: AliasesOf = otherNames,
    kept?: Search,
  ) {
    this.#texts = new ArticleTextStore(manager)
    this.analyzers = kept?.analyzers ?? new Analyzers(this.#texts, new FrequencyStore(manager))
    this.matches = new MatchStore(manager)
    this.#store = new SearchStore(manager)
    this.#list = new RankedList(manager)
    this.#articles = new ArticleStore(manager)
    this.#commonness = kept === undefined ? new Commonness(this.#store) : kept.#commonness
  }

  /** The same by another way to the database; what is kept for all goes on by the old one. */
  through(manager: EntityManager): Search {
    return new Search(manager, this.aliasesOf, this)
  }

  /** Checks a client's filter, and reads its text where it has one. Throws BAD_USER_INPUT. */
  async filter(input: ArticleFilterInput | null | undefined): Promise<ArticleFilter> {
    const filter = await this.#read(input, () => this.analyzers.inUse())
    for (const text of textsOf(filter)) text.isRare = await this.#store.isRare(text.queries)
    return filter
  }

  /** As `filter`, for its predicate alone: a crowd of readers of the log asks the database nothing. */
  async logFilter(input: ArticleFilterInput | null | undefined): Promise<ArticleFilter> {
    return await this.#read(input, () => this.analyzers.lastInUse())
  }

  async #read(input: ArticleFilterInput | null | undefined, inUse: () => Promise<Analyzer[]>): Promise<ArticleFilter> {
    if (!asksText(input)) return resolveArticleFilter(input)
    return resolveArticleFilter(input, textReader(this.analyzers, await inUse(), this.aliasesOf))
  }

  /** Reads what search saw of articles at changes of the log, so that a filter's predicate can judge them. */
  async ready(changes: readonly LoggedChange[]): Promise<void> {
    await this.#texts.addTo(changes)
    const states = changes.flatMap(({ before, after }) => [before, before?.copyOf, after, after?.copyOf])
    const versions = new Set(states.flatMap((state) => state?.text?.version ?? []))
    await Promise.all([...versions].map((version) => this.analyzers.load(version)))
  }

  /** One page of the articles that a query finds. */
  async page(request: SearchRequest): Promise<SearchPage> {
    const query = parseQuery(request.text)
    const filter = await this.filter(request.filter)
    const { compiled, head } = await this.#compiled(query)
    const asked = { compiled, surfaces: surfacesOf(query), filter }
    const page = request.orderBy === 'NEWEST' ? this.#newest(asked, head, request) : this.#best(asked, head, request)
    return { ...(await page), query }
  }

  /** A likelier spelling of a query; null where there is none. */
  async suggestion(text: string): Promise<string | null> {
    return await suggestionFor(text, await this.analyzers.inUse(), this.#store, this.#commonness)
  }

  /** A query in the stems of every version that rows bear, and the index as it is then. */
  async #compiled(query: Query): Promise<{ compiled: Asked['compiled']; head: IndexState }> {
    for (let analyzers = await this.analyzers.lastInUse(); ; ) {
      const compiled = compileFor(query, analyzers, this.aliasesOf)
      const head = asInCursor(await this.#commonness.stateFor(compiled))
      const inUse = await this.analyzers.inUse(head.versions)
      if (inUse.length === analyzers.length && inUse.every((each, index) => each === analyzers[index]))
        return { compiled, head }
      analyzers = inUse
    }
  }

  async #best(asked: Asked, head: IndexState, { first, after }: SearchRequest): Promise<Omit<SearchPage, 'query'>> {
    const place = after === null ? null : decodePlace(after)
    if (place !== null && place.state.frequencies.length !== head.frequencies.length)
      throw new AppError('BAD_USER_INPUT', "'after' is a cursor of another query", { argument: 'after' })
    const state = place?.state ?? head
    const ranking = new Ranking(this.#list, asked, state)
    const page = await ranking.page(place === null ? first : place.withMost ? MAX_PAGE : 0, first, place)
    const withMost = page.ids !== null
    return {
      edges: page.rows.map((ranked) => {
        const { article, score, holdsAll, version } = ranked
        const cursor = encodePlace({ state, withMost, holdsAll, score, id: article.id })
        return { cursor, node: { article, score, version, query: asked.compiled.get(version)! } }
      }),
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      liveCursor: encodeChangeCursor({ epoch: head.epoch, position: state.position }),
      matches: page.ids === null ? ranking.matches : { ids: page.ids },
    }
  }

  async #newest(asked: Asked, head: IndexState, { first, after }: SearchRequest): Promise<Omit<SearchPage, 'query'>> {
    const queries = conditionOf(asked.compiled)
    const text = { queries, isRare: await this.#store.isRare(queries), matches: () => false, needs: () => [] }
    const filter = { ...asked.filter, within: { ...EVERYTHING, text } }
    const range = { first, last: null, after, before: null }
    const page = await this.#articles.page({ filter, orderBy: 'NEWEST', range })
    const ranking = new Ranking(this.#list, asked, head)
    const scores = await ranking.scoresOf(page.edges.map(({ node }) => node.id))
    const edges = page.edges.flatMap(({ cursor, node: article }) => {
      const { score, version } = scores.get(article.id) ?? {}
      if (score === undefined || version === undefined) return []
      return [{ cursor, node: { article, score, version, query: asked.compiled.get(version)! } }]
    })
    return { ...page, edges, matches: ranking.matches }
  }
}

/** More than any list holds. */
const MAX_PAGE = 1_000_000

/** The words of a query as typed, without those of more than one writing. */
const surfacesOf = (query: Query): string[] => [
  ...new Set(query.groups.flatMap((group) => group.flatMap(({ words }) => words.map(({ text }) => text)))),
]
