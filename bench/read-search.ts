import { type Figure, figure } from '../eval/measure.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { askedOneWord, p95 } from './search.ts'
import { openSearchBench } from './search-store.ts'

const GOAL = 2

/** How much longer search takes in a larger store, and how long PostgreSQL's own over the same rows. */
export async function searchGrowth(
  items: readonly ArticleItem[],
  [size, larger]: readonly [number, number],
  say: (text: string) => void,
): Promise<Figure[]> {
  const timesIn = async (count: number) => {
    const { db, close } = await openSearchBench(items, count, say)
    try {
      return await askedOneWord(db, items)
    } finally {
      await close()
    }
  }
  const small = await timesIn(size)
  const large = await timesIn(larger)
  const base = { name: `p95 of search at ${size}`, value: p95(small.ours), unit: 'ms' }
  const postgres = {
    name: 'arabic FTS of PostgreSQL with ts_rank, the same rows',
    value: p95(large.theirs),
    unit: 'ms',
  }
  return [
    figure(`p95 of search at ${larger} to ${size}`, p95(large.ours) / base.value, {
      unit: 'ratio',
      baseline: base,
      atMost: GOAL,
    }),
    figure(`p95 of search at ${larger}`, p95(large.ours), { unit: 'ms', baseline: postgres, atMost: postgres.value }),
  ]
}
