import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KeyStore } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'
import { rss } from '../support/stub-origin.ts'
import { ADMIN_KEY } from '../support/tiny-server.ts'
import { goWithin, type Looks, launchChromium, openWall, picture, titles, violations } from '../support/wall-browser.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

let stand: Newsstand
let browser: Browser

beforeAll(async () => {
  stand = await openNewsstand()
  browser = await launchChromium()
  await fillPartnersRoom()
}, 300_000)
afterAll(async () => {
  await browser.close()
  await stand.close()
})

/** What the pages of operators show beyond a newsstand: a webhook with deliveries, and what partners asked. */
async function fillPartnersRoom(): Promise<void> {
  const { webhookCreate } = await stand.ask(
    `mutation ($partner: ID!) { webhookCreate(input: { partner: $partner, url: "https://hooks.example/sila" }) {
       webhook { id } userErrors { message(language: "en") } } }`,
    { partner: stand.ids.partner },
  )
  expect(webhookCreate.userErrors).toEqual([])
  await stand.own.db.query(
    `with one as (select id from webhook limit 1),
     delivery as (
       insert into webhook_delivery (webhook_id, message_id, kind, epoch, after_position, position, events, state, attempts, settled_at)
       select one.id, 'msg_' || s.state, 'CHANGES', h.epoch, 0, 3, 3, s.state, 2, now()
         from one, log_head h, (values ('DELIVERED'), ('DEAD')) s (state) returning id, state)
     insert into webhook_attempt (delivery_id, attempt, duration_ms, status, error)
     select id, 1, 120, case state when 'DEAD' then 410 else 200 end, case state when 'DEAD' then 'The receiver said 410 Gone' end from delivery`,
  )
  await stand.own.db.query(
    `insert into text_usage (partner_id, operation, hour, calls, errors, cost, last_used_at)
     select p.id, 'Front', date_trunc('hour', now()) - make_interval(hours => h), 40 + 7 * h, h % 3, 900, now()
       from partner p, generate_series(0, 8) h`,
  )
}

/** Logs in as the operator. */
async function logIn(page: Page, key = ADMIN_KEY): Promise<void> {
  await page.locator('.login input[type=password]').fill(key)
  await page.keyboard.press('Enter')
}

const PAGES = [
  ['feeds', '.row[data-feed] .full-error'],
  ['queue', '.facts.large .fact'],
  ['partners', '.chart canvas'],
  ['webhooks', '.row .state'],
  ['log', '.rows.log .row'],
] as const

const LOOKS = (['ar', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({ language, theme })),
)

async function lookAround(look: Looks): Promise<void> {
  const { page, elsewhere, complaints } = await openWall(browser, stand.server.url, look, '/?view=operator&page=feeds')
  const inspect = async (name: string) => {
    await page.waitForTimeout(80)
    const looked = `operator-${name}-${look.language}-${look.theme}-${look.width}`
    await picture(page, looked)
    expect(await violations(page), looked).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow, `${looked} is as wide as the screen`).toBeLessThanOrEqual(0)
  }
  await page.locator('.login').waitFor()
  await inspect('login')
  await logIn(page)
  for (const [name, sign] of PAGES) {
    await goWithin(page, `?view=operator&page=${name}`)
    await page.locator(sign).first().waitFor()
    // What is folded up is looked at as well.
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('.operator details')) (details as HTMLDetailsElement).open = true
    })
    await inspect(name)
  }
  expect([elsewhere, complaints]).toEqual([[], []])
  await page.context().close()
}

describe('every page of operators', () => {
  it.each(LOOKS)(
    'in $language, $theme, 360 and 1920 px wide: no other host, no complaint, nothing inaccessible',
    async (look) => {
      await Promise.all([360, 1_920].map((width) => lookAround({ ...look, width })))
    },
    60_000,
  )
})

