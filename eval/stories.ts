import { z } from 'zod'
import { bundledAnalyzer } from '../src/stores/bundled-analyzer.ts'
import { withCorpus } from './corpus.ts'
import { type CorpusLine, cameAt, readCorpus } from './corpus-lines.ts'
import { grouped } from './grouped.ts'
import { readRecords } from './labelled.ts'
import { type Detail, type Figure, figure, type Measure } from './measure.ts'
import { type TitleGold, titleGold } from './title-gold.ts'

/** The story that an article was put into. */
export interface Clustered {
  id: string
  cluster: string
}

/** The story that an article belongs to, as a reader or a rule says. */
export interface StoryLabel {
  id: string
  story: string
}

const GOALS = { b3: 0.94, linkRecall: 0.96 }

/**
 * Stories against labels: B³ (Bagga and Baldwin 1998), the mean over the labelled articles of how much of an article's story is
 * right and how much of it was found; link recall, the share of the labelled pairs that are in one story; pair precision, the
 * share of the pairs of one story that are labelled so. Articles without a label are looked past.
 * @param pairs those whose recall is asked; else all pairs of one labelled story
 */
export function scoreStories(
  clustered: readonly Clustered[],
  labels: readonly StoryLabel[],
  pairs: readonly (readonly [string, string])[] = pairsWithin(labels, ({ story }) => story),
): Figure[] {
  const storyOf = new Map(labels.map(({ id, story }) => [id, story]))
  const judged = clustered.filter(({ id }) => storyOf.has(id))
  const clusterOf = new Map(judged.map(({ id, cluster }) => [id, cluster]))
  const clusterSizes = sizes(judged.map(({ cluster }) => cluster))
  const storySizes = sizes(labels.map(({ story }) => story))
  const overlaps = sizes(judged.map(({ id, cluster }) => both(cluster, storyOf.get(id)!)))
  let [precision, recall] = [0, 0]
  for (const { id, cluster } of judged) {
    const story = storyOf.get(id)!
    const right = overlaps.get(both(cluster, story))!
    precision += right / clusterSizes.get(cluster)! / (judged.length || 1)
    recall += right / storySizes.get(story)! / (labels.length || 1)
  }
  const linked = pairs.filter(([a, b]) => clusterOf.has(a) && clusterOf.get(a) === clusterOf.get(b))
  const together = pairsWithin(judged, ({ cluster }) => cluster)
  const right = together.filter(([a, b]) => storyOf.get(a) === storyOf.get(b))
  return [
    figure('B³ precision', precision),
    figure('B³ recall', recall),
    figure('B³ F1', precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall), {
      atLeast: GOALS.b3,
    }),
    figure('link recall', linked.length / (pairs.length || 1), { atLeast: GOALS.linkRecall }),
    figure('pair precision', together.length === 0 ? 1 : right.length / together.length),
    figure('labelled articles', labels.length, { unit: 'articles' }),
  ]
}

const both = (cluster: string, story: string): string => JSON.stringify([cluster, story])

function sizes(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** All pairs of ids that share what `of` says. */
function pairsWithin<Item extends { id: string }>(
  items: readonly Item[],
  of: (item: Item) => string,
): [string, string][] {
  return [...grouped(items, of).values()].flatMap((group) =>
    group.flatMap((a, at) => group.slice(at + 1).map((b): [string, string] => [a.id, b.id])),
  )
}

/** Labels, and the pairs whose recall is asked where they are not all. */
type Gold = Pick<TitleGold, 'labels'> & Partial<TitleGold>

const LABEL = z.object({ id: z.coerce.string(), story: z.coerce.string() })

/**
 * `sila eval stories ARTICLES [GOLD]`: whether articles of one story are in one; without GOLD by the weak labels that titles of
 * different sources give.
 */
export const measureStories: Measure = async ([articles, labels], options) => {
  const lines = await readCorpus(articles!)
  const gold: Gold = labels === undefined ? await weakGold(lines) : { labels: await readRecords(labels, LABEL) }
  return await withCorpus(options, async (corpus) => {
    await corpus.admitLines(lines)
    const admitted = lines.filter(({ articleId }) => articleId !== null)
    const rows = await corpus.articles(admitted.map(({ articleId }) => articleId!))
    const clustered = admitted.map(({ id, articleId }) => {
      const storyId = rows.get(articleId!)?.storyId ?? null
      return { id, cluster: storyId === null ? `article:${articleId}` : `story:${storyId}` }
    })
    const figures = scoreStories(clustered, gold.labels, gold.pairs)
    const stories = grouped(clustered, ({ cluster }) => cluster)
    const largest = Math.max(...[...stories.values()].map(({ length }) => length))
    return {
      name: 'stories',
      figures: [...figures, figure('articles of the largest story', largest, { unit: 'articles' })],
      details: [{ title: 'Labelled pairs that are apart', rows: parted(clustered, gold) }],
      records: clustered,
    }
  })
}

function parted(clustered: readonly Clustered[], { labels, pairs }: Gold): Detail['rows'] {
  const clusterOf = new Map(clustered.map(({ id, cluster }) => [id, cluster]))
  return (pairs ?? pairsWithin(labels, ({ story }) => story))
    .filter(([a, b]) => clusterOf.get(a) !== clusterOf.get(b))
    .map(([a, b]) => ({ a, b }))
}

async function weakGold(lines: readonly CorpusLine[]): Promise<Gold> {
  const dated = lines.filter(({ item }) => item?.publishedAt && item.title && item.source)
  return titleGold(
    dated.map((line) => ({
      id: line.id,
      title: line.item!.title!,
      source: line.item!.source!,
      publishedAt: new Date(cameAt(line)),
    })),
    await bundledAnalyzer(),
  )
}
