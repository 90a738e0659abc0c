import type { EntityManager } from 'typeorm'
import { aliasesOf as otherNames } from '../arabic/aliases.ts'
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
import { SearchStore } from '../stores/search-store.ts'
import { Analyzers } from './analyzers.ts'
import { Commonness } from './commonness.ts'
import type { AliasesOf, CompiledQuery } from './compiled-query.ts'
import { parseQuery, type Query } from './query.ts'
import { type Asked, byRank, conditionOf, type Ranked, Ranking } from './ranking.ts'
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
  readonly #texts: ArticleTextStore
  readonly #articles: ArticleStore
  readonly #commonness: Commonness

  constructor(
    manager: EntityManager,
    private readonly aliasesOf: AliasesOf = otherNames,
  ) {
    this.#texts = new ArticleTextStore(manager)
    this.analyzers = new Analyzers(this.#texts, new FrequencyStore(manager))
    this.matches = new MatchStore(manager)
    this.#store = new SearchStore(manager)
    this.#articles = new ArticleStore(manager)
    this.#commonness = new Commonness(this.#store)
  }

  /** Checks a client's filter, and reads its text where it has one. Throws BAD_USER_INPUT. */
  async filter(input: ArticleFilterInput | null | undefined): Promise<ArticleFilter> {
    if (!asksText(input)) return resolveArticleFilter(input)
    const reader = textReader(this.analyzers, await this.analyzers.inUse(), this.aliasesOf)
    const filter = resolveArticleFilter(input, reader)
    for (const text of textsOf(filter)) text.isRare = await this.#store.isRare(text.queries)
    return filter
  }

  /** Reads what search saw of articles at changes of the log, so that a filter's predicate can judge them. */
  async ready(changes: readonly LoggedChange[]): Promise<void> {
    await this.#texts.addTo(changes)
    const versions = new Set(
      changes.flatMap(({ after }) => [after?.text, after?.copyOf?.text].flatMap((text) => text?.version ?? [])),
    )
    await Promise.all([...versions].map((version) => this.analyzers.load(version)))
  }

  /** One page of the articles that a query finds. */
  async page(request: SearchRequest): Promise<SearchPage> {
    const query = parseQuery(request.text)
    const compiled = compileFor(query, await this.analyzers.inUse(), this.aliasesOf)
    const filter = await this.filter(request.filter)
    const asked = { compiled, surfaces: surfacesOf(query), filter }
    const page = request.orderBy === 'NEWEST' ? this.#newest(asked, request) : this.#best(asked, request)
    return { ...(await page), query }
  }

  /** A likelier spelling of a query; null where there is none. */
  async suggestion(text: string): Promise<string | null> {
    return await suggestionFor(text, await this.analyzers.inUse(), this.#store, this.#commonness)
  }

  async #best(asked: Asked, { first, after }: SearchRequest): Promise<Omit<SearchPage, 'query'>> {
    const head = asInCursor(await this.#commonness.stateFor(asked.compiled))
    const place = after === null ? null : decodePlace(after)
    if (place !== null && place.state.frequencies.length !== head.frequencies.length)
      throw new AppError('BAD_USER_INPUT', "'after' is a cursor of another query", { argument: 'after' })
    const state = place?.state ?? head
    const ranking = new Ranking(this.#store, asked, state)
    const enough = place === null ? first : place.withMost ? Number.POSITIVE_INFINITY : 0
    const list = await ranking.best(enough)
    const numberOfAll = list.filter(({ holdsAll }) => holdsAll).length
    const withMost = place?.withMost ?? numberOfAll < first
    const start = place === null ? 0 : firstAfter(list, place, numberOfAll)
    const shown = list.slice(start, start + first)
    const articles = await this.#store.articles(shown.map(({ id }) => id))
    const edges = shown.flatMap((ranked) => {
      const article = articles.get(ranked.id)
      if (article === undefined) return []
      const cursor = encodePlace({ state, withMost, score: ranked.score + (ranked.holdsAll ? ALL : 0), id: ranked.id })
      return [{ cursor, node: hitOf(article, ranked, asked.compiled) }]
    })
    return {
      edges,
      hasNextPage: start + first < list.length,
      hasPreviousPage: start > 0,
      liveCursor: encodeChangeCursor({ epoch: head.epoch, position: state.position }),
      matches: withMost ? { ids: list.map(({ id }) => id) } : ranking.matches,
    }
  }

  async #newest(asked: Asked, { first, after }: SearchRequest): Promise<Omit<SearchPage, 'query'>> {
    const queries = conditionOf(asked.compiled)
    const text = { queries, isRare: await this.#store.isRare(queries), matches: () => false }
    const filter = { ...asked.filter, within: { ...EVERYTHING, text } }
    const range = { first, last: null, after, before: null }
    const page = await this.#articles.page({ filter, orderBy: 'NEWEST', range })
    const state = await this.#commonness.stateFor(asked.compiled)
    const ranking = new Ranking(this.#store, asked, state)
    const scores = await ranking.scoresOf(page.edges.map(({ node }) => node.id))
    const edges = page.edges.flatMap(({ cursor, node }) => {
      const ranked = scores.get(node.id)
      return ranked === undefined ? [] : [{ cursor, node: hitOf(node, ranked, asked.compiled) }]
    })
    return { ...page, edges, matches: ranking.matches }
  }
}

/** Added in a cursor to the score of what holds every word, so that one number orders the list. */
const ALL = 1_000

const hitOf = (article: ArticleRow, ranked: Ranked, compiled: Asked['compiled']): Hit => ({
  article,
  score: ranked.score,
  version: ranked.version,
  query: compiled.get(ranked.version)!,
})

/** Where the list goes on after a place, also where the article of the place is gone. */
function firstAfter(list: readonly Ranked[], place: { score: number; id: string }, numberOfAll: number): number {
  const holdsAll = place.score >= ALL
  const last = { score: holdsAll ? place.score - ALL : place.score, id: place.id }
  const begin = holdsAll ? 0 : numberOfAll
  for (let at = begin; at < list.length; at++) {
    if (holdsAll && !list[at]!.holdsAll) return at
    if (byRank(list[at]!, { ...last, score: rounded(last.score) }) > 0) return at
  }
  return list.length
}

const rounded = (score: number): number => Math.round(score * 1e6) / 1e6

/** The words of a query as typed, without those of more than one writing. */
const surfacesOf = (query: Query): string[] => [
  ...new Set(query.groups.flatMap((group) => group.flatMap(({ words }) => words.map(({ text }) => text)))),
]