describe('an operator', () => {
  it('is told of a wrong key, and logs out', async () => {
    const { page } = await openWall(browser, stand.server.url, {}, '/?view=operator')
    await logIn(page, 'sila_wrong')
    await page.locator('.outcome.alarm').waitFor()
    await logIn(page)
    await page.locator('.operator-head').waitFor()
    // No script of the page can read what lets it in, and it keeps no key.
    const kept = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(kept).not.toMatch(/sila_operator|an-admin-key/)
    await page.reload()
    await page.getByRole('button', { name: 'خروج' }).click()
    await page.locator('.login').waitFor()
    await page.reload()
    await page.locator('.login').waitFor()
    await page.context().close()
  })

  it('makes a key that works, sees it once, and revokes it', async () => {
    const { page } = await openWall(browser, stand.server.url, {}, '/?view=operator&page=partners')
    await logIn(page)
    await page.locator('input[name=partner]').fill('شريك جديد')
    await page.keyboard.press('Enter')
    const row = page.locator('.row[data-partner="شريك جديد"]')
    await row.locator('summary').click()
    await row.locator('.new-key button').click()
    const secret = (await row.locator('.secret code').first().textContent())!
    expect(secret).toMatch(/^sila_/)
    await picture(page, 'operator-secret')
    const ask = async () => {
      const query = '{ viewer { partner { name } } }'
      return (await stand.server.post('/graphql', { query }, { authorization: `Bearer ${secret}` })).body
    }
    expect((await ask()).data).toEqual({ viewer: { partner: { name: 'شريك جديد' } } })
    await row.locator('.secret .primary').click()
    expect(await page.content()).not.toContain(secret)

    await row.getByRole('button', { name: 'تدوير' }).click()
    const next = (await row.locator('.secret code').first().textContent())!
    expect(next).not.toBe(secret)
    const old = row.locator(`tr[data-key="${secret.split('_')[1]}"]`)
    await old.getByRole('button', { name: 'إبطال' }).click()
    await old.getByRole('button', { name: 'إبطال نهائي؟' }).click()
    await old.locator('.alarm-text').waitFor()
    await expect.poll(async () => (await ask()).errors?.[0].extensions.code, { timeout: 5_000 }).toBe('UNAUTHENTICATED')
    expect(await new KeyStore(stand.own.db.manager).list()).toHaveLength(3)
    await page.context().close()
  })

  it('pauses a webhook, sends a dead letter again, and goes back to a cursor', async () => {
    const { page } = await openWall(browser, stand.server.url, {}, '/?view=operator&page=webhooks')
    await logIn(page)
    const row = page.locator('.operator .row').first()
    await row.getByRole('button', { name: 'إيقاف' }).click()
    await row.locator('.row-head .state[data-state=PAUSED]').waitFor()
    await row.locator('summary', { hasText: 'ما رُفض نهائياً' }).click()
    await row.getByRole('button', { name: 'أعد الإرسال' }).first().click()
    const stateOfDead = async () =>
      (await stand.own.db.query(`select state from webhook_delivery where message_id = 'msg_DEAD'`))[0].state
    await expect.poll(stateOfDead, { timeout: 5_000 }).not.toBe('DEAD')
    const { logEnds } = await stand.ask('{ logEnds { oldestCursor } }')
    await row.locator('summary', { hasText: 'إعادة من مؤشر' }).click()
    await row.locator('input[name=after]').fill(logEnds.oldestCursor)
    await row.locator('form button').click()
    const position = async () => (await stand.own.db.query('select position::int as position from webhook'))[0].position
    await expect.poll(position, { timeout: 5_000 }).toBe(0)
    await page.context().close()
  })

  it('follows the log live, filtered', async () => {
    const { page } = await openWall(browser, stand.server.url, {}, '/?view=operator&page=log')
    await logIn(page)
    await page.locator('.log .row').first().waitFor()
    await page.locator('select[name=type]').selectOption('ARTICLE_INGESTED')
    await page.getByRole('button', { name: 'اعرض' }).click()
    await page.getByRole('button', { name: 'متابعة حيّة' }).click()
    await page.waitForTimeout(500)
    await stand.push('rasif', { title: 'تغيير يُرى حياً', url: 'https://rasif.example/live' })
    await page.locator('.log .row', { hasText: 'تغيير يُرى حياً' }).waitFor({ timeout: 5_000 })
    const kinds = new Set(await page.locator('.log .badge').allTextContents())
    expect([...kinds]).toEqual(['مقال جديد'])
    await page.context().close()
  })
})

describe('a first source', () => {
  let own: TestDatabase
  let server: WholeServer
  let site: Server
  const asked: string[] = []
  let items = ['أول خبر من موقعي', 'ثاني خبر', 'ثالث خبر', 'رابع خبر', 'خامس خبر', 'سادس خبر']
  /** Long enough to be whole, and no copy of another. */
  const textOf = (title: string) => Array.from({ length: 120 }, (_, n) => `${title.split(' ')[0]}${n}`).join(' ')
  // The latest item stands last here, and on top of the feed.
  const feed = () =>
    rss(
      'موقعي',
      [...items].reverse().map((title, n) => {
        const at = new Date(Date.now() - (items.length - n) * 60_000)
        return { guid: title, title, url: `http://127.0.0.1/${encodeURIComponent(title)}`, at, text: textOf(title) }
      }),
    )

  beforeAll(async () => {
    site = createServer((request, response) => {
      asked.push(request.url!)
      if (request.url === '/rss') response.setHeader('content-type', 'application/rss+xml').end(feed())
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    own = await openTestDatabase()
    server = await startWholeServer(own.url, { roles: ['api', 'ingest', 'desk'], allowPrivateNetworks: 'all' })
  }, 60_000)
  afterAll(async () => {
    await server.close()
    await own.close()
    site.close()
  })

  it('leads from a started server to its article on the wall, by the page alone; a poll now is a poll', async () => {
    const { page, complaints } = await openWall(browser, server.url)
    // As somebody who was never there: the way in stands in the settings.
    await page.locator('.top .icon-button').last().click()
    await page.getByRole('link', { name: 'غرفة التشغيل' }).click()
    await logIn(page)
    const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/rss`
    await page.locator('input[name=url]').fill(url)
    await page.keyboard.press('Enter')
    await page.locator('.candidate').waitFor({ timeout: 15_000 })
    expect(await page.locator('.preview li').count()).toBe(5)
    expect(
      await own.db.query("select url from feed union all select slug from source where slug <> 'unknown'"),
    ).toEqual([])
    await picture(page, 'operator-preview')
    await page.getByRole('button', { name: 'أضفها' }).click()
    const row = page.locator('.row[data-feed]', { hasText: 'موقعي' })
    await row.waitFor()

    await page.getByRole('link', { name: 'الجدار' }).click()
    await expect.poll(() => titles(page, 0), { timeout: 20_000 }).toContain('أول خبر من موقعي')

    items = ['خبر جاء بعدها', ...items]
    await page.goBack()
    const before = asked.length
    await row.getByRole('button', { name: 'اطلبها الآن' }).click()
    await expect.poll(() => asked.length, { timeout: 15_000 }).toBeGreaterThan(before)
    await page.getByRole('link', { name: 'الجدار' }).click()
    await expect.poll(() => titles(page, 0), { timeout: 20_000 }).toContain('خبر جاء بعدها')

    await page.goBack()
    await row.getByRole('button', { name: 'إيقاف' }).click()
    await row.locator('.state[data-state=PAUSED]').waitFor()
    await row.getByRole('button', { name: 'استئناف' }).click()
    await row.locator('.state[data-state=HEALTHY]').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  }, 120_000)
})
