import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Analyzer } from '../../src/arabic/analyzer.ts'
import type { ArticleState } from '../../src/entities/change.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { Analyzers } from '../../src/search/analyzers.ts'
import { lexemesOf } from '../../src/search/lexemes.ts'
import { textReader } from '../../src/search/text-reader.ts'
import { type ArticleFilterInput, EVERYTHING, resolveArticleFilter } from '../../src/stores/article-filter.ts'
import { changePredicate } from '../../src/stores/article-filter-predicate.ts'
import type { TextReader } from '../../src/stores/text-condition.ts'
import { FilterIndex } from '../../src/subscriptions/filter-index.ts'
import { analyzerOf } from '../support/index-articles.ts'
import { anyFilter } from '../support/random-filters.ts'

const WORDS = 'زلزال غزة هدنة ذهب كأس بنك vote'.split(' ')
const SOURCES = ['bbc', 'sky', 'nowhere']
const TAGS = ['غزه', 'سياسه', 'نفط']
const LANGUAGES = ['ar', 'ar-EG', 'en']
const day = (number: number) => new Date(Date.UTC(2025, 4, number, 12))
const VERSIONS = [1, 2, 3]

let reader: TextReader
const analyzers = new Map<number, Analyzer>()
beforeAll(async () => {
  // Of one version «الهدنة» is another word than «هدنة»: filters need other lexemes under it.
  for (const version of VERSIONS)
    analyzers.set(version, analyzerOf(version, ...WORDS, ...(version === 2 ? ['الهدنة', 'الذهب'] : [])))
  const held = new Analyzers({ versions: async () => [2, 1] }, { analyzer: async (version) => analyzers.get(version)! })
  reader = textReader(held, await held.inUse(), (word) => (word === 'زلزال' ? ['هزة', 'هزة ارضية'] : []))
  await held.load(3)
})

const filters = anyFilter({
  sources: [...SOURCES, encodeId('src', '1'), 'nobody'],
  tags: [...TAGS, 'لا-شيء'],
  languages: ['ar', 'ar-eg', 'en', 'e', ''],
  countries: ['GB', 'AE', 'XX'],
  moments: [2, 5].map(day),
  texts: ['زلزال', 'الهدنة', 'ذهب بنك', 'كأس OR vote', '"غزة هدنة"', '-كأس', 'vote -بنك', 'كسوف', ''],
  stories: [encodeId('sty', '1'), encodeId('sty', '2'), 'art_1'],
})

const text = fc
  .tuple(fc.constantFrom(...VERSIONS), fc.array(fc.constantFrom(...WORDS, 'هزة'), { maxLength: 6 }))
  .map(([version, words]) => ({
    version,
    lexemes: lexemesOf(analyzers.get(version)!, { title: words.join(' '), excerpt: null, tags: [], paragraphs: [] }),
  }))

const plainState = fc
  .record({
    source: fc.integer({ min: 0, max: SOURCES.length - 1 }),
    tagSlugs: fc.subarray(TAGS),
    language: fc.constantFrom(...LANGUAGES),
    country: fc.constantFrom('GB', 'AE', null),
    publishedAt: fc.constantFrom(...[1, 3, 6].map((number) => day(number).toISOString())),
    storyId: fc.constantFrom('1', '2', null),
    hasReadAlso: fc.boolean(),
    isLate: fc.boolean(),
    text: fc.option(text, { freq: 8 }),
  })
  .map(
    ({ source, tagSlugs, ...rest }): ArticleState => ({
      articleId: '1',
      sourceId: String(source + 1),
      sourceSlug: SOURCES[source]!,
      tagIds: tagSlugs.map((slug) => String(TAGS.indexOf(slug) + 1)),
      tagSlugs,
      copyOf: null,
      ...rest,
    }),
  )
const state = fc.tuple(plainState, fc.option(plainState, { freq: 1 })).map(([own, copyOf]) => ({ ...own, copyOf }))
const change = fc
  .record({ before: fc.option(state), after: fc.option(state, { freq: 5 }) })
  .filter(({ before, after }) => before !== null || after !== null)

const resolve = (input: ArticleFilterInput) => resolveArticleFilter(input, reader)

