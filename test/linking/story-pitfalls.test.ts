import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scoreStories } from '../../eval/stories.ts'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { analyse } from '../../src/linking/analyse.ts'
import { ArticleTerms } from '../../src/linking/article-terms.ts'
import { OtherEvents } from '../../src/linking/other-event.ts'
import { SimilarIndex } from '../../src/linking/similar-index.ts'
import { LEAST_SCORE } from '../../src/linking/similar-list.ts'
import { StoryIndex } from '../../src/linking/story-index.ts'
import { templateTitle } from '../../src/linking/template-title.ts'

interface Labelled {
  id: string
  title: string
  body: string
  source: string
  publishedAt: string
  story: string
}

const file = (path: string): Buffer => readFileSync(new URL(`../../${path}`, import.meta.url))
const analyzer = new Analyzer(FrequencyTable.decode(0, 1_000, file('lexicon/arabic-words.gz')))
const labelled: Labelled[] = file('eval/labels/stories.jsonl')
  .toString('utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Labelled)

/** Runs articles through the indexes as a new installation does, which knows no more than the lexicon. */
function cluster(articles: readonly Labelled[]) {
  const terms = new ArticleTerms((lexeme) => analyzer.rarity(lexeme))
  const similar = new SimilarIndex(terms)
  const told = articles.map(({ title, source, publishedAt }) => ({
    title,
    template: templateTitle(title, source, new Date(publishedAt)),
  }))
  const events = new OtherEvents(terms, () => analyzer, told)
  const stories = new StoryIndex(terms, (a, b) => events.differ(a, b))
  const sources = [...new Set(articles.map(({ source }) => source))]
  const found = articles.map(({ title, body, source, publishedAt }, slot) => {
    const marks = { fingerprint: null, textKey: 0, lines: [] }
    terms.set(slot, analyse(analyzer, analyzer.analyze(title), analyzer.analyze(body), marks))
    const placed = { source: sources.indexOf(source), publishedAt: Date.parse(publishedAt) }
    const near = similar.similarTo(slot, placed, 40)
    stories.assign({ slot, order: slot, publishedAt: placed.publishedAt, copyOf: null }, near)
    similar.add(slot, placed)
    return near
  })
  return { found, clusterOf: articles.map((_, slot) => stories.clusterOf(slot)!) }
}

const { found, clusterOf } = cluster(labelled)
const clustersOf = (story: (name: string) => boolean): number[] =>
  labelled.flatMap((article, slot) => (story(article.story) ? [clusterOf[slot]!] : []))

describe('stories of the labelled set', () => {
  it.each(['gold-0', 'weather-', 'prayer-', 'lottery-'])(
    'pitfall 17: issues of the template %s are no story',
    (template) => {
      const clusters = clustersOf((story) => story.startsWith(template))
      expect(clusters.length).toBeGreaterThan(1)
      expect(new Set(clusters).size).toBe(clusters.length)
    },
  )

  it.each(['quake-jabal', 'bridge', 'ferry'])('pitfall 18: the tolls of %s change and the story stays one', (name) => {
    expect(new Set(clustersOf((story) => story === name)).size).toBe(1)
  })

  it.each([
    ['quake-jabal', 'quake-other'],
    ['match-nujum-1', 'match-nujum-2'],
    ['visit-russia', 'visit-china'],
    ['fire-souq', 'fire-forest'],
    ['drones-170', 'drones-149'],
    ['raid-wadi-sahl', 'raid-tell-rumman'],
    ['trial-nahrawan', 'trial-qasr'],
  ])('tells %s from %s', (one, other) => {
    const clusters = new Set(clustersOf((story) => story === one))
    expect(clustersOf((story) => story === other).filter((known) => clusters.has(known))).toEqual([])
  })

  it('is for the most part right with no more knowledge than the lexicon', () => {
    const clustered = labelled.map(({ id }, slot) => ({ id, cluster: String(clusterOf[slot]) }))
    const figures = new Map(scoreStories(clustered, labelled).map(({ figure, value }) => [figure, value]))
    expect(figures.get('B³ F1')).toBeGreaterThanOrEqual(0.97)
    expect(figures.get('link recall')).toBeGreaterThanOrEqual(0.97)
  })

  it('finds nothing alike in two articles that only «seek to strengthen cooperation»', () => {
    const [libya, africa] = ['روسيا تسعى', 'مصر تسعى'].map((start) =>
      labelled.findIndex(({ title }) => title.startsWith(start)),
    )
    expect(found[africa!]!.filter(({ slot, score }) => slot === libya && score >= LEAST_SCORE)).toEqual([])
    const titles = ['روسيا تسعى لتعزيز تعاونها مع الجيش الوطني الليبي', 'مصر تسعى لتعزيز التعاون مع أفريقيا']
    const bare = cluster(titles.map((title) => ({ ...labelled[libya!]!, title, body: '' })))
    expect(bare.found[1]).toEqual([])
  })
})
