import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { LogBook } from './log-book.ts'
import { launchChromium, openWall, stateOf } from './wall-browser.ts'
import { loadWall } from './wall-load.ts'
import { startWholeServer, type WholeServer } from './whole-server.ts'

/** What scripts may hold more at the end than when warm: less than a thousandth of what comes in ten minutes. */
const GROWTH_BYTES = 4_000_000
const GROWTH_NODES = 500

/** The test of a file that the dashboard bears 50 events a second for so long. */
export function bearsLoad(seconds: number): void {
  let own: TestDatabase
  let server: WholeServer
  let browser: Browser

  beforeAll(async () => {
    own = await openTestDatabase()
    server = await startWholeServer(own.url, { roles: ['api'] })
    browser = await launchChromium()
  }, 300_000)
  afterAll(async () => {
    await browser.close()
    await server.close()
    await own.close()
  })

  const timeout = seconds * 1_000 + 120_000
  it(`bears 50 events a second for ${seconds} s: memory stands still, frames keep coming, nothing is lost`, {
    timeout,
  }, async () => {
    const { page, complaints } = await openWall(browser, server.url, {}, '/?column=all&column=languages:ar')
    await expect.poll(() => stateOf(page), { timeout: 15_000 }).toBe('live')
    const load = await loadWall(page, new LogBook(own.db), seconds)
    console.log(load)
    expect(load.shown).toBe(load.sent)
    expect(load.heap[1] - load.heap[0]).toBeLessThan(GROWTH_BYTES)
    expect(load.nodes[1] - load.nodes[0]).toBeLessThan(GROWTH_NODES)
    expect(load.busyShare).toBeLessThan(0.5)
    expect(load.frameP95Ms).toBeLessThan(100)
    expect(complaints).toEqual([])
  })
}
