import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { LogBook } from './log-book.ts'
import { titles } from './wall-browser.ts'

const EVENTS_A_SECOND = 50
/** The page has its columns full and its code warm by then. */
const WARM_SECONDS = 5

/** How a page bears a load. */
export interface WallLoad {
  sent: number
  /** The number of the last event that the page shows. */
  shown: number
  /** Share of the time in which the page's thread works. */
  busyShare: number
  /** Time between two frames that 95 of 100 keep, and of the longest. */
  frameP95Ms: number
  frameMaxMs: number
  /** Bytes that scripts hold after garbage is collected, and nodes of the document, once warm and at the end. */
  heap: readonly [warm: number, end: number]
  nodes: readonly [warm: number, end: number]
}

/** Writes 50 articles a second for so long while the page is at the top, and measures what it costs the page. */
export async function loadWall(page: Page, book: LogBook, seconds: number): Promise<WallLoad> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.evaluate(() => {
    const frames: number[] = []
    let last = performance.now()
    const frame = (now: number) => {
      frames.push(now - last)
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    Object.assign(globalThis, { frames })
  })
  const look = async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name: string) => metrics.find((metric) => metric.name === name)!.value
    return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), task: of('TaskDuration'), at: of('Timestamp') }
  }
  let sent = 0
  const run = async (for_: number) => {
    const begun = Date.now()
    const total = sent + for_ * EVENTS_A_SECOND
    while (sent < total) {
      // Behind schedule it writes more at once: the rate is what counts.
      const due = Math.min(
        total,
        sent +
          Math.max(
            1,
            Math.floor(((Date.now() - begun) / 1_000) * EVENTS_A_SECOND) - (sent - (total - for_ * EVENTS_A_SECOND)),
          ),
      )
      const batch = Array.from(
        { length: due - sent },
        (_, index) => `حمل رقم ${sent + index + 1} من أخبار الميناء والمدينة`,
      )
      await book.ingestMany(batch)
      sent = due
      await sleep(1_000 / EVENTS_A_SECOND)
    }
  }
  await run(WARM_SECONDS)
  const warm = await look()
  await page.evaluate(() => (globalThis as any).frames.splice(0))
  await run(seconds)
  const frames: number[] = await page.evaluate(() =>
    (globalThis as any).frames.toSorted((a: number, b: number) => a - b),
  )
  const end = await look()
  const last = async () => Number(/\d+/.exec((await titles(page))[0] ?? '')?.[0])
  await expect.poll(last, { timeout: 10_000 }).toBe(sent)
  return {
    sent,
    shown: await last(),
    busyShare: (end.task - warm.task) / (end.at - warm.at),
    frameP95Ms: frames[Math.floor(frames.length * 0.95)]!,
    frameMaxMs: frames.at(-1)!,
    heap: [warm.heap, end.heap],
    nodes: [warm.nodes, end.nodes],
  }
}
