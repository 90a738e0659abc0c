import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTinyServer, type TinyServer } from '../support/tiny-server.ts'

const CHROMIUM = '/usr/bin/chromium'
const INSTALL = fileURLToPath(new URL('../../scripts/install-debian.sh', import.meta.url))

let server: TinyServer
let browser: Browser

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) execFileSync(INSTALL, ['chromium'], { stdio: 'inherit' })
  server = await startTinyServer()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}, 300_000)
afterAll(async () => {
  await browser.close()
  await server.close()
})

it('runs queries and a live subscription in GraphiQL, and no request leaves the server', async () => {
  const page = await browser.newPage()
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== server.url)
      elsewhere.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${server.url}/graphiql`)
  await page.waitForSelector('.graphiql-query-editor .view-lines')
  await expect.poll(() => page.locator('.graphiql-tab').count()).toBeGreaterThan(2)

  // Pasted, because the editor closes brackets that are typed.
  const write = async (document: string) => {
    await page
      .locator('.graphiql-query-editor .view-line')
      .first()
      .click({ position: { x: 4, y: 4 }, force: true })
    await page.keyboard.press('Control+A')
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      const target = globalThis.document.activeElement
      target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, document)
  }
  const run = async (document: string, answer: RegExp) => {
    // The tab takes the name of the operation once GraphiQL has seen it; a text that came before it was ready is lost.
    const name = document.split(' ')[1]!
    const named = async () => {
      await write(document)
      await page.waitForTimeout(500)
      return await page.locator('.graphiql-tab').first().textContent()
    }
    await expect.poll(named, { timeout: 15_000 }).toContain(name)
    await page.locator('.graphiql-execute-button').click()
    await expect
      .poll(() => page.locator('.graphiql-response .view-lines').textContent(), { timeout: 10_000 })
      .toMatch(answer)
  }
  await run('query Hello { hello(name: "صلة") }', /مرحبا/)
  await run('subscription Numbers { numbers(until: 8) { number } }', /number[\s\S]*7/)
  // The editor checks the document against the schema in its worker.
  await write('{ nothing }')
  await expect.poll(() => page.locator('.squiggly-error').count(), { timeout: 10_000 }).toBeGreaterThan(0)
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
})
