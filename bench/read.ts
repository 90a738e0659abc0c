import type { Figure, Measurement } from '../eval/measure.ts'
import { benchArticles } from './articles.ts'
import type { BenchOptions } from './bench-options.ts'
import { openPeers } from './peers.ts'
import type { Contestant } from './read-compared.ts'
import { growth } from './read-growth.ts'
import { latency } from './read-latency.ts'
import { mixedMemory } from './read-memory.ts'
import { repeated } from './read-repeated.ts'
import { searchGrowth } from './read-search.ts'
import { ReadSide } from './read-side.ts'
import { openReadBench } from './read-store.ts'
import { stories, varied } from './read-varied.ts'

/** Articles that are varied, and those that the store is to have. */
const BASE = 10_000
const SIZE = 100_000
const FULL_SIZE = 1_000_000
/** Minutes of mixed load. */
const MINUTES = 2
const FULL_MINUTES = 60

/** Reading over HTTP from a large store, beside others that give the same. */
export async function measureRead(options: BenchOptions): Promise<Measurement> {
  const { articles: file, full, say, articlesCount, peers = false, minutes } = options
  const items = await benchArticles(file, BASE)
  if (file === null) say('the bundled sample, varied; --articles measures with others')
  const size = articlesCount ?? SIZE
  const figures: Figure[] = []
  const store = await openReadBench(items, size, say)
  const sides: ReadSide[] = []
  try {
    const ours = await ReadSide.open('ours', 'ours', { url: store.url })
    sides.push(ours)
    figures.push(...(await repeated(ours, say)))
    const others: Contestant[] = peers ? await openPeers(store, say) : []
    sides.push(...others.map(({ side }) => side))
    figures.push(...(await varied(ours, others, store, say)))
    figures.push(...(await stories(ours, others, store, say)))
    figures.push(...(await latency(ours, sides.slice(1, 2), store, say)))
    figures.push(...(await mixedMemory(ours, store, minutes ?? (full ? FULL_MINUTES : MINUTES), say)))
  } finally {
    for (const side of sides) side.close()
    await store.close()
  }
  figures.push(...(await growth(items, [size / 10, size, ...(full ? [FULL_SIZE] : [])], say)))
  if (full) figures.push(...(await searchGrowth(items, [size, FULL_SIZE], say)))
  return { name: 'read', figures }
}
