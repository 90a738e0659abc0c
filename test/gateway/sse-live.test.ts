import { setTimeout as sleep } from 'node:timers/promises'
import { EventSource } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { EventStream } from '../../src/gateway/event-stream.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import { type LiveRoom, openLiveRoom, openLiveSocket } from '../support/live-room.ts'
import { type StreamAsk, StreamReader } from '../support/stream-reader.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'

let room: LiveRoom
let streams: StreamReader[] = []
beforeAll(async () => {
  room = await openLiveRoom()
})
afterAll(() => room.close())
beforeEach(() => room.book.beginAnew())
afterEach(() => {
  for (const stream of streams) stream.leave()
  streams = []
})

const TITLES = `subscription ($after: ChangeCursor) { articleIngested(after: $after) { cursor article { title } } }`
const CHANGES = `subscription ($after: ChangeCursor) { changes(after: $after) { __typename cursor } }`

async function open(ask: Partial<StreamAsk> = {}): Promise<StreamReader> {
  const stream = await StreamReader.open(room.url, { query: TITLES, ...ask, headers: { ...AS_ADMIN, ...ask.headers } })
  streams.push(stream)
  return stream
}
const from = async (position: number) => ({ after: await room.at(position) })
const lastSeen = async (position: number) => ({ 'last-event-id': await room.at(position) })
const titlesOf = ({ results }: StreamReader): string[] => results.map(({ data }) => data?.articleIngested.article.title)
const names = (from: number, count: number) => Array.from({ length: count }, (_, index) => `خبر ${from + index}`)

describe('a live stream', () => {
  it('gives each frame its change cursor as id, by GET and by POST, and waits for more', async () => {
    await room.book.ingestMany(names(1, 3))
    for (const method of ['GET', 'POST'] as const) {
      const stream = await open({ method, variables: await from(0) })
      await expect.poll(() => stream.events.length).toBe(3)
      for (const [index, { event, id, data }] of stream.events.entries()) {
        const cursor = await room.at(index + 1)
        expect([event, id, data.data.articleIngested.cursor]).toEqual(['next', cursor, cursor])
      }
      expect(stream.ended).toBe(false)
    }
  })

  it('goes on from Last-Event-ID, which wins over `after` in variable and document', async () => {
    await room.book.ingestMany(names(1, 9))
    const inDocument = `subscription { articleIngested(after: "${await room.at(1)}") { cursor article { title } } }`
    const [byVariable, byDocument, withoutAfter] = await Promise.all([
      open({ method: 'GET', variables: await from(1), headers: await lastSeen(7) }),
      open({ query: inDocument, headers: await lastSeen(7) }),
      open({ headers: await lastSeen(7) }),
    ])
    for (const stream of [byVariable, byDocument, withoutAfter]) {
      await expect.poll(() => titlesOf(stream!)).toEqual(names(8, 2))
    }
    await room.book.ingest('التالي')
    await expect.poll(() => titlesOf(byDocument!).at(-1)).toBe('التالي')
  })

  it('says CURSOR_EXPIRED with the live cursor as id, and goes on from there', async () => {
    await room.book.ingestMany(names(1, 20))
    await room.book.pruneBefore(11)
    // The tail looks at the log once a second.
    await sleep(1_200)
    for (const given of [{ variables: await from(3) }, { headers: await lastSeen(3) }]) {
      const stream = await (await open(given)).end()
      expect(stream.events.map(({ event }) => event)).toEqual(['next', 'complete'])
      const live = await room.at(20)
      expect(stream.events[0]).toMatchObject({
        id: live,
        data: {
          errors: [{ extensions: { code: 'CURSOR_EXPIRED', liveCursor: live, oldestCursor: await room.at(10) } }],
        },
      })
      expect(stream.lastEventId).toBe(live)
    }
  })

  it('says CURSOR_INVALID of what is no cursor of this log, and leads nowhere', async () => {
    for (const id of ['nonsense', await room.at(99)]) {
      const stream = await (await open({ headers: { 'last-event-id': id } })).end()
      expect(stream.results).toMatchObject([{ errors: [{ extensions: { code: 'CURSOR_INVALID' } }] }])
      expect(stream.lastEventId).toBe('')
    }
  })

  it('carries checkpoints with their place as id', async () => {
    await room.book.ingestMany(names(1, 2))
    const stream = await open({ query: CHANGES, variables: await from(0) })
    await expect.poll(() => stream.events.length).toBe(3)
    expect(stream.events.at(-1)).toMatchObject({
      id: await room.at(2),
      data: { data: { changes: { __typename: 'Checkpoint', cursor: await room.at(2) } } },
    })
  })

  it('is told the same bytes as a socket that asks the same', async () => {
    const [socket, stream] = [await openLiveSocket(room.url), await open({ variables: await from(0) })]
    socket.subscribe('1', TITLES, await from(0))
    await room.book.ingestMany(names(1, 5))
    const heard = () => socket.heard.map(({ payload }) => JSON.stringify(payload))
    await expect.poll(() => [heard().length, stream.results.length]).toEqual([5, 5])
    const frames = stream.text.split('\n').filter((line) => line.startsWith('data: {'))
    expect(frames.map((line) => line.slice('data: '.length))).toEqual(heard())
    socket.socket.terminate()
  })

  it('that is cut anywhere and resumed by its last id loses nothing and repeats nothing', async () => {
    const all = names(1, 600)
    const begin = await room.at(0)
    const writing = (async () => {
      for (let start = 0; start < all.length; start += 10) {
        await room.book.ingestMany(all.slice(start, start + 10))
        await sleep(10)
      }
    })()
    const readers = Array.from({ length: 10 }, async () => {
      const titles: string[] = []
      let seen = begin
      while (titles.length < all.length) {
        const stream = await open({ headers: { 'last-event-id': seen } })
        await sleep(Math.random() * 150)
        stream.leave()
        await stream.end()
        titles.push(...titlesOf(stream))
        seen = stream.lastEventId || seen
      }
      return titles
    })
    for (const titles of await Promise.all(readers)) expect(titles).toEqual(all)
    await writing
  })

  it('whose reader takes nothing is ended within its budget, and its last id leads on', async () => {
    const stuck = await open()
    const quick = await open()
    await sleep(200)
    stuck.response.pause()
    const all = names(1, 3_000).map((title) => `${title} ${'ص'.repeat(2_000)}`)
    const begin = await room.at(0)
    for (let start = 0; start < all.length; start += 500) await room.book.ingestMany(all.slice(start, start + 500))
    await expect.poll(() => titlesOf(quick).length, { timeout: 15_000 }).toBe(all.length)
    // Twice the time in which nothing goes, at most.
    await sleep(5_500)
    stuck.response.resume()
    await stuck.end()
    const first = titlesOf(stuck)
    expect(first).toEqual(all.slice(0, first.length))
    expect(first.length).toBeLessThan(2_500)
    expect(stuck.events.some(({ event }) => event === 'complete')).toBe(false)
    const rest = await open({ headers: { 'last-event-id': stuck.lastEventId || begin } })
    await expect.poll(() => first.length + titlesOf(rest).length, { timeout: 15_000 }).toBe(all.length)
    expect([...first, ...titlesOf(rest)]).toEqual(all)
  })
})

