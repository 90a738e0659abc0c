import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'

/** An article that goes out or comes in costs ten points; the export reads fifty at once. */
let stand: Newsstand
beforeAll(async () => {
  stand = await openNewsstand({ quotaAnonymous: 1_000, quota: 600 })
})
afterAll(() => stand.close())

const remaining = (headers: Headers) => Number(/r=(\d+)/.exec(headers.get('ratelimit')!)![1])

describe('the quota of a caller', () => {
  it('pays for feeds by their length, also where nothing has changed', async () => {
    const address = `${stand.server.url}/feeds/articles.json?first=30`
    const first = await fetch(address)
    expect(first.status).toBe(200)
    expect(Math.abs(remaining(first.headers) - 700)).toBeLessThan(40)
    const again = await fetch(address, { headers: { 'if-none-match': first.headers.get('etag')! } })
    expect(again.status).toBe(304)
    expect(remaining(again.headers)).toBeLessThan(480)
    const refused = await fetch(`${stand.server.url}/feeds/articles.rss?first=100`)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await refused.json()).errors[0].extensions.code).toBe('RATE_LIMITED')
  })

  it('pays for what comes in, and for exports by what they hold; a partner’s own', async () => {
    const as = { authorization: `Bearer ${stand.key}` }
    const push = (count: number) => {
      const articles = Array.from({ length: count }, (_, index) => ({
        title: `خبر ${index}`,
        url: `https://rasif.example/push/${index}`,
      }))
      return stand.server.post('/ingest', { source: 'rasif', articles }, as)
    }
    const pushed = await push(2)
    expect(pushed.status).toBe(200)
    expect(remaining(pushed.headers)).toBeGreaterThanOrEqual(570)
    // Ten points a second come back.
    expect(remaining(pushed.headers)).toBeLessThan(600)
    const exported = await fetch(`${stand.server.url}/export/articles.ndjson`, { headers: as })
    const lines = (await exported.text()).split('\n').filter((line) => line !== '').length
    expect(lines).toBeGreaterThan(2)
    const { body, headers } = await stand.server.post(
      '/graphql',
      { query: '{ viewer { quota { limit remaining resetsAt } } }' },
      as,
    )
    const { limit, remaining: left, resetsAt } = body.data.viewer.quota
    expect([limit, left <= 600 - 10 * lines, Date.parse(resetsAt) > Date.now()]).toEqual([600, true, true])
    expect(Math.abs(remaining(headers) - left)).toBeLessThan(40)
    const refused = await push(60)
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED'])
  })

  it('is none of the admin’s', async () => {
    const { body } = await stand.server.post('/graphql', { query: '{ viewer { quota { limit } } }' }, AS_ADMIN)
    expect(body.data.viewer.quota).toBeNull()
  })
})
