import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EXAMPLES } from '../../graphiql/examples.js'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'
import { AS_ADMIN, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

const QUERY = '.graphiql-query-editor'
const CHROMIUM = '/usr/bin/chromium'
const INSTALL = fileURLToPath(new URL('../../scripts/install-debian.sh', import.meta.url))

let server: TinyServer
let stand: Newsstand
let browser: Browser

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) execFileSync(INSTALL, ['chromium'], { stdio: 'inherit' })
  server = await startTinyServer()
  stand = await openNewsstand()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}, 300_000)
afterAll(async () => {
  await browser.close()
  await server.close()
  await stand.close()
})

/** A page of a browser, and what it should not do: ask other servers, and complain. */
async function openPage(url: string, path: string): Promise<{ page: Page; elsewhere: string[]; complaints: string[] }> {
  const page = await browser.newPage()
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== url) elsewhere.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url + path)
  return { page, elsewhere, complaints }
}

/** Puts a text into an editor; pasted, because the editor closes brackets that are typed. */
async function write(page: Page, editor: string, document: string): Promise<void> {
  await page
    .locator(`${editor} .monaco-scrollable-element`)
    .first()
    .click({ position: { x: 20, y: 10 }, force: true })
  await page.keyboard.press('Control+A')
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    const target = globalThis.document.activeElement
    target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, document)
}

const answerOf = async (page: Page): Promise<string> =>
  (await page.locator('.graphiql-response .view-lines').textContent()) ?? ''

it('runs queries and a live subscription in GraphiQL, and no request leaves the server', async () => {
  const { page, elsewhere, complaints } = await openPage(server.url, '/graphiql')
  await page.waitForSelector('.graphiql-query-editor .view-lines')

  const run = async (document: string, answer: RegExp) => {
    // The tab takes the name of the operation once GraphiQL has seen it; a text that came before it was ready is lost.
    const name = document.split(' ')[1]!
    const named = async () => {
      await write(page, QUERY, document)
      await page.waitForTimeout(500)
      return await page.locator('.graphiql-tab').first().textContent()
    }
    await expect.poll(named, { timeout: 15_000 }).toContain(name)
    await page.locator('.graphiql-execute-button').click()
    await expect.poll(() => answerOf(page), { timeout: 10_000 }).toMatch(answer)
  }
  await run('query Hello { hello(name: "صلة") }', /مرحبا/)
  await run('subscription Numbers { numbers(until: 8) { number } }', /number[\s\S]*7/)
  // The editor checks the document against the schema in its worker.
  await write(page, QUERY, '{ nothing }')
  await expect.poll(() => page.locator('.squiggly-error').count(), { timeout: 10_000 }).toBeGreaterThan(0)
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
})

it('opens each example of its menu in a tab, and runs it', async () => {
  const { page, elsewhere, complaints } = await openPage(stand.server.url, '/graphiql')
  await expect.poll(() => page.locator('[data-example]').count()).toBe(EXAMPLES.length)
  const activeTab = page.locator('.graphiql-tab-active')
  for (const { name, document, key } of EXAMPLES) {
    await page.locator(`[data-example=${name}]:enabled`).click()
    await expect.poll(() => activeTab.textContent(), { timeout: 15_000 }).toContain(name)
    if (key) {
      await page.getByRole('button', { name: 'Headers', exact: true }).click()
      await write(page, '.graphiql-editor-tool .graphiql-editor:not(.hidden)', JSON.stringify(AS_ADMIN))
    }
    await page.locator('.graphiql-execute-button').click()
    if (document.startsWith('subscription')) {
      const told = setInterval(() => {
        void stand.push('rasif', { title: `خبر ${name}`, url: `https://rasif.example/${Date.now()}` })
      }, 500)
      await expect.poll(() => answerOf(page), { timeout: 15_000 }).toMatch(/cursor/)
      clearInterval(told)
      await page.locator('.graphiql-execute-button').click()
    } else {
      await expect.poll(() => answerOf(page), { timeout: 15_000 }).toMatch(/"data"/)
    }
    expect(await answerOf(page), name).not.toContain('"errors"')
  }
  // Asked for again, an example is where it was.
  const tabs = await page.locator('.graphiql-tab').count()
  await page.locator(`[data-example=${EXAMPLES[2]!.name}]`).click()
  await expect.poll(() => activeTab.textContent()).toContain(EXAMPLES[2]!.name)
  expect([tabs, await page.locator('.graphiql-tab').count()]).toEqual([EXAMPLES.length, EXAMPLES.length])
  expect([elsewhere, complaints]).toEqual([[], []])
})

it('finds types and fields in the description of the schema, in any spelling, with no other server', async () => {
  const { page, elsewhere, complaints } = await openPage(server.url, '/docs')
  const found = async (words: string) => {
    await page.locator('#search').fill(words)
    return await page.locator('#results a').allTextContents()
  }
  expect((await found('readAlso'))[0]).toBe('Article.readAlso')
  expect(await found('إقرا ايضا')).toContain('Article.readAlso')
  expect(await found('article cursor')).toContain('ArticleIngested.cursor')
  expect(await found('no such thing at all')).toEqual([])
  await found('trendingTags')
  await page.locator('#results a').first().click()
  expect(new URL(page.url()).hash).toBe('#Query.trendingTags')
  expect(await page.locator(':target').isVisible()).toBe(true)
  await page.locator('#search').fill('')
  expect(await page.locator('#menu').isVisible()).toBe(true)
  expect([elsewhere, complaints]).toEqual([[], []])
})
