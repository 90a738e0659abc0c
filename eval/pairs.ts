import { z } from 'zod'
import { tokenize } from '../src/arabic/tokens.ts'
import { withCorpus } from './corpus.ts'
import { readRecords } from './labelled.ts'
import { type Figure, figure, type Measure } from './measure.ts'
import { likenessOf } from './pair-likeness.ts'
import { spearman } from './rank-correlation.ts'

const GOAL = 0.55

/** Two texts; `score` is how alike readers found them, on any scale. */
const PAIR = z.object({
  pairId: z.coerce.string(),
  textA: z.string(),
  textB: z.string(),
  score: z.number().nullish(),
})
type Pair = z.infer<typeof PAIR>

/** How alike two texts were found, 0 to 1. */
export interface ScoredPair {
  pairId: string
  score: number
}

/**
 * Whether likeness orders pairs as readers do: Spearman's rank correlation over the pairs that readers scored, beside that of
 * the share of words that both have.
 */
export function scorePairs(scored: readonly ScoredPair[], pairs: readonly Pair[]): Figure[] {
  const judged = pairs.flatMap(({ score }, at) => (score == null ? [] : { score, at }))
  const theirs = judged.map(({ score }) => score)
  const correlation = (of: (at: number) => number) =>
    spearman(
      judged.map(({ at }) => of(at)),
      theirs,
    )
  const baseline = {
    name: 'Jaccard of folded words',
    value: correlation((at) => sharedWords(pairs[at]!)),
    unit: 'correlation',
  }
  const ours = correlation((at) => scored[at]!.score)
  const agreement = figure('Spearman', ours, { unit: 'correlation', baseline, atLeast: GOAL })
  return [
    ...(judged.length === 0 ? [] : [agreement]),
    figure('mean likeness', scored.reduce((sum, { score }) => sum + score, 0) / (scored.length || 1)),
    figure('pairs that share nothing', scored.filter(({ score }) => score === 0).length, { unit: 'pairs' }),
    figure('pairs', scored.length, { unit: 'pairs' }),
  ]
}

function sharedWords({ textA, textB }: Pair): number {
  const [a, b] = [textA, textB].map((text) => new Set(tokenize(text).map(({ folded }) => folded)))
  const shared = [...a!].filter((word) => b!.has(word)).length
  return shared / (a!.size + b!.size - shared || 1)
}

/**
 * `sila eval pairs PAIRS`: how alike texts are, by the likeness that orders similar articles, without nearness in time and
 * source: the mean of what each says of what the other says.
 */
export const measurePairs: Measure = async ([file], options) => {
  const pairs = await readRecords(file!, PAIR)
  return await withCorpus(options, async (corpus) => {
    // Each from a source of its own: no two are taken for one article, and no line for boilerplate.
    const items = pairs.flatMap(({ textA, textB }, index) =>
      [textA, textB].map((text, side) => ({ guid: `${index}.${side}`, text, source: `${index}.${side}` })),
    )
    const rows = (await corpus.admit(items)).map(({ articleId }) => articleId)
    const likeness = await likenessOf(
      corpus.manager,
      pairs.map((_, index) => [rows[2 * index]!, rows[2 * index + 1]!]),
    )
    const scored = pairs.map(({ pairId }, index) => ({ pairId, score: likeness[index]! }))
    return { name: 'pairs', figures: scorePairs(scored, pairs), records: scored }
  })
}
