import { Analyzer } from '../src/arabic/analyzer.ts'
import { FrequencyTable } from '../src/arabic/frequency-table.ts'
import type { ArticleState } from '../src/entities/change.ts'
import { seededRandom } from '../src/sample/seeded-random.ts'
import { Analyzers } from '../src/search/analyzers.ts'
import { lexemesOf } from '../src/search/lexemes.ts'
import { textReader } from '../src/search/text-reader.ts'
import { type ArticleFilterInput, resolveArticleFilter } from '../src/stores/article-filter.ts'
import { changePredicate } from '../src/stores/article-filter-predicate.ts'
import { bundledAnalyzer } from '../src/stores/bundled-analyzer.ts'
import { FilterIndex } from '../src/subscriptions/filter-index.ts'

const VERSION = 1
const EVENTS = 200
const WORDS_OF_EVENT = 300
const SOURCES = 60
const TAGS = 400
const TAGS_OF_EVENT = 6

/** What one event costs among so many filters of which it answers none. */
export interface FilterCost {
  filters: number
  /** To read its text, to find the filters that it may answer and to ask each of them; the median of the rounds. */
  microseconds: number
  /** Filters that were asked, on average. */
  candidates: number
}

/**
 * The cost of an event beside the number of filters that it does not answer. Most of these share with every event a source, a tag, a
 * language or a word, and lack another condition. Sizes take turns, so that what else the machine does falls on all alike.
 */
export async function filterCosts(sizes: readonly number[], rounds = 15): Promise<FilterCost[]> {
  const { table: lexicon } = await bundledAnalyzer()
  const random = seededRandom('filters')
  const below = (bound: number) => Math.floor(random() * bound)
  const words = [...lexicon.counts.keys()].filter((word) => word.length > 3)
  // Events take their words from one half, filters that must not find them from the other; some are much more common.
  const wordOf = (half: 0 | 1) => words[2 * Math.floor((words.length / 2) * random() ** 3) + half]!
  const counts = new Map(lexicon.counts)
  for (let told = 0; told < WORDS_OF_EVENT * EVENTS; told++) {
    const word = wordOf(0)
    counts.set(word, counts.get(word)! + 1)
  }
  const analyzer = new Analyzer(new FrequencyTable(VERSION, EVENTS, counts))
  const analyzers = new Analyzers({ versions: async () => [VERSION] }, { analyzer: async () => analyzer })
  const read = textReader(analyzers, await analyzers.inUse(), () => [])
  const events = Array.from({ length: EVENTS }, (_, number): ArticleState => {
    const tags = Array.from({ length: TAGS_OF_EVENT }, () => below(TAGS))
    const title = Array.from({ length: WORDS_OF_EVENT }, () => wordOf(0)).join(' ')
    return {
      articleId: String(number),
      sourceId: String(below(SOURCES)),
      sourceSlug: 'told',
      tagIds: tags.map(String),
      tagSlugs: ['common', ...tags.slice(1).map((tag) => `tag-${tag}`)],
      language: 'ar',
      country: 'EG',
      publishedAt: '2025-05-02T14:56:11Z',
      storyId: null,
      hasReadAlso: false,
      isLate: false,
      text: { version: VERSION, lexemes: lexemesOf(analyzer, { title, excerpt: null, tags: [], paragraphs: [] }) },
      copyOf: null,
    }
  })
  const held = new Set(events.flatMap(({ text }) => text!.lexemes.match(/'[^']+'/g) ?? []))
  const foreign = (): string => {
    for (let word = wordOf(1); ; word = wordOf(1)) if (!held.has(`'${analyzer.lexeme(word)}'`)) return word
  }
  const filters: ((number: number) => ArticleFilterInput)[] = [
    (number) => ({ sources: [`other-${number}`] }),
    (number) => ({ tags: [`other-${number}`, `another-${number}`] }),
    (number) => ({ allTags: ['common', `other-${number}`] }),
    (number) => ({ sources: [`other-${number}`], tags: ['common'], languages: ['ar'] }),
    (number) => ({ sources: ['told'], tags: [`other-${number}`] }),
    () => ({ text: foreign() }),
    () => ({ text: `${wordOf(0)} ${foreign()}`, languages: ['ar'] }),
    () => ({ sources: ['told'], text: foreign() }),
    (number) => ({ countries: ['EG'], isLate: false, text: foreign(), not: { sources: [`other-${number}`] } }),
    (number) => ({ story: `sty_${number}`, hasReadAlso: false }),
  ]
  const indexes = sizes.map((size) => {
    const index = new FilterIndex<ReturnType<typeof changePredicate>>()
    for (let number = 0; number < size; number++) {
      const filter = resolveArticleFilter(filters[number % filters.length]!(number), read)
      index.add(filter, changePredicate(filter))
    }
    return index
  })
  let asked = 0
  const ask = (index: (typeof indexes)[number]): void => {
    for (const event of events) {
      // Its text is read anew, once for all filters, as that of every event is.
      const after = { ...event, text: { ...event.text! } }
      for (const matches of index.candidates([null, after])) {
        asked++
        if (matches({ before: null, after })) throw new Error('an event answers a filter that it must not answer')
      }
    }
  }
  const costs: FilterCost[] = []
  const times = sizes.map((): number[] => [])
  for (const [place, index] of indexes.entries()) {
    asked = 0
    ask(index)
    costs.push({ filters: sizes[place]!, microseconds: 0, candidates: asked / EVENTS })
  }
  for (let round = 0; round < rounds; round++) {
    for (const [place, index] of indexes.entries()) {
      const before = process.cpuUsage()
      ask(index)
      const { user, system } = process.cpuUsage(before)
      times[place]!.push((user + system) / EVENTS)
    }
  }
  return costs.map((cost, place) => ({ ...cost, microseconds: median(times[place]!) }))
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!
