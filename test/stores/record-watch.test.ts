import { beforeEach, describe, expect, it } from 'vitest'
import type { RecordVersion } from '../../src/stores/record-version.ts'
import { RecordWatch } from '../../src/stores/record-watch.ts'

let now: number
let reads: number
let record: RecordVersion | Error
let watch: RecordWatch
beforeEach(async () => {
  now = 10_000
  reads = 0
  record = { epoch: 'e', position: 1, edition: 1 }
  watch = new RecordWatch({
    now: () => now,
    async read() {
      reads++
      if (record instanceof Error) throw record
      return record
    },
  })
  await watch.settled()
})

const looked = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('the version of the record', () => {
  it('is the same while nothing changes, and another after each change', async () => {
    const first = watch.version
    expect(first).not.toBeNull()
    const others = [
      { epoch: 'e', position: 2, edition: 1 },
      { epoch: 'e', position: 2, edition: 2 },
      { epoch: 'f', position: 2, edition: 2 },
    ]
    const seen = new Set([first])
    for (const other of others) {
      record = other
      expect(await watch.settled()).not.toBeNull()
      seen.add(watch.version)
    }
    expect(seen.size).toBe(4)
    expect(await watch.settled()).toBe(watch.version)
  })

  it('is not told any more once the last look is too long ago', async () => {
    now += 800
    expect(watch.version).not.toBeNull()
    now += 1
    expect(watch.version).toBeNull()
    await looked()
    expect(watch.version).not.toBeNull()
  })

  it('is not told while the record cannot be read', async () => {
    record = new Error('away')
    now += 801
    expect(await watch.settled()).toBeNull()
    record = { epoch: 'e', position: 1, edition: 1 }
    expect(await watch.settled()).not.toBeNull()
  })

  it('is not told after a change of our own until it was looked at', async () => {
    now += 1
    watch.changed()
    expect(watch.version).toBeNull()
    await looked()
    expect(watch.version).not.toBeNull()
  })

  it('is looked at as soon as something is announced, but only while somebody asks', async () => {
    const before = reads
    watch.announced()
    await looked()
    expect(reads).toBe(before + 1)
    now += 10_000
    watch.announced()
    await looked()
    expect(reads).toBe(before + 1)
  })
})
