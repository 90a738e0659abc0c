import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import type { LoggedChange } from '../../src/stores/change-store.ts'
import { type LogSource, LogTail } from '../../src/subscriptions/log-tail.ts'
import { type Relayed, RelayedLog } from '../../src/subscriptions/relayed-log.ts'

const QUIET = { warn: () => {}, error: () => {} }
const change = (position: number) => ({ position }) as LoggedChange
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

/** A log in memory that counts how often it is read. */
class TinyLog implements LogSource {
  epoch = 'a'
  last = 0
  reads = 0
  async head() {
    return { epoch: this.epoch, position: this.last, oldest: 1 }
  }
  async after(position: number, limit: number) {
    this.reads++
    const changes = upTo(Math.min(this.last, position + limit), position + 1).map(change)
    return { ...(await this.head()), changes }
  }
}

/** A stream that a test fills by hand. */
class TinyStream {
  readonly followed: { epoch: string; position: number }[] = []
  #waiting: ((item: Awaited<ReturnType<TinyStream['next']>>) => void) | null = null
  readonly #items: { position: number; change: LoggedChange | null }[] = []

  push(...positions: number[]): void {
    for (const position of positions) this.#items.push({ position, change: change(position) })
    this.#give()
  }
  pointTo(position: number): void {
    this.#items.push({ position, change: null })
    this.#give()
  }
  breakDown(): void {
    this.#waiting?.(null)
  }
  readonly follow: Relayed = (place, signal) => {
    this.followed.push(place)
    const next = () => this.next()
    signal.addEventListener('abort', () => this.breakDown())
    return (async function* () {
      for (let item = await next(); item !== null; item = await next()) yield item
      throw new Error('broken')
    })()
  }
  next(): Promise<{ position: number; change: LoggedChange | null } | null> {
    return new Promise((resolve) => {
      this.#waiting = resolve
      this.#give()
    })
  }
  #give(): void {
    if (this.#waiting === null || this.#items.length === 0) return
    const give = this.#waiting
    this.#waiting = null
    give(this.#items.shift()!)
  }
}

describe('a log that is relayed', () => {
  let now = 0
  let log: TinyLog
  let stream: TinyStream
  let relayed: RelayedLog
  afterEach(() => relayed.close())
  const positions = async (after: number) => (await relayed.after(after, 100)).changes.map(({ position }) => position)

  async function following(last: number): Promise<void> {
    now = 0
    log = new TinyLog()
    log.last = last
    stream = new TinyStream()
    relayed = new RelayedLog(
      log,
      stream.follow,
      () => {},
      QUIET,
      () => now,
    )
    await relayed.after(0, 1_000)
    await expect.poll(() => stream.followed).toEqual([{ epoch: 'a', position: last }])
  }

  it('is followed from where the log was read to, and not read while the stream is whole and in time', async () => {
    await following(3)
    log.last = 5
    stream.push(4, 5)
    await sleep(1)
    expect(await positions(3)).toEqual([4, 5])
    expect(await relayed.after(5, 100)).toEqual({ epoch: 'a', position: 5, oldest: 1, changes: [] })
    expect(log.reads).toBe(1)
    now = 1_500
    expect(await positions(5)).toEqual([])
    expect(log.reads).toBe(2)
  })

  it('is read where the stream does not reach back', async () => {
    await following(3)
    expect(await positions(1)).toEqual([2, 3])
    expect(log.reads).toBe(2)
  })

  it('is read where what was announced does not come in time, until it comes', async () => {
    await following(3)
    log.last = 4
    relayed.heard()
    now = 199
    expect(await positions(3)).toEqual([])
    now = 200
    expect(await positions(3)).toEqual([4])
    log.last = 5
    now = 210
    expect(await positions(4)).toEqual([5])
    stream.push(4, 5)
    await sleep(1)
    const { reads } = log
    expect(await positions(5)).toEqual([])
    expect(log.reads).toBe(reads)
  })

  it('never passes a hole of the stream, and follows it anew from the end of the log', async () => {
    await following(3)
    log.last = 6
    stream.push(4, 6)
    await sleep(1)
    expect(await positions(3)).toEqual([4, 5, 6])
    now = 100
    await relayed.after(6, 100)
    await expect.poll(() => stream.followed.at(-1)).toEqual({ epoch: 'a', position: 6 })
  })

  it('reads the rows that no message holds', async () => {
    await following(3)
    log.last = 4
    stream.pointTo(4)
    await sleep(1)
    expect(await positions(3)).toEqual([4])
    expect(log.reads).toBe(2)
  })

  it('follows the stream of another epoch, and gives nothing of the former', async () => {
    await following(3)
    stream.push(4)
    await sleep(1)
    Object.assign(log, { epoch: 'b', last: 9 })
    now = 1_500
    expect(await relayed.after(4, 100)).toMatchObject({ epoch: 'b', position: 9 })
    await expect.poll(() => stream.followed.at(-1)).toEqual({ epoch: 'b', position: 9 })
    stream.push(10)
    await sleep(1)
    // Who still reads the former log, and further, is told of the other.
    expect(await relayed.after(20, 100)).toMatchObject({ epoch: 'b', position: 9 })
    expect(await relayed.after(4, 1)).toMatchObject({ epoch: 'b', changes: [{ position: 5 }] })
  })
})

it.each([1, 2, 3])('gives a tail everything once, whatever happens to the stream (%i)', async (seed) => {
  const random = seededRandom(`stream ${seed}`)
  const log = new TinyLog()
  /** A stream that is late, breaks, leaves out and points, at random. */
  const wild: Relayed = async function* ({ position }, signal) {
    for (let next = position + 1; !signal.aborted; next++) {
      while (log.last < next && !signal.aborted) await sleep(1)
      const chance = random()
      if (chance < 0.005) throw new Error('broken')
      if (chance < 0.01) next++
      if (chance < 0.02) await sleep(30)
      if (signal.aborted) return
      yield { position: next, change: chance < 0.1 ? null : change(next) }
    }
  }
  const relayed = new RelayedLog(log, wild, () => tail.wake(), QUIET)
  const tail: LogTail = new LogTail(relayed, QUIET)
  const taken: number[] = []
  tail.start()
  await expect.poll(() => tail.place?.position).toBe(0)
  for (let round = 0; round < 300; round++) {
    log.last += 1 + Math.floor(random() * 5)
    if (random() < 0.7) {
      relayed.heard()
      tail.wake()
    }
    await sleep(2)
    taken.push(...tail.recent(taken.at(-1) ?? 0, 1_000)!.map(({ position }) => position))
  }
  await expect.poll(() => tail.place?.position, { timeout: 5_000 }).toBe(log.last)
  taken.push(...tail.recent(taken.at(-1) ?? 0, 10_000)!.map(({ position }) => position))
  await tail.close()
  await relayed.close()
  expect(taken).toEqual(upTo(log.last))
})
