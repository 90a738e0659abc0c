import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Stores } from '../../src/stores/stores.ts'
import { countStatements } from '../support/count-statements.ts'
import { type LiveRoom, type LiveSocket, openLiveRoom, openLiveSocket } from '../support/live-room.ts'

let room: LiveRoom
/** How the next readings of sources fail. */
const broken = { times: 0, error: new Error() }

/** Stores of which sources cannot be read as often as a test says. */
const failing = (stores: Stores): Stores => {
  const byIds: Stores['sources']['byIds'] = async (ids) => {
    if (broken.times-- > 0) throw broken.error
    return await stores.sources.byIds(ids)
  }
  return { ...stores, sources: Object.assign(Object.create(stores.sources), { byIds }) }
}
let sockets: LiveSocket[] = []

beforeAll(async () => {
  room = await openLiveRoom({}, undefined, failing)
})
afterAll(() => room.close())
beforeEach(() => room.book.beginAnew())
afterEach(() => {
  for (const { socket } of sockets) socket.terminate()
  sockets = []
})

async function open(payload?: object): Promise<LiveSocket> {
  const socket = await openLiveSocket(room.url, payload)
  sockets.push(socket)
  return socket
}

const TITLES = `subscription ($filter: ArticleFilter, $after: ChangeCursor) {
  articleIngested(filter: $filter, after: $after) { cursor article { title } }
}`
const CHANGES = `subscription ($filter: ArticleFilter, $after: ChangeCursor) {
  changes(filter: $filter, after: $after) { __typename cursor ... on ArticleIngested { article { title } } }
}`

const titlesOf = ({ heard }: LiveSocket, id = '1'): string[] =>
  heard.flatMap((message) =>
    message.id === id && message.type === 'next' ? [message.payload.data.articleIngested.article.title] : [],
  )
const names = (from: number, count: number) => Array.from({ length: count }, (_, index) => `خبر ${from + index}`)

/** Waits until some operations of each socket hear what is ingested now. */
async function settled(
  listening: readonly LiveSocket[],
  idsOf: (index: number) => string[] = () => ['1'],
): Promise<void> {
  for (let word = 1; ; word++) {
    await room.book.ingest(`كلمة ${word}`)
    await sleep(50)
    const hears = (socket: LiveSocket, id: string) => titlesOf(socket, id).includes(`كلمة ${word}`)
    if (listening.every((socket, index) => idsOf(index).every((id) => hears(socket, id)))) break
  }
  // Who heard the last word from the log is live once the tail has come there: it looks every second at the latest.
  await sleep(1_000)
  for (const socket of listening) socket.heard.length = 0
}

