import { statSync } from 'node:fs'
import { Search } from '../src/search/search.ts'
import { Bm25 } from './bm25.ts'
import { clustersOf } from './copy-clusters.ts'
import { type Corpus, withCorpus } from './corpus.ts'
import { bodyOf, type CorpusLine } from './corpus-lines.ts'
import { grouped } from './grouped.ts'
import { type Detail, figure, type Measure, type MeasureOptions } from './measure.ts'
import { type Found, scoreSearch } from './search.ts'
import { beirSet, type Queries, titleSet } from './search-sets.ts'

/** Documents kept of an answer: the longest page. */
const DEPTH = 100
/** Those of the baseline that count. */
const COMPARED = 10
/** Two spellings of a query find the same. */
const SPELLINGS_DIFFER = 0.002

/**
 * `sila eval search SET`: how well `Query.search` by relevance answers the queries of a folder in BEIR's layout, or those that
 * the titles of a file of articles are for their bodies.
 */
export const measureSearch: Measure = async ([path], options) => {
  const isFolder = statSync(path!).isDirectory()
  const { documents, kinds } = isFolder ? await beirSet(path!) : await titleSet(path!, options.full ?? false)
  return await withCorpus(options, async (corpus) => {
    await corpus.admitLines(documents)
    const asked: { kind: Queries; found: Found[] }[] = []
    for (const kind of kinds) asked.push({ kind, found: await answers(corpus, documents, kind, options) })
    options.say('sila: the same is asked of BM25 of folded words')
    const bm25 = new Bm25(documents.map((line) => `${line.item?.title ?? ''}\n${bodyOf(line)}`))
    const scores = asked.map(({ kind, found }) => {
      const baseline = kind.queries.map(({ id, text }) => ({
        queryId: id,
        docs: bm25.rank(text, COMPARED).map((document) => documents[document]!.id),
      }))
      return scoreSearch(found, kind.relevant, { baseline, goal: kind.goal, of: kind.of })
    })
    const figures = scores.flat()
    if (kinds.length > 1) {
      const ranks = scores.map(([mrr]) => mrr!.value)
      const difference = Math.max(...ranks) - Math.min(...ranks)
      figures.push(figure('MRR@10 between spellings', difference, { atMost: SPELLINGS_DIFFER }))
    }
    const missed = asked.flatMap(({ kind, found }) => unanswered(kind, found))
    return {
      name: 'search',
      figures,
      details: [{ title: 'Queries whose first ten hold nothing relevant', rows: missed }],
      records: asked.flatMap(({ found }) => found),
    }
  })
}

/** What is found for each query as it stands. An article stands for all documents that became it, and for its copies. */
async function answers(
  corpus: Corpus,
  documents: readonly CorpusLine[],
  { of, queries }: Queries,
  { say, progress }: MeasureOptions,
): Promise<Found[]> {
  const search = new Search(corpus.manager)
  const admitted = documents.filter(({ articleId }) => articleId !== null)
  const clusters = await clustersOf(
    corpus,
    admitted.map(({ articleId }) => articleId),
  )
  const byCluster = grouped(admitted, ({ articleId }) => clusters.get(articleId!)!)
  say(`sila: ${queries.length} queries${of}`)
  const found: Found[] = []
  for (const { id, text } of queries) {
    const asked = { text, filter: null, orderBy: 'RELEVANCE', first: DEPTH, after: null } as const
    const { edges } = await search.page(asked)
    const docs = edges.flatMap(({ node: { article } }) => (byCluster.get(article.id) ?? []).map((line) => line.id))
    found.push({ queryId: id, docs })
    progress?.(found.length, queries.length)
  }
  return found
}

function unanswered({ queries, relevant }: Queries, found: readonly Found[]): Detail['rows'] {
  const docs = new Map(found.map(({ queryId, docs }) => [queryId, docs]))
  return queries.flatMap(({ id, text }) => {
    const wanted = relevant.get(id)
    const first = docs.get(id)?.slice(0, COMPARED) ?? []
    return wanted === undefined || first.some((doc) => wanted.has(doc)) ? [] : [{ id, text, first: first[0] ?? null }]
  })
}
