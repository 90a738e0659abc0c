import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { launchChromium, openWall, stateOf } from '../support/wall-browser.ts'
import { loadWall } from '../support/wall-load.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const SECONDS = process.env.PROVE === 'short' ? 45 : 600
/** What scripts may hold more at the end than when warm: less than a thousandth of what came. */
const GROWTH_BYTES = 4_000_000
const GROWTH_NODES = 500

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

it('bears 50 events a second for minutes: memory stands still, frames keep coming, nothing is lost', async () => {
  const { page, complaints } = await openWall(browser, server.url, {}, '/?column=all&column=languages:ar')
  await expect.poll(() => stateOf(page), { timeout: 15_000 }).toBe('live')
  const load = await loadWall(page, new LogBook(own.db), SECONDS)
  console.log(load)
  expect(load.shown).toBe(load.sent)
  expect(load.heap[1] - load.heap[0]).toBeLessThan(GROWTH_BYTES)
  expect(load.nodes[1] - load.nodes[0]).toBeLessThan(GROWTH_NODES)
  expect(load.busyShare).toBeLessThan(0.5)
  expect(load.frameP95Ms).toBeLessThan(100)
  expect(complaints).toEqual([])
})
