import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Fetcher } from '../../../src/ingestion/fetch/fetcher.ts'
import { RobotsRules } from '../../../src/ingestion/fetch/robots-rules.ts'
import { RobotsStore } from '../../../src/stores/robots-store.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Origin, startOrigin } from '../../support/origins.ts'

const HOUR = 3_600_000
let test: TestDatabase
let fetcher: Fetcher
let origin: Origin
/** What the origin answers, and how often it was asked. */
let answer: { status: number; body: string; location?: string }
let asked: string[]
let now = new Date()
const clock = { now: () => now }
/** As a process that was just started. */
const rules = () => new RobotsRules(new RobotsStore(test.db.manager), fetcher, clock)
const later = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds)
}

beforeAll(async () => {
  test = await openTestDatabase()
  fetcher = new Fetcher({ userAgent: 'Sila/1.0.0', allowPrivate: 'all' })
})
afterAll(async () => {
  await fetcher.close()
  await test.close()
})
beforeEach(async () => {
  asked = []
  answer = { status: 200, body: 'User-agent: *\nDisallow: /private\nCrawl-delay: 3\n' }
  origin = await startOrigin((request, response) => {
    asked.push(request.url!)
    const headers = answer.location === undefined ? {} : { location: answer.location }
    response.writeHead(answer.status, headers).end(answer.body)
  })
  return () => origin.close()
})

describe('the rules of sites', () => {
  it('say what may be fetched, and how far apart', async () => {
    const site = rules()
    expect(await site.allows(`${origin.url}/private/a`)).toEqual({ allowed: false, crawlDelaySeconds: 3 })
    expect(await site.allows(`${origin.url}/news/1`)).toEqual({ allowed: true, crawlDelaySeconds: 3 })
    expect(asked).toEqual(['/robots.txt'])
  })

  it('are asked for once by all who ask at once, and once a day by all processes', async () => {
    const site = rules()
    const all = await Promise.all(Array.from({ length: 20 }, (_, at) => site.allows(`${origin.url}/${at}`)))
    expect(all.every(({ allowed }) => allowed)).toBe(true)
    later(23 * HOUR)
    await rules().allows(`${origin.url}/a`)
    expect(asked).toHaveLength(1)
    later(2 * HOUR)
    await site.allows(`${origin.url}/a`)
    await rules().allows(`${origin.url}/a`)
    expect(asked).toHaveLength(2)
  })

  it.each([
    [404, true],
    [401, true],
    [403, true],
    [410, true],
    [204, true],
    [429, false],
    [500, false],
    [503, false],
  ])('are taken from status %d: allowed is %s', async (status, allowed) => {
    answer = { status, body: '' }
    expect((await rules().allows(`${origin.url}/a`)).allowed).toBe(allowed)
  })

  it('forbid all while the site cannot be reached, and are asked for again in five minutes', async () => {
    const site = rules()
    answer = { status: 500, body: '' }
    expect((await site.allows(`${origin.url}/a`)).allowed).toBe(false)
    answer = { status: 200, body: '' }
    later(HOUR / 20)
    expect(await site.allows(`${origin.url}/a`)).toMatchObject({ allowed: false, unavailable: 'answered 500' })
    later(HOUR / 30)
    expect((await site.allows(`${origin.url}/a`)).allowed).toBe(true)
    await origin.close()
    later(25 * HOUR)
    expect(await site.allows(`${origin.url}/a`)).toMatchObject({
      allowed: false,
      unavailable: expect.stringContaining('UNREACHABLE'),
    })
  })

  it('may stand elsewhere, and nowhere after redirects without end', async () => {
    const other = await startOrigin((_request, response) => void response.end('User-agent: Sila\nDisallow: /a'))
    answer = { status: 301, body: '', location: `${other.url}/robots.txt` }
    expect((await rules().allows(`${origin.url}/a`)).allowed).toBe(false)
    await other.close()
    later(25 * HOUR)
    answer = { status: 302, body: '', location: '/robots.txt' }
    expect((await rules().allows(`${origin.url}/a`)).allowed).toBe(true)
  })

  it('are read as far as 500 kB, and whatever bytes they hold', async () => {
    answer.body = `\ufeffUser-agent: *\nDisallow: /first\0\n${'# ملء\n'.repeat(200_000)}Disallow: /last\n`
    const site = rules()
    expect((await site.allows(`${origin.url}/first`)).allowed).toBe(false)
    expect((await site.allows(`${origin.url}/last`)).allowed).toBe(true)
  })

  it('of many sites are kept in bounded memory', async () => {
    const records = { read: async () => null, write: async () => {} }
    const count = { fetches: 0 }
    const site = new RobotsRules(
      records,
      {
        fetch: async ({ url }) => {
          count.fetches++
          return { kind: 'refused', url, status: 404, movedTo: null, headers: {}, wireBytes: 0, reason: '404' }
        },
      },
      clock,
    )
    for (let at = 0; at < 300; at++) await site.allows(`https://site${at}.example/`)
    await site.allows('https://site299.example/')
    expect(count.fetches).toBe(300)
    await site.allows('https://site0.example/')
    expect(count.fetches).toBe(301)
  })
})
