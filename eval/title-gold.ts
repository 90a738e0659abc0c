import type { Analyzer } from '../src/arabic/analyzer.ts'
import type { StoryLabel } from './stories.ts'

const HOUR_MS = 3_600_000
/** Two sources that word a headline so much alike within so long tell one story. */
const LEAST_COSINE = 0.6
const WITHIN_MS = 36 * HOUR_MS

/** An article as far as its title tells its story. */
export interface TitledArticle {
  id: string
  title: string
  source: string
  publishedAt: Date
}

/** Labels that titles give by themselves: pairs of articles of two sources, and the stories that the pairs make up. */
export interface TitleGold {
  labels: StoryLabel[]
  pairs: [string, string][]
}

/**
 * Weak labels of stories: two articles of different sources, at most 36 hours apart, whose titles have a cosine of at least .6, their
 * words weighed by how few of these titles hold them. It misses what is worded differently, and so compares methods better than it
 * says how good one is.
 */
export function titleGold(articles: readonly TitledArticle[], analyzer: Analyzer): TitleGold {
  const ordered = [...articles].sort((a, b) => +a.publishedAt - +b.publishedAt)
  const vectors = titleVectors(
    ordered.map(({ title }) => title),
    analyzer,
  )
  const story = ordered.map((_, at) => at)
  const storyOf = (at: number): number => {
    while (story[at] !== at) at = story[at] = story[story[at]!]!
    return at
  }
  const pairs: [number, number][] = []
  let first = 0
  for (const [at, article] of ordered.entries()) {
    while (+ordered[first]!.publishedAt < +article.publishedAt - WITHIN_MS) first++
    for (let before = first; before < at; before++) {
      if (ordered[before]!.source === article.source || cosine(vectors[before]!, vectors[at]!) < LEAST_COSINE) continue
      pairs.push([before, at])
      story[storyOf(at)] = storyOf(before)
    }
  }
  const labelled = [...new Set(pairs.flat())]
  return {
    labels: labelled.map((at) => ({ id: ordered[at]!.id, story: ordered[storyOf(at)]!.id })),
    pairs: pairs.map(([a, b]) => [ordered[a]!.id, ordered[b]!.id]),
  }
}

/** Of each title its lexemes with their weights, of length 1. */
function titleVectors(titles: readonly string[], analyzer: Analyzer): Map<string, number>[] {
  const lexemes = titles.map((title) => {
    const telling = analyzer.analyze(title).filter(({ isStopWord }) => !isStopWord)
    return new Set(telling.map(({ lexeme }) => lexeme))
  })
  const holding = new Map<string, number>()
  for (const each of lexemes) for (const lexeme of each) holding.set(lexeme, (holding.get(lexeme) ?? 0) + 1)
  const weightOf = (lexeme: string) =>
    Math.log(1 + (titles.length - holding.get(lexeme)! + 0.5) / (holding.get(lexeme)! + 0.5))
  return lexemes.map((each) => {
    const weights = [...each].map((lexeme): [string, number] => [lexeme, weightOf(lexeme)])
    const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1
    return new Map(weights.map(([lexeme, weight]) => [lexeme, weight / length]))
  })
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [lexeme, weight] of a) sum += weight * (b.get(lexeme) ?? 0)
  return sum
}
