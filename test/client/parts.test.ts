import { describe, expect, it } from 'vitest'
import { Backoff } from '../../client/src/backoff.ts'
import { type Fault, faultOfClose, faultOfErrors, faultOfStatus } from '../../client/src/failure.ts'
import { Mailbox } from '../../client/src/mailbox.ts'
import { RecentCursors } from '../../client/src/recent-cursors.ts'

describe('what ended an attempt', () => {
  const error = (code: string, extensions = {}) => [{ message: code, extensions: { code, ...extensions } }]
  it.each<[what: string, fault: Fault, kind: Fault['kind'], code: string, waitMs: number]>([
    ['a flood of messages', faultOfClose(4429, ''), 'passing', 'UNAVAILABLE', 5_000],
    ['a restart', faultOfClose(1012, 'Service restart'), 'passing', 'UNAVAILABLE', 0],
    ['a reader too slow', faultOfClose(1013, ''), 'passing', 'UNAVAILABLE', 0],
    ['a bug', faultOfClose(4500, ''), 'final', 'INTERNAL', 0],
    ['a key that fell', faultOfClose(4403, ''), 'key', 'FORBIDDEN', 0],
    ['a database away', faultOfErrors(error('UNAVAILABLE')), 'passing', 'UNAVAILABLE', 0],
    ['a quota used up', faultOfErrors(error('RATE_LIMITED', { retryAfter: 7 })), 'passing', 'RATE_LIMITED', 7_000],
    ['a cursor too old', faultOfErrors(error('CURSOR_EXPIRED')), 'gap', 'CURSOR_EXPIRED', 0],
    ['another log', faultOfErrors(error('CURSOR_INVALID')), 'gap', 'CURSOR_INVALID', 0],
    ['a wrong document', faultOfErrors(error('GRAPHQL_VALIDATION_FAILED')), 'final', 'GRAPHQL_VALIDATION_FAILED', 0],
    ['a right that is missing', faultOfErrors(error('FORBIDDEN')), 'final', 'FORBIDDEN', 0],
    ['an answer of nothing', faultOfErrors([]), 'final', 'INTERNAL', 0],
    ['a proxy without a server', faultOfStatus(502, null), 'passing', 'UNAVAILABLE', 0],
    ['a proxy that counts', faultOfStatus(429, '3'), 'passing', 'UNAVAILABLE', 3_000],
    ['a date to come back at', faultOfStatus(503, 'Wed, 21 Oct 2026 07:28:00 GMT'), 'passing', 'UNAVAILABLE', 0],
    ['a wrong address', faultOfStatus(404, null), 'final', 'BAD_USER_INPUT', 0],
  ])('%s: %#', (_, fault, kind, code, waitMs) => {
    expect([fault.kind, fault.error.code, fault.waitMs]).toEqual([kind, code, waitMs])
  })
})

describe('the pauses between attempts', () => {
  it('are drawn below a bound that doubles up to 30 s, for ever, and begin anew after a success', () => {
    const most = new Backoff(() => 1)
    const pauses = Array.from({ length: 2_000 }, () => most.next(0))
    expect(pauses.slice(0, 8)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(pauses.at(-1)).toBe(30_000)
    most.reset()
    expect(most.next(0)).toBe(500)
    expect(new Backoff(() => 0).next(1_200)).toBe(1_200)
  })

  it('differ from client to client', () => {
    const pauses = new Set(Array.from({ length: 50 }, () => new Backoff().next(0)))
    expect(pauses.size).toBeGreaterThan(20)
  })

  it('end at once where the signal says stop', async () => {
    const stop = new AbortController()
    const pause = new Backoff().pause(stop.signal, 60_000)
    stop.abort()
    await pause
    await new Backoff().pause(stop.signal, 60_000)
  })
})

describe('the mailbox', () => {
  it('takes as many as it may hold, gives them in order, then its end', async () => {
    const mailbox = new Mailbox<number>(2)
    expect([1, 2, 3].map((item) => mailbox.offer(item))).toEqual([true, true, false])
    mailbox.end()
    expect(mailbox.offer(4)).toBe(false)
    const taken: number[] = []
    for await (const item of mailbox) taken.push(item)
    expect(taken).toEqual([1, 2])
  })

  it('gives what was in it before the error that ended it', async () => {
    const mailbox = new Mailbox<number>(2)
    const items = mailbox[Symbol.asyncIterator]()
    const first = items.next()
    mailbox.offer(1)
    expect((await first).value).toBe(1)
    mailbox.offer(2)
    mailbox.end(new Error('cut'))
    mailbox.end(new Error('later'))
    expect((await items.next()).value).toBe(2)
    await expect(items.next()).rejects.toThrow('cut')
  })
})

describe('the cursors seen', () => {
  it('are known again, the last 1,024 of them', () => {
    const recent = new RecentCursors()
    for (let index = 0; index < 1_100; index++) expect(recent.add(`c${index}`)).toBe(true)
    expect(recent.add('c1099')).toBe(false)
    expect(recent.add('c76')).toBe(false)
    expect(recent.add('c75')).toBe(true)
  })
})
