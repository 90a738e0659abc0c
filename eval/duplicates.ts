import { z } from 'zod'
import { tokenize } from '../src/arabic/tokens.ts'
import { pairHash, wordHash } from '../src/arabic/word-hash.ts'
import { clustersOf } from './copy-clusters.ts'
import { withCorpus } from './corpus.ts'
import { bodyOf, type CorpusLine, linesByArticle, readCorpus } from './corpus-lines.ts'
import { measureEdits } from './edited-copies.ts'
import { readRecords } from './labelled.ts'
import { type Figure, figure, type Measure } from './measure.ts'

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
  const labelled = labelledPairs(groups)
  const found = labelled.filter(areTogether(clustered))
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

const labelledPairs = (groups: readonly { ids: readonly string[] }[]): [string, string][] =>
  groups.flatMap(({ ids }) => pairsOf([...new Set(ids)]))

/** Whether two articles are in one cluster. */
function areTogether(clustered: readonly Clustered[]): (pair: readonly [string, string]) => boolean {
  const clusterOf = new Map(clustered.map(({ id, cluster }) => [id, cluster]))
  return ([a, b]) => clusterOf.has(a) && clusterOf.get(a) === clusterOf.get(b)
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

const GROUP = z.object({ ids: z.array(z.string()) })
/** Copies of each kind of edit. */
const COPIES = 400
const COPIES_FULL = 2_000

/** `sila eval duplicates ARTICLES GROUPS`: whether copies of a text are grouped, labelled ones and edited ones, and nothing else. */
export const measureDuplicates: Measure = async ([articles, labels], options) => {
  const lines = await readCorpus(articles!)
  const groups = await readRecords(labels!, GROUP)
  return await withCorpus(options, async (corpus) => {
    await corpus.admitLines(lines)
    const clusters = await clustersOf(
      corpus,
      lines.map(({ articleId }) => articleId),
    )
    const clustered = clusteredLines(lines, clusters)
    const texts = new Map(lines.map((line) => [line.id, bodyOf(line)]))
    const figures = scoreDuplicates(clustered, groups, texts)
    options.say('sila: edited copies come from other sources')
    const edits = await measureEdits(corpus, lines, options.full ? COPIES_FULL : COPIES)
    const rejected = lines.filter(({ articleId }) => articleId === null).length
    const isFound = areTogether(clustered)
    const missed = labelledPairs(groups).filter((pair) => !isFound(pair))
    return {
      name: 'duplicates',
      figures: [...figures, ...edits, figure('rejected lines', rejected, { unit: 'lines' })],
      details: [{ title: 'Labelled pairs that are apart', rows: missed.map(([a, b]) => ({ a, b })) }],
      records: clustered,
    }
  })
}

/** Every line with its cluster, named by the first line of the first article; a line that was rejected is alone. */
function clusteredLines(lines: readonly CorpusLine[], clusters: ReadonlyMap<string, string>): Clustered[] {
  const byArticle = linesByArticle(lines)
  return lines.map(({ id, line, articleId }) => {
    const first = articleId === null ? undefined : byArticle.get(clusters.get(articleId)!)?.[0]
    return { id, cluster: articleId === null ? `rejected:${line}` : (first?.id ?? articleId) }
  })
}
