import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { eventually, freePort, type SilaProcess, startSila } from '../support/sila-process.ts'
import { launchChromium, openWall, picture, stateOf, titles } from '../support/wall-browser.ts'
import { loadWall } from '../support/wall-load.ts'

let own: TestDatabase
let book: LogBook
let browser: Browser
let server: SilaProcess
let port: number
let dataDir: string
const url = () => `http://127.0.0.1:${port}`

/** A server in a process of its own, so that it can be killed; always at the same address. */
async function start(): Promise<void> {
  server = startSila(['serve', '--roles', 'api'], {
    DATABASE_URL: own.url,
    SILA_PORT: String(port),
    SILA_SAMPLE: 'off',
    SILA_DATA_DIR: dataDir,
  })
  await eventually(async () => (await fetch(`${url()}/readyz`)).ok, 30_000)
}

async function kill(): Promise<void> {
  server.child.kill('SIGKILL')
  await server.ended
}

beforeAll(async () => {
  own = await openTestDatabase()
  book = new LogBook(own.db)
  browser = await launchChromium()
  port = await freePort()
  dataDir = mkdtempSync(join(tmpdir(), 'sila-wall-'))
  await start()
}, 300_000)
afterAll(async () => {
  await browser.close()
  await kill()
  await own.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const live = (page: Page) => expect.poll(() => stateOf(page), { timeout: 15_000 }).toBe('live')
const pill = (page: Page) => page.locator('.new-items').first()

describe('a column', () => {
  it('shows what comes to a reader at the top, and lets it wait for others', async () => {
    for (let n = 0; n < 45; n++) await book.ingest(`قديم ${n}`)
    const { page, complaints } = await openWall(browser, url(), {}, '/?column=all')
    await live(page)
    await book.ingest('يصل الآن')
    await expect.poll(async () => (await titles(page))[0], { timeout: 5_000 }).toBe('يصل الآن')

    await page.locator('[role=feed]').evaluate((feed) => feed.scrollTo({ top: 600 }))
    const [first] = await titles(page)
    for (const title of ['واحد', 'اثنان', 'ثلاثة']) await book.ingest(title)
    await expect.poll(() => pill(page).textContent(), { timeout: 5_000 }).toBe('٣ أخبار جديدة')
    expect((await titles(page))[0]).toBe(first)
    await picture(page, 'new-items')
    await pill(page).click()
    await expect.poll(async () => (await titles(page)).slice(0, 3)).toEqual(['ثلاثة', 'اثنان', 'واحد'])
    expect(await page.locator('[role=feed]').evaluate((feed) => feed.scrollTop)).toBe(0)

    // Paused, they wait at the top as well.
    await page.keyboard.press('p')
    await book.ingest('وهو موقوف')
    await expect.poll(() => pill(page).textContent(), { timeout: 5_000 }).toBe('خبر جديد')
    await page.keyboard.press('n')
    await expect.poll(async () => (await titles(page))[0]).toBe('وهو موقوف')

    // What is older follows, also behind items that came live.
    const before = await titles(page)
    await page.locator('.older').click()
    await expect.poll(async () => (await titles(page)).length, { timeout: 5_000 }).toBeGreaterThan(before.length)
    expect(await titles(page)).toContain('قديم 0')
    expect(new Set(await titles(page)).size).toBe((await titles(page)).length)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('a server that is killed under an open page', () => {
  it('loses nothing and repeats nothing, and the page says how it stands', async () => {
    const { page } = await openWall(browser, url(), {}, '/?column=all')
    await live(page)
    await book.ingest('قبل القطع')
    await expect.poll(async () => (await titles(page))[0], { timeout: 5_000 }).toBe('قبل القطع')
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /reading/.test(name)))
    const before = await titles(page)
    await kill()
    await expect.poll(() => stateOf(page), { timeout: 5_000 }).toBe('lost')
    // What is read is there as well once the server is: the page has the part that shows it.
    await page.locator('.card h3 a').nth(1).click()
    await picture(page, 'connection-lost')
    const missed = ['في الغياب 1', 'في الغياب 2', 'في الغياب 3']
    for (const title of missed) await book.ingest(title)
    await start()
    await live(page)
    await book.ingest('بعد العودة')
    const expected = ['بعد العودة', ...missed.toReversed(), ...before]
    await page.locator('.whole h2').waitFor({ timeout: 35_000 })
    await expect.poll(() => titles(page), { timeout: 5_000 }).toEqual(expected)
    await page.context().close()
  })

  it('says so where the log no longer reaches back, and begins anew', async () => {
    const { page } = await openWall(browser, url(), {}, '/?column=all')
    await live(page)
    await kill()
    let last = 0
    for (const title of ['ضاع 1', 'ضاع 2', 'بقي']) last = await book.ingest(title)
    await book.pruneBefore(last)
    await start()
    await page.locator('.column .note').waitFor({ timeout: 40_000 })
    await live(page)
    expect((await titles(page)).slice(0, 3)).toEqual(['بقي', 'ضاع 2', 'ضاع 1'])
    await page.context().close()
  })
})

it('holds memory and frames under 50 events a second', async () => {
  const { page } = await openWall(browser, url(), {}, '/?column=all&column=languages:ar')
  await live(page)
  const load = await loadWall(page, book, 6)
  expect(load.shown).toBe(load.sent)
  expect(load.busyShare).toBeLessThan(0.5)
  expect(load.frameP95Ms).toBeLessThan(100)
  await page.context().close()
})