describe('the hub', () => {
  it('reads what an event shows once for all who asked the same, and sends each its own id', async () => {
    const three = [await open(), await open(), await open()]
    for (const [index, socket] of three.entries()) socket.subscribe('1', TITLES, { after: null, [`unused${index}`]: 1 })
    for (const [index, socket] of three.entries()) socket.subscribe(`id "${index}"`, TITLES)
    const idsOf = (index: number) => ['1', `id "${index}"`]
    await settled(three, idsOf)
    const { statements } = await countStatements(room.db, async () => {
      await room.book.ingest('واحد')
      await expect.poll(() => three.every((socket) => socket.heard.length === 2)).toBe(true)
    })
    expect(statements.filter((sql) => /from "?article/i.test(sql) && !/insert/i.test(sql))).toHaveLength(1)
    for (const [index, { heard }] of three.entries()) {
      expect(heard.map(({ id }) => id).sort()).toEqual(idsOf(index))
      expect(new Set(heard.map(({ payload }) => JSON.stringify(payload))).size).toBe(1)
    }
  })

  it('leads a crowd that resumes anywhere on without a gap or a repeat while articles come in', async () => {
    const before = names(0, 300)
    await room.book.ingestMany(before)
    const crowd = await Promise.all(Array.from({ length: 40 }, () => open()))
    const after = names(300, 300)
    const writing = (async () => {
      for (let start = 0; start < after.length; start += 10) {
        await room.book.ingestMany(after.slice(start, start + 10))
        await sleep(5)
      }
    })()
    const places = crowd.map(() => Math.floor(Math.random() * 300))
    for (const [index, socket] of crowd.entries()) {
      await sleep(2)
      socket.subscribe('1', TITLES, { after: await room.at(places[index]!) })
    }
    await writing
    const all = [...before, ...after]
    for (const [index, socket] of crowd.entries()) {
      await expect.poll(() => titlesOf(socket).length, { timeout: 10_000 }).toBe(600 - places[index]!)
      expect(titlesOf(socket)).toEqual(all.slice(places[index]))
    }
  })

  it('gives a reader that rests a while everything from the log, in order, and the others at once', async () => {
    const [slow, quick] = [await open(), await open()]
    for (const socket of [slow, quick]) socket.subscribe('1', TITLES)
    await settled([slow, quick])
    slow.socket.pause()
    const titles = names(0, 3_000).map((title) => `${title} ${'ص'.repeat(2_000)}`)
    for (let start = 0; start < titles.length; start += 500)
      await room.book.ingestMany(titles.slice(start, start + 500))
    await expect.poll(() => titlesOf(quick).length, { timeout: 15_000 }).toBe(3_000)
    slow.socket.resume()
    await expect.poll(() => titlesOf(slow).length, { timeout: 15_000 }).toBe(3_000)
    expect(titlesOf(slow)).toEqual(titles)
    expect(titlesOf(quick)).toEqual(titles)
  })

  it('closes a reader that never reads with 1013, and its place costs no more than its budget', async () => {
    const [stuck, quick] = [await open(), await open()]
    for (const socket of [stuck, quick]) socket.subscribe('1', TITLES)
    await settled([stuck, quick])
    stuck.socket.pause()
    const titles = names(0, 6_000).map((title) => `${title} ${'ص'.repeat(2_000)}`)
    for (let start = 0; start < titles.length; start += 500)
      await room.book.ingestMany(titles.slice(start, start + 500))
    await expect.poll(() => titlesOf(quick).length, { timeout: 15_000 }).toBe(6_000)
    await sleep(5_000)
    stuck.socket.resume()
    await expect.poll(() => stuck.closed, { timeout: 5_000 }).toBe(1013)
    // What it got is a beginning of the whole, so that its cursor leads on.
    expect(titlesOf(stuck)).toEqual(titles.slice(0, titlesOf(stuck).length))
    expect(titlesOf(stuck).length).toBeLessThan(5_000)
  })

  it('sends changes with a checkpoint once a replay has caught up', async () => {
    await room.book.ingest('أ')
    const socket = await open()
    socket.subscribe('1', CHANGES, { after: await room.at(0) })
    await expect.poll(() => socket.heard.length).toBe(2)
    await room.book.ingest('ب')
    await expect.poll(() => socket.heard.length).toBe(3)
    expect(socket.heard.map(({ payload }) => payload.data.changes)).toEqual([
      { __typename: 'ArticleIngested', cursor: await room.at(1), article: { title: 'أ' } },
      { __typename: 'Checkpoint', cursor: await room.at(1) },
      { __typename: 'ArticleIngested', cursor: await room.at(2), article: { title: 'ب' } },
    ])
  })

  it('ends an operation that is completed, and one whose log is replaced with CURSOR_INVALID; the socket stays', async () => {
    const socket = await open()
    socket.subscribe('1', TITLES)
    socket.subscribe('2', TITLES)
    await settled([socket])
    socket.send({ id: '2', type: 'complete' })
    await sleep(50)
    await room.book.ingest('أ')
    await expect.poll(() => socket.heard.map(({ id }) => id)).toEqual(['1'])
    await room.book.beginAnew()
    await expect
      .poll(() => socket.heard.at(-1), { timeout: 5_000 })
      .toMatchObject({
        id: '1',
        type: 'error',
        payload: [{ extensions: { code: 'CURSOR_INVALID', requestId: expect.any(String) } }],
      })
    socket.subscribe('1', TITLES)
    await settled([socket])
  })

  it('tells an event whole although the database was away for a moment', async () => {
    const socket = await open()
    socket.subscribe('1', TITLES.replace('title', 'title source { name }'))
    await settled([socket])
    Object.assign(broken, { times: 2, error: new Error('Connection terminated unexpectedly') })
    await room.book.ingest('أ')
    await expect.poll(() => socket.heard.length, { timeout: 5_000 }).toBe(1)
    expect(socket.heard[0]!.payload).toMatchObject({ data: { articleIngested: { article: { title: 'أ' } } } })
    expect(socket.heard[0]!.payload.errors).toBeUndefined()
  })

  it('shows each what went wrong with an event as clients may see it, under an id of the group', async () => {
    const two = [await open(), await open()]
    for (const socket of two) socket.subscribe('1', TITLES.replace('title', 'title source { name }'))
    await settled(two)
    // By its plan, and as graphql says it.
    Object.assign(broken, { times: 2, error: new TypeError('password=secret') })
    await room.book.ingest('أ')
    for (const { heard } of two) {
      await expect.poll(() => heard.length).toBe(1)
      expect(heard[0]!.payload).toMatchObject({
        data: null,
        errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL', requestId: expect.any(String) } }],
      })
    }
    expect(two[0]!.heard).toEqual(two[1]!.heard)
    await room.book.ingest('ب')
    await expect.poll(() => two.map((socket) => socket.heard.length)).toEqual([2, 2])
  })
})