describe('a browser’s EventSource', () => {
  it('reconnects by itself where it was, and after CURSOR_EXPIRED from the live cursor', async () => {
    await room.book.ingestMany(names(1, 20))
    await room.book.pruneBefore(11)
    // The tail looks at the log once a second.
    await sleep(1_200)
    const address = new URL('/graphql/stream', room.url)
    address.searchParams.set('query', TITLES)
    address.searchParams.set('variables', JSON.stringify(await from(3)))
    const source = new EventSource(address, { node: { reconnectionTime: 100 } } as EventSourceInit)
    const heard: { id: string; data: any }[] = []
    let completes = 0
    source.addEventListener('next', (event) => {
      const { lastEventId, data } = event as MessageEvent
      heard.push({ id: lastEventId, data: JSON.parse(data) })
    })
    source.addEventListener('complete', () => {
      completes++
    })
    try {
      await expect.poll(() => [heard.length, completes], { timeout: 5_000 }).toEqual([1, 1])
      expect(heard[0]).toMatchObject({
        id: await room.at(20),
        data: { errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }] },
      })
      await room.book.ingest('بعد الفجوة')
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(2)
      expect(heard[1]).toMatchObject({
        id: await room.at(21),
        data: { data: { articleIngested: { article: { title: 'بعد الفجوة' } } } },
      })
    } finally {
      source.close()
    }
  })
})

describe('a silent stream', () => {
  it.each([
    ['changes, which sends a checkpoint too', 'changes(filter: { languages: ["he"] }) { __typename cursor }', 1],
    ['articleIngested', 'articleIngested(filter: { languages: ["he"] }) { cursor }', 0],
  ])('of %s says its place once a minute', async (_, field, frames) => {
    const stream = await open({ query: `subscription { ${field} }` })
    await sleep(300)
    await room.book.ingestMany(names(1, 3))
    // Long enough for the log to stand still where the stream is.
    await sleep(1_200)
    const place = await room.at(3)
    const { performance: clock } = globalThis
    const real = clock.now.bind(clock)
    const later = vi.spyOn(clock, 'now').mockImplementation(() => real() + 61_000)
    try {
      await expect.poll(() => stream.lastEventId, { timeout: 10_000 }).toBe(place)
    } finally {
      later.mockRestore()
    }
    expect(stream.events).toHaveLength(frames)
  })

  it('says its place as an id without data, which browsers keep and tell nobody', () => {
    const written: string[] = []
    const response = {
      on: () => {},
      write(data: unknown, done: () => void) {
        written.push(String(data))
        done()
      },
    }
    const stream = new EventStream(
      response as never,
      LIMITS,
      () => ({ message: '' }),
      () => 0,
    )
    stream.position('c2lsYQ')
    stream.tend()
    stream.tend()
    expect(written).toEqual(['id: c2lsYQ\n\n', ':\n\n'])
  })
})
