import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const INSTALL = fileURLToPath(new URL('../../scripts/install-debian.sh', import.meta.url))
const PICTURES = fileURLToPath(new URL('../../.artifacts/dashboard/', import.meta.url))
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A page of the dashboard, and what it should not do: ask other servers, and complain. */
export interface WallPage {
  page: Page
  elsewhere: string[]
  complaints: string[]
}

export interface Looks {
  language: 'ar' | 'en'
  theme: 'light' | 'dark'
  width: number
  height?: number
}

/** Debian's Chromium, installed where it is not. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) execFileSync(INSTALL, ['chromium'], { stdio: 'inherit' })
  return await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}

/** Opens the dashboard in a context of its own, as somebody who was never there. */
export async function openWall(
  browser: Browser,
  url: string,
  looks: Partial<Looks> = {},
  path = '/',
): Promise<WallPage> {
  const { language = 'ar', theme = 'light', width = 1_280, height = 900 } = looks
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    timezoneId: 'Africa/Cairo',
  })
  const page = await context.newPage()
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).host !== new URL(url).host)
      elsewhere.push(request.url())
  })
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(url).host) elsewhere.push(socket.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
  return { page, elsewhere, complaints }
}

/** Goes to an address within the page, as its way back and forth does. */
export async function goWithin(page: Page, search: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, search)
}

/** What breaks the rules of accessibility (WCAG 2.2 A and AA, and good practice), each with where it stands. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as any).axe.run({ resultTypes: ['violations'], preload: false })
    return violations.flatMap(({ id, nodes }: any) =>
      nodes.map(({ target, failureSummary }: any) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    )
  })
}

/** Keeps a picture among the artifacts. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: `${PICTURES}${name}.png` })
}

/** The titles that a column shows, in their order. */
export async function titles(page: Page, column = 0): Promise<string[]> {
  return await page.locator(`.column[data-column="${column}"] .card h3`).allTextContents()
}

/** What the connection is said to be: `live`, `lost` … */
export const stateOf = async (page: Page): Promise<string | null> =>
  page.locator('.connection').getAttribute('data-state')
