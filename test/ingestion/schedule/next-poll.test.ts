import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  freshSeconds,
  httpDate,
  MOST_ASKED_SECONDS,
  retryAfterSeconds,
} from '../../../src/ingestion/schedule/asked-seconds.ts'
import { LEAST_SECONDS, MOST_SECONDS, nextPoll, type PollHistory } from '../../../src/ingestion/schedule/next-poll.ts'

const NOW = new Date('2026-03-09T12:00:00Z')
const DAY = 86_400
const before = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000)
const history = (given: Partial<PollHistory> = {}): PollHistory => ({
  now: NOW,
  published: 0,
  since: before(7 * DAY),
  isPushed: false,
  failures: 0,
  askedSeconds: 0,
  random: 0.5,
  ...given,
})
const waitOf = (given: Partial<PollHistory>): number => (nextPoll(history(given)).at.getTime() - NOW.getTime()) / 1000

describe('the next poll', () => {
  it.each([
    ['what publishes 24 times a day every hour', { published: 168 }, 3_600],
    ['what publishes every minute not more often than every 5 minutes', { published: 10_080 }, LEAST_SECONDS],
    ['what is silent once a day', { published: 0 }, MOST_SECONDS],
    ['what was added a moment ago and tells no dates after half an hour', { since: NOW }, 1_800],
    ['what is pushed a quarter as often', { published: 168, isPushed: true }, 4 * 3_600],
  ])('comes for %s', (_, given, seconds) => {
    expect(waitOf(given)).toBe(seconds)
    expect(nextPoll(history(given)).intervalSeconds).toBe(seconds)
  })

  it('is spread by a tenth to both sides', () => {
    expect(waitOf({ published: 168, random: 0 })).toBe(3_240)
    expect(waitOf({ published: 168, random: 0.999_999 })).toBeCloseTo(3_960, 1)
  })

  it.each([1, 2, 3, 10, 1_000])('backs off by doubling after failure %i, with full jitter', (failures) => {
    const most = Math.min(LEAST_SECONDS * 2 ** failures, MOST_SECONDS)
    expect(waitOf({ failures, random: 0 })).toBe(LEAST_SECONDS)
    expect(waitOf({ failures, random: 0.5 })).toBeCloseTo((LEAST_SECONDS + most) / 2, 0)
  })

  it('is never before what the publisher asked for, and never beyond the bounds', () => {
    const histories = fc.record({
      published: fc.nat(100_000),
      age: fc.nat(30 * DAY),
      isPushed: fc.boolean(),
      failures: fc.nat(100),
      askedSeconds: fc.oneof(fc.nat(2 * DAY), fc.nat(400 * DAY)),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    })
    fc.assert(
      fc.property(histories, ({ age, ...given }) => {
        const { at, earliest, intervalSeconds } = nextPoll(history({ ...given, since: before(age) }))
        const wait = (at.getTime() - NOW.getTime()) / 1000
        const asked = Math.min(given.askedSeconds, MOST_ASKED_SECONDS)
        expect(wait).toBeGreaterThanOrEqual(asked)
        expect(wait).toBeGreaterThanOrEqual(LEAST_SECONDS)
        expect(wait).toBeLessThanOrEqual(Math.max(MOST_SECONDS, asked) + 0.1 * MOST_SECONDS)
        expect(intervalSeconds).toBeGreaterThanOrEqual(LEAST_SECONDS)
        expect(intervalSeconds).toBeLessThanOrEqual(MOST_SECONDS)
        if (earliest === null) expect(asked).toBe(0)
        else expect(earliest.getTime()).toBeLessThanOrEqual(at.getTime())
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what a publisher asks for', () => {
  const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toUTCString()

  it.each<[what: string, headers: Record<string, string>, seconds: number]>([
    ['nothing', {}, 0],
    ['max-age', { 'cache-control': 'public, max-age=600' }, 600],
    ['max-age in capitals, quoted', { 'cache-control': 'Max-Age="600"' }, 600],
    ['not s-maxage, which is for shared caches', { 'cache-control': 's-maxage=600' }, 0],
    ['the greater of two', { 'cache-control': 'max-age=60, max-age=600' }, 600],
    ['max-age less the age', { 'cache-control': 'max-age=600', age: '200' }, 400],
    ['max-age rather than Expires', { 'cache-control': 'max-age=60', expires: inSeconds(600) }, 60],
    ['Expires', { expires: inSeconds(600) }, 600],
    ['Expires by the publisher’s own clock', { expires: inSeconds(4_200), date: inSeconds(3_600) }, 600],
    ['nothing by an Expires that is none', { expires: '0' }, 0],
    ['nothing by an Expires in the past', { expires: inSeconds(-600) }, 0],
    ['a year, of which a week is obeyed', { 'cache-control': 'max-age=31536000' }, MOST_ASKED_SECONDS],
    ['a number beyond all numbers', { 'cache-control': `max-age=${'9'.repeat(400)}` }, MOST_ASKED_SECONDS],
    ['not a negative age', { 'cache-control': 'max-age=-5' }, 0],
  ])('is %s', (_, headers, seconds) => {
    expect(freshSeconds(headers, NOW)).toBe(seconds)
  })

  it.each<[value: string, seconds: number | null]>([
    ['3600', 3_600],
    [inSeconds(3_600), 3_600],
    ['Monday, 09-Mar-26 13:00:00 GMT', 3_600],
    ['Mon Mar  9 13:00:00 2026', 3_600],
    [inSeconds(-5), 0],
    ['31536000', MOST_ASKED_SECONDS],
    ['garbage', null],
    ['garbage 1', null],
    ['-5', null],
    ['1.5', null],
    ['2027', 2_027],
    ['', null],
  ])('reads Retry-After «%s»', (value, seconds) => {
    expect(retryAfterSeconds({ 'retry-after': value }, NOW)).toBe(seconds)
  })

  it('takes nothing else for a date', () => {
    fc.assert(fc.property(fc.string(), (text) => httpDate(text) === null))
  })
})
