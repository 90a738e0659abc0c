import { type Figure, figure } from './measure.ts'

/** What was found for a query, best first. */
export interface Found {
  queryId: string
  docs: readonly string[]
}

/** Of each query the documents that answer it. */
export type Relevant = ReadonlyMap<string, ReadonlySet<string>>

/** Places that count. */
const DEPTH = 10

/** Reads the qrels of a BEIR set: tab separated query, document and relevance under a header; of each query its documents. */
export function readQrels(text: string): Relevant {
  const relevant = new Map<string, Set<string>>()
  for (const line of text.split(/\r?\n/).slice(1)) {
    const [query, document, relevance] = line.split('\t')
    if (document === undefined || !(Number(relevance ?? 1) > 0)) continue
    relevant.set(query!, (relevant.get(query!) ?? new Set()).add(document))
  }
  return relevant
}

const GOAL = 0.93
const BASELINE = 'BM25 of folded words'

/**
 * How well rankings answer queries. MRR@10: the mean over the labelled queries of one by the place of the first relevant document,
 * 0 where the first ten hold none; a query that was not asked counts 0. Recall@10: of the relevant documents those among the ten.
 * @param baseline other rankings for the same queries
 */
export function scoreSearch(
  found: readonly Found[],
  relevant: Relevant,
  { baseline, goal = GOAL, of = '' }: { baseline?: readonly Found[]; goal?: number; of?: string } = {},
): Figure[] {
  const ours = scored(found, relevant)
  const theirs = baseline === undefined ? null : scored(baseline, relevant)
  const beside = (name: 'mrr' | 'recall') =>
    theirs === null ? {} : { baseline: { name: BASELINE, value: theirs[name], unit: 'share' } }
  return [
    figure(`MRR@10${of}`, ours.mrr, { atLeast: goal, ...beside('mrr') }),
    figure(`recall@10${of}`, ours.recall, beside('recall')),
    figure(`queries${of}`, relevant.size, { unit: 'queries' }),
  ]
}

function scored(found: readonly Found[], relevant: Relevant) {
  const rankings = new Map(found.map(({ queryId, docs }) => [queryId, [...new Set(docs)].slice(0, DEPTH)]))
  let [reciprocal, recall] = [0, 0]
  for (const [queryId, wanted] of relevant) {
    const docs = rankings.get(queryId) ?? []
    const place = docs.findIndex((doc) => wanted.has(doc))
    if (place >= 0) reciprocal += 1 / (place + 1)
    recall += docs.filter((doc) => wanted.has(doc)).length / wanted.size
  }
  const queries = Math.max(1, relevant.size)
  return { mrr: reciprocal / queries, recall: recall / queries }
}
