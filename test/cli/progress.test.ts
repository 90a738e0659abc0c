import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { PaceMeter, progressOn } from '../../src/cli/progress.ts'

const linesOf = (stream: PassThrough): unknown[] =>
  String(stream.read() ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

describe('PaceMeter', () => {
  it('says nothing of rate and time before it has seen two moments', () => {
    expect(new PaceMeter().at(0, 5, 100, 0)).toMatchObject({ perSecond: null, secondsLeft: null })
  })

  it('tells the rate of the last ten seconds, and what is left at that rate', () => {
    const meter = new PaceMeter()
    meter.at(0, 0, 1_000, 0)
    // A minute of nothing, such as a desk that starts, spoils no estimate.
    meter.at(60_000, 0, 1_000, 0)
    expect(meter.at(65_000, 100, 1_000, 2)).toEqual({
      done: 100,
      total: 1_000,
      errors: 2,
      perSecond: 20,
      secondsLeft: 45,
    })
  })

  it('knows no end while nothing moves', () => {
    const meter = new PaceMeter()
    meter.at(0, 3, 10, 0)
    expect(meter.at(5_000, 3, 10, 0)).toMatchObject({ perSecond: 0, secondsLeft: null })
  })
})

describe('progressOn', () => {
  it('writes a line of JSON a second where nobody watches, and the last state at the end', () => {
    const stream = new PassThrough()
    let now = 0
    const progress = progressOn(stream, 'import', () => now)
    progress.update(1, 10)
    now = 500
    progress.update(2, 10)
    now = 1_000
    progress.update(3, 10, 1)
    now = 1_200
    progress.update(10, 10, 1)
    progress.stop()
    progress.stop()
    expect(linesOf(stream)).toEqual([
      { progress: { task: 'import', done: 1, total: 10, errors: 0, perSecond: null, secondsLeft: null } },
      { progress: { task: 'import', done: 3, total: 10, errors: 1, perSecond: 2, secondsLeft: 3.5 } },
      { progress: { task: 'import', done: 10, total: 10, errors: 1, perSecond: 7.5, secondsLeft: 0 } },
    ])
  })

  it('draws a bar with rate, time left and failures on a terminal', () => {
    const stream = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: 120,
      rows: 24,
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    })
    let now = 0
    const progress = progressOn(stream, 'import', () => now)
    progress.update(0, 100)
    now = 10_000
    progress.update(50, 100, 3)
    progress.stop()
    expect(String(stream.read())).toContain('50/100 · 5/s · 10 s left · 3 failed')
  })
})
