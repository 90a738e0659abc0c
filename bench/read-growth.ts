import { type Figure, figure } from '../eval/measure.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { median } from './read-compared.ts'
import { pageBody } from './read-questions.ts'
import { ReadSide } from './read-side.ts'
import { openReadBench } from './read-store.ts'
import { freshQuestions } from './read-varied.ts'

const ROUNDS = 5
const WARM = 200
const COUNT = 600
const GOAL = 1.3

/** Whether a page takes longer the more articles there are: one reader, pages from anywhere, in the smallest store and in larger ones. */
export async function growth(
  items: readonly ArticleItem[],
  [smallest, ...larger]: readonly number[],
  say: (text: string) => void,
): Promise<Figure[]> {
  const places = []
  try {
    for (const size of [smallest!, ...larger]) {
      const store = await openReadBench(items, size, say)
      places.push({ size, store, side: await ReadSide.open(`${size} articles`, 'ours', { url: store.url }) })
    }
    const times = new Map<number, number[]>(places.map(({ size }) => [size, []]))
    for (let round = 0; round < ROUNDS; round++) {
      for (const { size, store, side } of places) {
        const questions = await freshQuestions(store.db, WARM + COUNT)(round)
        const bodies = questions.map((question) => pageBody(side.style, question))
        const { p50 } = await side.round({ connections: 1, warm: WARM, count: COUNT, bodies })
        say(`a page of ${size} articles: ${p50.toFixed(2)} ms`)
        times.get(size)!.push(p50)
      }
    }
    const base = median(times.get(smallest!)!)
    return larger.map((size) =>
      figure(`time of a page at ${size} articles to ${smallest}`, median(times.get(size)!) / base, {
        unit: 'ratio',
        atMost: GOAL,
        baseline: { name: `a page at ${smallest}`, value: base, unit: 'ms' },
      }),
    )
  } finally {
    for (const { side, store } of places) {
      side.close()
      await store.close()
    }
  }
}
