import { type Figure, figure } from './measure.ts'

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
  const groups = new Map<string, string[]>()
  for (const item of items) groups.set(of(item), [...(groups.get(of(item)) ?? []), item.id])
  return [...groups.values()].flatMap((ids) =>
    ids.flatMap((a, at) => ids.slice(at + 1).map((b): [string, string] => [a, b])),
  )
}
