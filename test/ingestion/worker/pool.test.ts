import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { ParseOutcome, ParseTask } from '../../../src/ingestion/worker/parse-task.ts'
import { ParserPool, type ParserPoolOptions } from '../../../src/ingestion/worker/pool.ts'
import { eventually } from '../../support/sila-process.ts'
import { feedOf, HEAVY, REFUSED } from './hostile-feeds.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const task = (text: string | Uint8Array, more: Partial<ParseTask> = {}): ParseTask => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return { bytes, contentType: null, kind: 'feed', url: 'https://n.example/feed', now: NOW, ...more }
}
const shape = (outcome: ParseOutcome) => (outcome.ok ? outcome.payload.articles.length : outcome.code)
const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A pool for one test; what is left of it afterwards is a fault. */
async function withPool<T>(options: ParserPoolOptions, use: (pool: ParserPool) => Promise<T>): Promise<T> {
  const pool = new ParserPool(options)
  try {
    return await use(pool)
  } finally {
    await pool.close()
  }
}

describe('ParserPool', { timeout: 120_000 }, () => {
  const pool = new ParserPool({ timeoutMs: 60_000 })
  afterAll(async () => {
    const { pids } = pool
    await pool.close()
    expect(pids.filter(lives)).toEqual([])
    expect(pool.pids).toEqual([])
  })

  it('reads bytes to cleaned articles with key and digest, and leaves the caller its bytes', async () => {
    const asked = task(feedOf(3))
    const outcome = await pool.parse(asked)
    if (!outcome.ok) throw new Error(outcome.reason)
    const { articles, ...rest } = outcome.payload
    expect(rest).toMatchObject({
      format: 'rss',
      title: 'صحيفة',
      homepage: 'https://n.example/',
      charset: 'utf-8',
      rejected: [],
    })
    expect(articles.map(({ article }) => article.url)).toEqual([0, 1, 2].map((n) => `https://n.example/${n}`))
    expect(articles[0]!.key).toMatch(/^[0-9a-f]{64}$/)
    expect(articles[0]!.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(articles.flatMap(({ key, digest }) => [key, digest])).size).toBe(6)
    expect(asked.bytes.length).toBeGreaterThan(500)
  })

  it('gives the whole items of a feed that was cut anywhere', async () => {
    const bytes = readFileSync(new URL('../../fixtures/feeds/rss-2.0/source.xml', import.meta.url))
    const whole = await pool.parse(task(bytes))
    if (!whole.ok) throw new Error(whole.reason)
    const titles = whole.payload.articles.map(({ article }) => article.title)
    expect(titles.length).toBeGreaterThan(1)
    let most = 0
    for (let end = 500; end < bytes.length; end += 500) {
      const cut = bytes.subarray(0, end)
      const outcome = await pool.parse(task(cut))
      const given = outcome.ok ? outcome.payload.articles.map(({ article }) => article.title) : []
      const ended = cut.toString('utf8').match(/<\/item>/g)?.length ?? 0
      expect(given).toEqual(titles.slice(0, given.length))
      expect(given.length).toBeGreaterThanOrEqual(Math.min(ended, titles.length))
      most = Math.max(most, given.length)
    }
    expect(most).toBeGreaterThan(0)
  })

  it.each(Object.entries(REFUSED))('refuses %s before it is read', async (_, text) => {
    const outcome = await pool.parse(task(text))
    expect(outcome).toEqual({ ok: false, code: 'REFUSED', reason: expect.stringMatching(/DOCTYPE in line 1 /) })
  })

  it.each(Object.entries(HEAVY))('comes to an end with %s', async (_, text) => {
    const outcome = await pool.parse(task(text))
    const reason = outcome.ok ? '' : outcome.code
    expect(['', 'NOT_A_FEED']).toContain(reason)
    if (outcome.ok) expect(outcome.payload.articles.length + outcome.payload.rejected.length).toBeLessThanOrEqual(2_001)
  })

  it('kills what takes too long, and the others go on in a fresh worker', async () => {
    await withPool({ threads: 1, timeoutMs: 50 }, async (short) => {
      const slow = short.parse(task(feedOf(1_500, 120)))
      const others = [1, 2, 3].map((count) => short.parse(task(feedOf(count))))
      expect(await slow).toEqual({ ok: false, code: 'TIMEOUT', reason: 'Not read within 50 ms' })
      // On a busy machine a small one may be late as well; it is never lost.
      const outcomes = await Promise.all(others)
      for (const [at, outcome] of outcomes.entries()) expect([at + 1, 'TIMEOUT']).toContain(shape(outcome))
    })
  })

  it('lets one that needs too much memory die alone', async () => {
    await withPool({ threads: 2, memoryMb: 48, timeoutMs: 60_000 }, async (small) => {
      const greedy = `{"items":[${'[],'.repeat(4_000_000)}1]}`
      const outcomes = await Promise.all([greedy, feedOf(2), greedy, feedOf(3)].map((text) => small.parse(task(text))))
      expect(outcomes.map(shape)).toEqual(['MEMORY', 2, 'MEMORY', 3])
    })
  })

  it('tells of a worker that dies, and goes on', async () => {
    await withPool({ threads: 1 }, async (one) => {
      await one.parse(task(feedOf(1)))
      const victim = one.parse(task(feedOf(1_500, 120)))
      await sleep(20)
      process.kill(one.pids[0]!, 'SIGKILL')
      expect(await victim).toEqual({ ok: false, code: 'CRASHED', reason: 'The worker ended with SIGKILL' })
      expect(shape(await one.parse(task(feedOf(2))))).toBe(2)
    })
  })

  it('takes the next when a turn is free, in the order in which they came', async () => {
    const ended: number[] = []
    await withPool({ threads: 1, timeoutMs: 60_000 }, async (one) => {
      const ask = async (count: number) => ended.push(shape(await one.parse(task(feedOf(count)))) as number)
      await Promise.all([4, 1, 3, 2].map(ask))
    })
    expect(ended).toEqual([4, 1, 3, 2])
  })

  it('refuses what is larger than any document', async () => {
    expect(await pool.parse(task(new Uint8Array(32 * 1024 * 1024 + 1)))).toMatchObject({ ok: false, code: 'REFUSED' })
  })

  it('ends its workers when it is closed, also at work, and leaves nothing behind', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
    await pool.parse(task(feedOf(1)))
    const before = handles()
    const closing = new ParserPool({ threads: 1, timeoutMs: 60_000 })
    const outcomes = [closing.parse(task(feedOf(1_500, 120))), closing.parse(task(feedOf(1)))]
    await sleep(50)
    const { pids } = closing
    expect(pids).toHaveLength(1)
    await closing.close()
    expect(pids.filter(lives)).toEqual([])
    for (const outcome of await Promise.all(outcomes)) expect(shape(outcome)).toBe('CRASHED')
    expect(shape(await closing.parse(task(feedOf(1))))).toBe('CRASHED')
    await eventually(async () => handles() === before, 10_000)
  })

  it('keeps loop and memory of the process free', async () => {
    const tasks = [HEAVY['200,000 items']!, feedOf(2_000, 60), HEAVY['100,000 nested div']!].map((text) => task(text))
    await pool.parse(task(feedOf(1)))
    const before = process.memoryUsage.rss()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, 10)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    for (const each of tasks) expect((await pool.parse(each)).ok).toBe(true)
    delay.disable()
    clearInterval(watch)
    // Of all the waits: what else runs on the machine may make single ones longer.
    expect(delay.percentile(99) / 1e6).toBeLessThan(50)
    expect((most - before) / 2 ** 20).toBeLessThan(64)
  })

  it('lets a process end that has forgotten to close it', () => {
    const module = fileURLToPath(new URL('../../../dist/src/ingestion/worker/pool.js', import.meta.url))
    const script = `
      import { ParserPool } from ${JSON.stringify(module)}
      const bytes = new TextEncoder().encode(${JSON.stringify(feedOf(2))})
      const { payload } = await new ParserPool({ threads: 1 }).parse({ bytes, contentType: null, kind: 'auto', url: null, now: 0 })
      console.log(payload.articles.length)`
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect(printed).toBe('2\n')
  })
})
