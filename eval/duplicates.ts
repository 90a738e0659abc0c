import { tokenize } from '../src/arabic/tokens.ts'
import { pairHash, wordHash } from '../src/linking/word-hash.ts'
import { type Figure, figure } from './measure.ts'

/** The cluster of copies that an article was put into. */
export interface Clustered {
  id: string
  cluster: string
}

/** Less of the shorter text's word 3-grams in the longer one is no shared text: agencies' phrases alone make a few. */
const SHARED = 0.3
const PER = 100_000

/**
 * How well clusters of copies agree with labelled groups. Pair recall: of all pairs within a group those within one cluster; an
 * article that was not measured is a miss. Merged without shared text: pairs within one cluster whose texts share less than .3 of
 * the shorter one's word 3-grams, in 100,000 pairs of articles.
 */
export function scoreDuplicates(
  clustered: readonly Clustered[],
  groups: readonly { ids: readonly string[] }[],
  texts: ReadonlyMap<string, string>,
): Figure[] {
  const clusterOf = new Map(clustered.map(({ id, cluster }) => [id, cluster]))
  const labelled = groups.flatMap(({ ids }) => pairsOf([...new Set(ids)]))
  const found = labelled.filter(([a, b]) => clusterOf.has(a) && clusterOf.get(a) === clusterOf.get(b))
  const members = new Map<string, string[]>()
  for (const { id, cluster } of clustered) members.set(cluster, [...(members.get(cluster) ?? []), id])
  const merged = [...members.values()].flatMap(pairsOf)
  const unlike = unlikePairs(merged, texts)
  const all = (clustered.length * (clustered.length - 1)) / 2
  return [
    figure('pair recall', labelled.length === 0 ? 0 : found.length / labelled.length, { atLeast: 1 }),
    figure('merged without shared text', all === 0 ? 0 : (unlike / all) * PER, { unit: 'in 100,000 pairs', atMost: 3 }),
    figure('of merged pairs, without shared text', merged.length === 0 ? 0 : unlike / merged.length),
    figure('labelled pairs', labelled.length, { unit: 'pairs' }),
    figure('merged pairs', merged.length, { unit: 'pairs' }),
  ]
}

const pairsOf = (ids: readonly string[]): [string, string][] =>
  ids.flatMap((a, index) => ids.slice(index + 1).map((b): [string, string] => [a, b]))

function unlikePairs(pairs: readonly [string, string][], texts: ReadonlyMap<string, string>): number {
  const shingles = new Map<string, Set<number>>()
  const shinglesOf = (id: string): Set<number> => {
    const known = shingles.get(id) ?? shinglesIn(texts.get(id) ?? '')
    shingles.set(id, known)
    return known
  }
  return pairs.filter(([a, b]) => sharedShare(shinglesOf(a), shinglesOf(b)) < SHARED).length
}

/** The share of the smaller set that the other has; of two texts without a 3-gram all. */
function sharedShare(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [smaller, larger] = a.size <= b.size ? [a, b] : [b, a]
  if (smaller.size === 0) return larger.size === 0 ? 1 : 0
  return [...smaller].filter((shingle) => larger.has(shingle)).length / smaller.size
}

function shinglesIn(text: string): Set<number> {
  const words = tokenize(text).map(({ folded }) => wordHash(folded))
  return new Set(words.slice(2).map((word, at) => pairHash(pairHash(words[at]!, words[at + 1]!), word)))
}
