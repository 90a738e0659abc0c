import { type Figure, figure } from './measure.ts'

/** What was found similar to one article: addresses, best first. */
export interface RankedSimilar {
  sourceUrl: string
  related: readonly string[]
}

/** What an editor linked to from an article. Several records may name one source. */
export interface EditorialLink {
  sourceUrl: string
  targetUrls: readonly string[]
}

/** Least that is wanted of the links to be found among the first five and ten. */
const GOALS = { five: 0.45, ten: 0.58 }

/** The share of the editors' links found among the first five and ten, and how high the first of each article stands. */
export function scoreSimilar(ranked: readonly RankedSimilar[], links: readonly EditorialLink[]): Figure[] {
  const found = new Map(ranked.map(({ sourceUrl, related }) => [sourceUrl, related]))
  const targetsOf = new Map<string, Set<string>>()
  for (const { sourceUrl, targetUrls } of links) {
    const targets = targetsOf.get(sourceUrl) ?? new Set()
    for (const url of targetUrls) targets.add(url)
    targetsOf.set(sourceUrl, targets)
  }
  let [targets, five, ten, reciprocal] = [0, 0, 0, 0]
  for (const [sourceUrl, wanted] of targetsOf) {
    const related = found.get(sourceUrl) ?? []
    const places = [...wanted].map((url) => related.indexOf(url) + 1).filter((place) => place > 0)
    targets += wanted.size
    five += places.filter((place) => place <= 5).length
    ten += places.filter((place) => place <= 10).length
    const first = Math.min(...places)
    if (first <= 10) reciprocal += 1 / first
  }
  return [
    figure('recall@5', five / (targets || 1), { atLeast: GOALS.five }),
    figure('recall@10', ten / (targets || 1), { atLeast: GOALS.ten }),
    figure('MRR@10', reciprocal / (targetsOf.size || 1)),
    figure('links', targets, { unit: 'links' }),
  ]
}
