import type { ArticleState } from '../entities/change.ts'
import type { ArticleFilter, Names } from '../stores/article-filter.ts'
import type { TextCondition } from '../stores/text-condition.ts'
import { FilterPlaces, type Paths } from './filter-places.ts'
import { TextFilters } from './text-filters.ts'

/** Keys of which a state must bear one to answer a condition, and about how many states do. */
interface Condition {
  keys: readonly string[]
  share: number
}

/** One filter that was added. */
interface Entry<T> {
  value: T
}

/** How many states bear one key of a kind, roughly: what is rarer parts filters better, and is asked first. */
const SHARES = { story: 0.0001, tag: 0.01, source: 0.01, country: 0.1, language: 0.5, flag: 0.5 }
/** A filter stands in so many places at most; a list holds 100. */
const MAX_PLACES = 128

/**
 * Finds the filters that a change may concern, so that it costs nothing of those that it cannot. Every filter stands under a value of
 * each of its conditions, the most selective first; what asks for words stands under words that a text must hold.
 */
export class FilterIndex<T> {
  readonly #plain = new FilterPlaces<Entry<T>>()
  readonly #texts = new TextFilters<Entry<T>>()

  /** Adds a filter under a value, as often as wanted; gives what takes it out again. */
  add(filter: ArticleFilter, value: T): () => void {
    const entry = { value }
    const paths = pathsOf(conditionsOf(filter))
    const condition = textOf(filter)
    if (condition === null) this.#plain.add(paths, entry)
    else this.#texts.add(entry, { condition, paths })
    return () => {
      if (condition === null) this.#plain.remove(paths, entry)
      else this.#texts.remove(entry)
    }
  }

  /**
   * The values of all filters that one of these states may answer, and of few others, each once. Where filters ask for words the states
   * need their texts (`Search.ready`).
   */
  *candidates(states: Iterable<ArticleState | null>): Generator<T, void, undefined> {
    const found = new Set<Entry<T>>()
    for (const state of states) {
      if (state === null) continue
      const keys = keysOf(state)
      this.#plain.collect(keys, found)
      // What is no longer shown answers no words.
      if (state.text !== null) this.#texts.collect(state.text, keys, found)
    }
    for (const { value } of found) yield value
  }
}

/** What a filter needs of a state, but for its words; `not` needs nothing. */
function conditionsOf(filter: ArticleFilter): Condition[] {
  const { sources, tags, allTags, languages, countries, story, hasReadAlso, isLate, within } = filter
  const conditions: Condition[] = within === null ? [] : conditionsOf(within)
  const needs = (kind: keyof typeof SHARES, keys: readonly string[]) =>
    conditions.push({ keys, share: SHARES[kind] * keys.length })
  if (sources !== null) needs('source', keysOfNames('source', sources))
  if (tags !== null) needs('tag', keysOfNames('tag', tags))
  for (const key of new Set(allTags === null ? [] : keysOfNames('tag', allTags))) needs('tag', [key])
  if (languages !== null) needs('language', distinct(languages.map((language) => `language ${language}`)))
  if (countries !== null) needs('country', distinct(countries.map((country) => `country ${country}`)))
  if (story !== null) needs('story', [`story ${story}`])
  if (hasReadAlso !== null) needs('flag', [`hasReadAlso ${hasReadAlso}`])
  if (isLate !== null) needs('flag', [`isLate ${isLate}`])
  return conditions.sort((a, b) => a.share - b.share)
}

/** Of several texts one is enough. */
const textOf = ({ text, within }: ArticleFilter): TextCondition | null => text ?? (within && textOf(within))

/** The ways to a filter: one key of each condition, as far as the number of ways allows. */
function pathsOf(conditions: readonly Condition[]): Paths {
  let paths: Paths = [[]]
  for (const { keys } of conditions) {
    if (paths.length * keys.length > MAX_PLACES) continue
    paths = paths.flatMap((path) => keys.map((key) => [...path, key]))
  }
  return paths
}

/** Every key that a state bears. */
function keysOf(state: ArticleState): string[] {
  const { sourceId, sourceSlug, tagIds, tagSlugs, country, storyId, hasReadAlso, isLate } = state
  const keys = [
    ...keysOfNames('source', { ids: [sourceId], slugs: [sourceSlug] }),
    ...keysOfNames('tag', { ids: tagIds, slugs: tagSlugs }),
    `hasReadAlso ${hasReadAlso}`,
    `isLate ${isLate}`,
  ]
  if (country !== null) keys.push(`country ${country}`)
  if (storyId !== null) keys.push(`story ${storyId}`)
  // `ar-EG` answers `ar` as well.
  const language = `${state.language.toLowerCase()}-`
  for (let end = language.indexOf('-'); end >= 0; end = language.indexOf('-', end + 1))
    keys.push(`language ${language.slice(0, end)}`)
  return keys
}

/** An id and a slug may be spelt alike. */
const keysOfNames = (kind: string, { ids, slugs }: Names): string[] =>
  distinct([...ids.map((id) => `${kind} #${id}`), ...slugs.map((slug) => `${kind} ${slug}`)])

const distinct = (keys: string[]): string[] => [...new Set(keys)]
