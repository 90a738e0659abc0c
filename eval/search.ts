import { type Figure, figure } from './measure.ts'

/** What was found for a query, best first. */
export interface Found {
  queryId: string
  docs: readonly string[]
}

/** Places that count. */
const DEPTH = 10

/** Reads the qrels of a BEIR set: tab separated query, document and relevance under a header; of each query its documents. */
export function readQrels(text: string): Map<string, ReadonlySet<string>> {
  const relevant = new Map<string, Set<string>>()
  for (const line of text.split(/\r?\n/).slice(1)) {
    const [query, document, relevance] = line.split('\t')
    if (document === undefined || !(Number(relevance ?? 1) > 0)) continue
    relevant.set(query!, (relevant.get(query!) ?? new Set()).add(document))
  }
  return relevant
}

/**
 * How well rankings answer queries. MRR@10: the mean over the labelled queries of one by the place of the first relevant document,
 * 0 where the first ten hold none; a query that was not asked counts 0. Recall@10: of the relevant documents those among the ten.
 */
export function scoreSearch(found: readonly Found[], relevant: ReadonlyMap<string, ReadonlySet<string>>): Figure[] {
  const rankings = new Map(found.map(({ queryId, docs }) => [queryId, [...new Set(docs)].slice(0, DEPTH)]))
  let reciprocal = 0
  let recall = 0
  for (const [queryId, wanted] of relevant) {
    const docs = rankings.get(queryId) ?? []
    const place = docs.findIndex((doc) => wanted.has(doc))
    if (place >= 0) reciprocal += 1 / (place + 1)
    recall += docs.filter((doc) => wanted.has(doc)).length / wanted.size
  }
  const queries = Math.max(1, relevant.size)
  return [
    figure('MRR@10', reciprocal / queries, { atLeast: 0.93 }),
    figure('recall@10', recall / queries),
    figure('queries', relevant.size, { unit: 'queries' }),
  ]
}
