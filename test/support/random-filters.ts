import fc from 'fast-check'
import type { ArticleFilterInput } from '../../src/stores/article-filter.ts'

/** What filters may name, some of which articles bear. */
export interface Vocabulary {
  sources: string[]
  tags: string[]
  languages: string[]
  countries: string[]
  moments: Date[]
  texts: string[]
  stories: string[]
}

/** Any filter over a vocabulary, `not` within `not` included; mostly of few conditions, so that some articles answer. */
export function anyFilter(vocabulary: Vocabulary): fc.Arbitrary<ArticleFilterInput> {
  const { sources, tags, languages, countries, moments, texts, stories } = vocabulary
  const among = (names: string[], maxLength = 3) =>
    fc.option(fc.array(fc.constantFrom(...names), { maxLength }), { freq: 2 })
  const rare = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, value)
  const conditions = {
    sources: among(sources),
    tags: among(tags),
    allTags: fc.option(fc.array(fc.constantFrom(...tags), { maxLength: 2 }), { freq: 1 }),
    languages: among(languages),
    countries: among(countries),
    publishedFrom: rare(fc.constantFrom(...moments)),
    publishedBefore: rare(fc.constantFrom(...moments)),
    hasReadAlso: rare(fc.boolean()),
    isLate: rare(fc.boolean()),
    text: fc.option(fc.constantFrom(...texts), { freq: 1 }),
    story: rare(fc.constantFrom(...stories)),
    includeCopies: fc.option(fc.boolean()),
  }
  const few = fc
    .subarray(Object.keys(conditions) as (keyof typeof conditions)[], { maxLength: 3 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, conditions[name]]))))
  const not = fc.option(fc.record({ not: fc.option(few) }), { freq: 1 })
  return fc
    .tuple(few, fc.option(few, { freq: 1 }), not)
    .map(([filter, refused, twice]) =>
      refused === null ? filter : { ...filter, not: { ...refused, ...twice } },
    ) as fc.Arbitrary<ArticleFilterInput>
}
