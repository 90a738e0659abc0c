import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { feedOf } from './hostile-feeds.ts'

const FILE = fileURLToPath(new URL('../../../dist/src/ingestion/worker/parse-worker.js', import.meta.url))

describe('a worker', { timeout: 60_000 }, () => {
  it('gives up by itself where nobody is left to stop it, and ends with the one it works for', async () => {
    const worker = fork(FILE, [], { serialization: 'advanced', execArgv: [] })
    const messages: { kind: string; outcome?: unknown }[] = []
    worker.on('message', (message: (typeof messages)[number]) => messages.push(message))
    const ended = once(worker, 'exit')
    worker.send({ kind: 'bytes', bytes: new TextEncoder().encode(feedOf(2_000, 200)) })
    const task = { bytes: new Uint8Array(), contentType: null, kind: 'feed', url: null, now: 0 }
    worker.send({ kind: 'work', work: { name: 'parse', task }, limitMs: 20 })
    while (messages.length < 2) await once(worker, 'message')
    expect(messages).toEqual([
      { kind: 'ready' },
      { kind: 'outcome', outcome: expect.objectContaining({ code: 'TIMEOUT' }) },
    ])
    worker.disconnect()
    expect(await ended).toEqual([0, null])
  })
})
