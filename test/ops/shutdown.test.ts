import { describe, expect, it, vi } from 'vitest'
import { Shutdown } from '../../src/ops/shutdown.ts'

const logged: string[] = []
const log = {
  info: (_: object, event: string) => void logged.push(event),
  error: (_: object, event: string) => void logged.push(event),
}

describe('shutting down', () => {
  it('closes in reverse order, one after the other, once, whatever fails', async () => {
    const closed: string[] = []
    const shutdown = new Shutdown(log)
    shutdown.add('database', async () => void closed.push('database'))
    shutdown.add('tail', () => {
      throw new Error('no')
    })
    shutdown.add('server', async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      closed.push('server')
    })
    const [first, second] = await Promise.all([shutdown.run(), shutdown.run()])
    expect([first, second]).toEqual([false, false])
    expect(closed).toEqual(['server', 'database'])
    expect(logged).toContain('shutdown.failed')
  })

  it('does not wait for ever', async () => {
    vi.useFakeTimers()
    const shutdown = new Shutdown(log)
    shutdown.add('stuck', () => new Promise(() => {}))
    const done = shutdown.run()
    await vi.advanceTimersByTimeAsync(8_000)
    expect(await done).toBe(false)
    vi.useRealTimers()
  })

  it('waits for what closers take on purpose besides', async () => {
    vi.useFakeTimers()
    const shutdown = new Shutdown(log, 10_000)
    shutdown.add('slow', () => new Promise((resolve) => setTimeout(resolve, 15_000)))
    const done = shutdown.run()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await done).toBe(true)
    vi.useRealTimers()
  })

  it('ends the process at the first signal once all is closed, at a later one at once, and takes an echo for the same', async () => {
    const before = { term: process.listeners('SIGTERM'), int: process.listeners('SIGINT') }
    const exits: number[] = []
    let close = () => {}
    const shutdown = new Shutdown(log)
    shutdown.add('slow', () => new Promise<void>((resolve) => (close = resolve)))
    let time = 0
    shutdown.onSignals(
      (code) => void exits.push(code),
      () => time,
    )
    process.emit('SIGTERM', 'SIGTERM')
    time = 100
    process.emit('SIGTERM', 'SIGTERM')
    expect(exits).toEqual([])
    time = 1_500
    process.emit('SIGINT', 'SIGINT')
    expect(exits).toEqual([1])
    close()
    await expect.poll(() => exits).toEqual([1, 0])
    for (const listener of process.listeners('SIGTERM'))
      if (!before.term.includes(listener)) process.off('SIGTERM', listener)
    for (const listener of process.listeners('SIGINT'))
      if (!before.int.includes(listener)) process.off('SIGINT', listener)
  })
})
