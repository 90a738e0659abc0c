import { figure, type Measurement } from '../eval/measure.ts'
import { Window } from '../src/desk/window.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { bundledAnalyzer } from '../src/stores/bundled-analyzer.ts'
import { benchArticles } from './articles.ts'
import { bareInsert, RECORD_TABLES } from './bare-insert.ts'
import type { BenchOptions } from './bench-options.ts'
import { cpuSeconds } from './cpu-time.ts'
import { Drafts, decide } from './decisions.ts'
import { admitAll } from './desk-run.ts'
import { fillWindow } from './varied-window.ts'
import { openWorkPlace } from './work-place.ts'

/** Articles that stand in the windows, in many editions; and those that come to them and are timed. */
const BASE = 6_000
const COMING = 4_000
/** Of the coming ones the first, which make the code warm. */
const WARM = 1_500
/** Articles of a transaction of the desk: what was worked out of their texts is held until its end, and no longer. */
const BATCH = 200
const SMALL = 10_000
const LARGE = 300_000
const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 0, 31)

/**
 * What the desk works out about an article, all of it on and beside the database, in a window of 10,000 and one of 300,000 articles;
 * and beside it the bare multi-row INSERT of the rows that come of as many articles.
 */
export async function measureLinking({ articles: file, say }: BenchOptions): Promise<Measurement> {
  const items = await benchArticles(file, BASE + COMING)
  const [base, coming] = [items.slice(0, -COMING), items.slice(-COMING)]
  const small = await measureWindow(base, coming, SMALL, say)
  const large = await measureWindow(base, coming, LARGE, say)
  const insert = await insertRate(coming, say)
  return {
    name: 'linking',
    figures: [
      figure('articles per second', small.rate, {
        unit: 'articles/CPU s',
        atLeast: 800,
        baseline: { name: 'bare INSERT of the rows of the same articles', value: insert, unit: 'articles/CPU s' },
      }),
      figure('p99 of an article', small.p99, { unit: 'CPU ms', atMost: 5 }),
      figure('articles per second in 300,000', large.rate, { unit: 'articles/CPU s' }),
      figure('p99 of an article in 300,000', large.p99, { unit: 'CPU ms' }),
      figure('growth 10k to 300k', small.rate / large.rate, {
        unit: 'ratio',
        atMost: 1.5,
        baseline: { name: 'time of an article in 10,000', value: 1_000 / small.rate, unit: 'CPU ms' },
      }),
      figure('articles a window takes in from the store', large.restored, { unit: 'articles/CPU s', atLeast: 20_000 }),
      figure('memory of an article in the window', large.bytes, { unit: 'bytes' }),
    ],
  }
}

interface WindowCost {
  /** Articles decided, and taken in without a decision, per CPU second. */
  rate: number
  restored: number
  /** CPU milliseconds. */
  p99: number
  bytes: number
}

async function measureWindow(
  base: readonly ArticleItem[],
  coming: readonly ArticleItem[],
  size: number,
  say: (text: string) => void,
): Promise<WindowCost> {
  const [from, to] = [new Date(NOW - 29 * DAY_MS), new Date(NOW)]
  const analyzer = await bundledAnalyzer()
  const drafts = new Drafts()
  // What stands in the window was decided once as the coming ones are.
  const first = new Window(analyzer)
  const placed = base.flatMap((item, order) => {
    const draft = drafts.of(item, from)
    if (draft === null) return []
    const { article, placement } = decide(draft, first, order + 1, from)
    return [{ ...article, cluster: placement.story.cluster, event: placement.story.event }]
  })
  const window = new Window(analyzer)
  const bytesBefore = bytesHeld()
  const { cpuSeconds: filling } = fillWindow(window, placed, size, [from, to])
  const restored = window.size / filling
  const bytes = (bytesHeld() - bytesBefore) / window.size
  say(`a window of ${window.size} articles`)
  let order = size
  const times: number[] = []
  for (let at = 0; at < coming.length; at += BATCH) {
    for (const draft of coming.slice(at, at + BATCH).flatMap((item) => drafts.of(item, to) ?? [])) {
      const before = usage()
      decide(draft, window, ++order, to)
      times.push(1_000 * (usage() - before))
    }
  }
  const timed = times.slice(WARM)
  return {
    rate: (1_000 * timed.length) / timed.reduce((sum, time) => sum + time, 0),
    restored,
    p99: timed.sort((a, b) => a - b)[Math.floor(timed.length * 0.99)]!,
    bytes,
  }
}

/** CPU seconds of this process. */
function usage(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function bytesHeld(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Articles whose rows a database takes per CPU second, by nothing but INSERTs. */
async function insertRate(items: readonly ArticleItem[], say: (text: string) => void): Promise<number> {
  const place = await openWorkPlace()
  try {
    const before = cpuSeconds([process.pid, place.postmaster])
    const count = await admitAll(place, items)
    const whole = cpuSeconds([process.pid, place.postmaster]) - before
    say(`the whole desk, database included: ${(count / whole).toFixed(0)} articles per CPU second`)
    return count / (await bareInsert(place, RECORD_TABLES)).cpuSeconds
  } finally {
    await place.close()
  }
}
