import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Posted } from '../../src/webhooks/posted.ts'
import { PATIENCE, settlementOf } from '../../src/webhooks/settlement.ts'

const DAY_MS = 86_400_000
const failed = (status: number | null, retryAfterMs: number | null = null): Posted => ({
  status,
  error: `${status}`,
  retryAfterMs,
})
const settle = (
  posted: Posted,
  given: { failures?: number; dead?: number; failingMs?: number; attempts?: number } = {},
) =>
  settlementOf(
    posted,
    { failingMs: given.failingMs ?? null, webhook: { failures: given.failures ?? 0, deadInARow: given.dead ?? 0 } },
    given.attempts ?? 0,
    0.5,
  )

describe('what follows from an attempt', () => {
  it('is that the message was taken, where there was no error', () => {
    expect(settle({ status: 204, error: null, retryAfterMs: null }, { failingMs: 10 * DAY_MS })).toEqual({
      kind: 'delivered',
    })
  })

  it.each<[what: string, posted: Posted, given: object, kind: string]>([
    ['no answer', failed(null), {}, 'retry'],
    ['a server in trouble', failed(503), { attempts: 1_000 }, 'retry'],
    ['a page that is not there', failed(404), { attempts: 1_000 }, 'retry'],
    ['a receiver that lets nobody in', failed(401), { attempts: 1_000 }, 'retry'],
    ['a refusal', failed(422), { attempts: PATIENCE.refusals - 2 }, 'retry'],
    ['the last refusal', failed(422), { attempts: PATIENCE.refusals - 1 }, 'dead'],
    ['one letter too many', failed(400), { attempts: PATIENCE.refusals - 1, dead: PATIENCE.deadInARow }, 'disabled'],
    ['gone', failed(410), {}, 'disabled'],
    ['three days of failures', failed(500), { failingMs: PATIENCE.failingMs }, 'retry'],
    ['more than three days', failed(500), { failingMs: PATIENCE.failingMs + 1 }, 'disabled'],
  ])('after %s', (_, posted, given, kind) => {
    expect(settle(posted, given).kind).toBe(kind)
  })

  it('is a pause that doubles up to an hour, is never cut by more than half, and never shorter than was asked for', () => {
    const asked = fc.option(fc.integer({ min: 0, max: 10 * DAY_MS }))
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        asked,
        (failures, random, retryAfterMs) => {
          const task = { failingMs: null, webhook: { failures, deadInARow: 0 } }
          const settled = settlementOf(failed(503, retryAfterMs), task, 0, random)
          if (settled.kind !== 'retry') throw new Error(settled.kind)
          const whole = Math.min(PATIENCE.firstPauseMs * 2 ** Math.min(failures, 20), PATIENCE.mostPauseMs)
          const least = Math.min(retryAfterMs ?? 0, PATIENCE.mostAskedMs)
          expect(settled.pauseMs).toBeGreaterThanOrEqual(Math.max(whole / 2, least))
          expect(settled.pauseMs).toBeLessThanOrEqual(Math.max(whole, least))
        },
      ),
    )
  })
})
