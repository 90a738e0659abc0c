import { z } from 'zod'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { printedForms } from '../src/linking/headline-form.ts'
import { Bm25 } from './bm25.ts'
import { type Corpus, withCorpus } from './corpus.ts'
import { arrivals, articlesByUrl, bodyOf, type CorpusLine, cameAt, linesByArticle, readCorpus } from './corpus-lines.ts'
import { readRecords } from './labelled.ts'
import { type Detail, type Figure, figure, type Measure } from './measure.ts'
import { rankSimilar } from './similar-ranking.ts'

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
/** Places that are kept of a ranking. */
const DEPTH = 20
const BASELINE = 'BM25 of folded words'

/** A link as it is labelled, with the line of the body that shows it. */
export const LINK = z.object({ sourceUrl: z.string(), targetUrls: z.array(z.string()).min(1), linkText: z.string() })
type Link = z.infer<typeof LINK>

/**
 * The share of the editors' links found among the first five and ten, and how high the first of each article stands.
 * @param baseline another ranking of the same
 */
export function scoreSimilar(
  ranked: readonly RankedSimilar[],
  links: readonly EditorialLink[],
  baseline: readonly RankedSimilar[] | null = null,
): Figure[] {
  const ours = shares(ranked, links)
  const theirs = baseline && shares(baseline, links)
  const beside = (name: 'five' | 'ten' | 'reciprocal') =>
    theirs === null ? {} : { baseline: { name: BASELINE, value: theirs[name], unit: 'share' } }
  return [
    figure('recall@5', ours.five, { atLeast: GOALS.five, ...beside('five') }),
    figure('recall@10', ours.ten, { atLeast: GOALS.ten, ...beside('ten') }),
    figure('MRR@10', ours.reciprocal, beside('reciprocal')),
    figure('links', ours.targets, { unit: 'links' }),
  ]
}

function shares(ranked: readonly RankedSimilar[], links: readonly EditorialLink[]) {
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
  return {
    five: five / (targets || 1),
    ten: ten / (targets || 1),
    reciprocal: reciprocal / (targetsOf.size || 1),
    targets,
  }
}

/** `sila eval similar ARTICLES LINKS`: whether what editors link to is found, once the lines that show the links are taken out. */
export const measureSimilar: Measure = async ([articles, labels], options) => {
  const lines = await readCorpus(articles!)
  const links = await readRecords(labels!, LINK)
  const prepare = withoutLinks(links)
  return await withCorpus(options, async (corpus) => {
    await corpus.admitLines(lines, prepare)
    const ranked = await rankings(corpus, lines, links)
    options.say(`sila: ${ranked.length} articles are asked again of ${BASELINE}`)
    const baseline = bm25Rankings(lines, links, prepare)
    return {
      name: 'similar',
      figures: scoreSimilar(ranked, links, baseline),
      details: [{ title: 'Links beyond the first ten', rows: beyondTen(ranked, links) }],
      records: ranked,
    }
  })
}

function beyondTen(ranked: readonly RankedSimilar[], links: readonly EditorialLink[]): Detail['rows'] {
  const found = new Map(ranked.map(({ sourceUrl, related }) => [sourceUrl, related]))
  return links.flatMap(({ sourceUrl, targetUrls }) =>
    targetUrls.flatMap((target) => {
      const place = (found.get(sourceUrl) ?? []).indexOf(target) + 1
      return place > 0 && place <= 10 ? [] : [{ sourceUrl, target, place: place || null }]
    }),
  )
}

/** Takes the lines that show an article's links out of its body. */
function withoutLinks(links: readonly Link[]): (item: ArticleItem) => ArticleItem {
  const shown = new Map<string, Set<string>>()
  for (const { sourceUrl, linkText } of links) {
    const keys = shown.get(sourceUrl) ?? new Set()
    for (const key of keysOf(linkText)) keys.add(key)
    shown.set(sourceUrl, keys)
  }
  return (item) => {
    const keys = shown.get(item.url ?? '')
    if (keys === undefined || !item.text) return item
    const kept = item.text.split('\n').filter((line) => line === '' || !keysOf(line).some((key) => keys.has(key)))
    return { ...item, text: kept.join('\n') }
  }
}

const keysOf = (line: string): string[] => printedForms(line).map(({ key }) => key)

async function rankings(
  { manager }: Corpus,
  lines: readonly CorpusLine[],
  links: readonly Link[],
): Promise<RankedSimilar[]> {
  const byUrl = articlesByUrl(lines)
  const sources = [...new Set(links.map(({ sourceUrl }) => sourceUrl))]
  const found = await rankSimilar(manager, new Set(sources.flatMap((url) => byUrl.get(url) ?? [])), DEPTH)
  const linesOf = linesByArticle(lines)
  const nameOf = (articleId: string): string => {
    const [first] = linesOf.get(articleId)!
    return first!.url ?? first!.id
  }
  return sources.map((sourceUrl) => ({
    sourceUrl,
    related: (found.get(byUrl.get(sourceUrl) ?? '') ?? []).map(nameOf),
  }))
}

/** The whole article asks, as it asks ours. */
function bm25Rankings(
  lines: readonly CorpusLine[],
  links: readonly Link[],
  prepare: (item: ArticleItem) => ArticleItem,
): RankedSimilar[] {
  const docs = arrivals(lines).map((line) => ({ ...line, item: prepare(line.item!) }))
  const textOf = (doc: CorpusLine) => `${doc.item!.title ?? ''}\n${bodyOf(doc)}`
  const index = new Bm25(docs.map(textOf))
  const placeOf = new Map(docs.map(({ url }, place) => [url, place]))
  return [...new Set(links.map(({ sourceUrl }) => sourceUrl))].map((sourceUrl) => {
    const source = docs[placeOf.get(sourceUrl) ?? -1]
    if (source === undefined) return { sourceUrl, related: [] }
    const found = index.rank(textOf(source), DEPTH, (other) => {
      const doc = docs[other]!
      return doc.url !== sourceUrl && cameAt(doc) <= cameAt(source)
    })
    return { sourceUrl, related: found.map((other) => docs[other]!.url ?? docs[other]!.id) }
  })
}
