import { type Figure, type Measurement } from '../eval/measure.ts'
import { benchArticles } from './articles.ts'
import type { BenchOptions } from './bench-options.ts'
import { repeated } from './read-repeated.ts'
import { ReadSide } from './read-side.ts'
import { openReadBench } from './read-store.ts'
import { varied } from './read-varied.ts'

/** Articles that are varied, and those that the store is to have. */
const BASE = 10_000
const SIZE = 100_000
const FULL_SIZE = 1_000_000

/** Reading over HTTP from a large store, beside others that give the same. */
export async function measureRead({ articles: file, full, say }: BenchOptions): Promise<Measurement> {
  const items = await benchArticles(file, BASE)
  if (file === null) say('the bundled sample, varied; --articles measures with others')
  const store = await openReadBench(items, full ? FULL_SIZE : SIZE, say)
  const ours = await ReadSide.open('ours', { url: store.url })
  try {
    const figures: Figure[] = [await repeated(ours, say), await varied(ours, store, say)]
    return { name: 'read', figures }
  } finally {
    ours.close()
    await store.close()
  }
}
