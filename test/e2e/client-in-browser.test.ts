import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { TcpProxy } from '../support/tcp-proxy.ts'
import { ADMIN_KEY } from '../support/tiny-server.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const CHROMIUM = '/usr/bin/chromium'
const INSTALL = fileURLToPath(new URL('../../scripts/install-debian.sh', import.meta.url))
const ENTRY = fileURLToPath(new URL('../../client/src/index.ts', import.meta.url))

let own: TestDatabase
let server: WholeServer
let proxy: TcpProxy
let browser: Browser
let bundle: string

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) execFileSync(INSTALL, ['chromium'], { stdio: 'inherit' })
  const lib = { entry: ENTRY, formats: ['iife' as const], name: 'sila' }
  const [built] = (await build({ configFile: false, logLevel: 'error', build: { write: false, lib } })) as {
    output: { code: string }[]
  }[]
  bundle = built!.output[0]!.code
  own = await openTestDatabase()
  // Nobody without a key: so the key must travel.
  server = await startWholeServer(own.url, { roles: ['api'], anonymous: 'none' })
  proxy = await TcpProxy.start(Number(new URL(server.url).port))
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}, 300_000)
afterAll(async () => {
  await browser.close()
  await proxy.close()
  await server.close()
  await own.close()
})

it.each(['websocket', 'sse'])(
  'follows the feed in a browser over %s, over cuts and with its key',
  async (transport) => {
    const book = new LogBook(own.db)
    await book.beginAnew()
    const page = await browser.newPage()
    await page.goto(`${proxy.url}/healthz`)
    await page.addScriptTag({ content: bundle })
    const address = { url: `${proxy.url}/graphql`, key: ADMIN_KEY, transport }
    await page.evaluate((options) => {
      const { sila } = globalThis as any
      const seen: { titles: string[]; states: string[] } = { titles: [], states: [] }
      Object.assign(globalThis, { seen })
      void new sila.SilaClient(options)
        .changes({ types: ['ARTICLE_INGESTED'], onState: (state: string) => seen.states.push(state) })
        .each((change: any) => {
          if (change.__typename === 'ArticleIngested') seen.titles.push(change.article.title)
        })
    }, address)
    const seen = () => page.evaluate(() => (globalThis as any).seen as { titles: string[]; states: string[] })
    await expect.poll(async () => (await seen()).states.at(-1), { timeout: 10_000 }).toBe('live')
    await book.ingest('أ')
    await expect.poll(async () => (await seen()).titles, { timeout: 10_000 }).toEqual(['أ'])
    proxy.cut()
    for (const title of ['ب', 'ج']) await book.ingest(title)
    proxy.mend()
    await expect.poll(async () => (await seen()).titles, { timeout: 20_000 }).toEqual(['أ', 'ب', 'ج'])
    await expect.poll(async () => (await seen()).states.at(-1), { timeout: 10_000 }).toBe('live')
    await page.close()
  },
)