describe('the index of filters', () => {
  it('never misses a filter that a change answers, and knows none that was taken out', () => {
    let answered = 0
    fc.assert(
      fc.property(
        fc.array(filters, { minLength: 1, maxLength: 25 }),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (inputs, changes, step) => {
          const index = new FilterIndex<number>()
          const resolved = inputs.map(resolve)
          const remove = resolved.map((filter, place) => index.add(filter, place))
          const check = (isIn: (place: number) => boolean) => {
            for (const { before, after } of changes) {
              const candidates = [...index.candidates([before, after])]
              expect(new Set(candidates).size).toBe(candidates.length)
              expect(candidates.every(isIn)).toBe(true)
              for (const [place, filter] of resolved.entries()) {
                if (!isIn(place) || !changePredicate(filter)({ before, after })) continue
                expect(candidates).toContain(place)
                answered++
              }
            }
          }
          check(() => true)
          for (let place = 0; place < remove.length; place += step) remove[place]!()
          check((place) => place % step !== 0)
          for (let place = 0; place < remove.length; place += step) remove[place] = index.add(resolved[place]!, place)
          check(() => true)
          for (const take of remove) take()
          check(() => false)
        },
      ),
      { numRuns: 300 },
    )
    expect(answered).toBeGreaterThan(1_000)
  })

  const bbc: ArticleState = {
    articleId: '1',
    sourceId: '1',
    sourceSlug: 'bbc',
    tagIds: ['1', '2'],
    tagSlugs: ['غزه', 'سياسه'],
    language: 'ar-EG',
    country: 'GB',
    publishedAt: day(1).toISOString(),
    storyId: '1',
    hasReadAlso: true,
    isLate: false,
    copyOf: null,
  }
  const told = (words: string): ArticleState => ({
    ...bbc,
    text: {
      version: 1,
      lexemes: lexemesOf(analyzers.get(1)!, { title: words, excerpt: null, tags: [], paragraphs: [] }),
    },
  })

  it.each<[string, ArticleFilterInput]>([
    ['another source', { sources: ['sky'] }],
    ['the same source and another tag', { sources: ['bbc'], tags: ['نفط'] }],
    ['the same tag and another source', { tags: ['غزه'], sources: ['sky', 'nowhere'] }],
    ['one tag of two', { allTags: ['غزه', 'نفط'] }],
    ['another language', { languages: ['en'] }],
    ['another country', { countries: ['AE'] }],
    ['another story', { story: encodeId('sty', '2') }],
    ['archive', { isLate: true }],
    ['no links', { hasReadAlso: false }],
    ['another word', { text: 'ذهب' }],
    ['a word that is there and one that is not', { text: 'هدنة كسوف' }],
    ['the same source and another word', { sources: ['bbc'], text: 'ذهب' }],
    ['no text', { text: '' }],
    ['no source', { sources: [] }],
  ])('does not touch what asks for %s', (_, input) => {
    const index = new FilterIndex<string>()
    index.add(resolve(input), 'filter')
    expect([...index.candidates([told('هدنة في غزة')])]).toEqual([])
  })

  it.each<[string, ArticleFilterInput]>([
    ['everything', {}],
    ['the source', { sources: ['bbc'] }],
    ['its id', { sources: [encodeId('src', '1')] }],
    [
      'all that it is',
      { sources: ['bbc'], allTags: ['غزه', 'سياسه'], languages: ['ar'], countries: ['GB'], text: 'هدنة' },
    ],
    [
      'more than it can stand under',
      { tags: ['غزه', ...Array.from({ length: 99 }, (_, n) => `وسم-${n}`)], sources: ['bbc', 'sky'] },
    ],
    ['what is not there', { not: { sources: ['sky'] } }],
    ['no word of it', { text: '-ذهب' }],
  ])('finds what asks for %s', (_, input) => {
    const index = new FilterIndex<string>()
    index.add(resolve(input), 'filter')
    expect([...index.candidates([null, told('هدنة في غزة')])]).toEqual(['filter'])
  })

  it('asks what stands within another filter too, and everything where nobody read the text', () => {
    const index = new FilterIndex<string>()
    index.add({ ...resolve({ text: 'هدنة' }), within: { ...EVERYTHING, story: '2' } }, 'elsewhere')
    index.add({ ...resolve({ text: 'ذهب' }), within: { ...EVERYTHING, story: '1' } }, 'here')
    expect([...index.candidates([told('هدنة')])]).toEqual([])
    expect([...index.candidates([bbc])]).toEqual(['here'])
    expect([...index.candidates([{ ...bbc, text: null }])]).toEqual([])
  })

  it('gives everything of a version that nobody holds, until somebody does', async () => {
    const held = new Analyzers({ versions: async () => [1] }, { analyzer: async (version) => analyzers.get(version)! })
    const read = textReader(held, await held.inUse(), () => [])
    const index = new FilterIndex<string>()
    index.add(resolveArticleFilter({ text: 'ذهب' }, read), 'filter')
    const event = { ...bbc, text: { ...told('هدنة').text!, version: 3 } }
    expect([...index.candidates([event])]).toEqual(['filter'])
    await held.load(3)
    expect([...index.candidates([event])]).toEqual([])
  })
})
