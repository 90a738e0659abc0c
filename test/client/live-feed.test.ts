import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ClientOptions, FeedState } from '../../client/src/index.ts'
import { FeedRoom, INGESTED, type Ingested, positionsOf, titles } from '../support/feed-room.ts'
import { ADMIN_KEY } from '../support/tiny-server.ts'

const room = new FeedRoom()

describe.each(['websocket', 'sse'] as const)('a subscription over %s', (transport) => {
  const open = (options: Partial<ClientOptions> = {}) => room.client({ transport, ...options })
  const follow = (options: Parameters<FeedRoom['follow']>[1] = {}, client = open()) => room.follow(client, options)

  it('begins with what happens after its first step, and takes every event once and in order', async () => {
    await room.book.ingest('قبل')
    const reader = follow()
    await reader.connected()
    await room.publish(0, 3)
    await expect.poll(() => reader.titles).toEqual(titles(0, 3))
    await reader.feed.return()
    await reader.done
    expect(reader.states).toEqual(['connecting', 'connected', 'ended'])
  })

  it('loses nothing and takes nothing twice while its connections are cut over and over', async () => {
    const reader = follow()
    await reader.connected()
    const writing = room.publish(0, 120)
    for (let cuts = 0; cuts < 4; cuts++) {
      await sleep(150)
      room.proxy.cut()
      await expect.poll(() => reader.states.at(-1)).toBe('connecting')
      room.proxy.mend()
      await reader.connected()
    }
    await writing
    await expect.poll(() => reader.titles.length, { timeout: 10_000 }).toBe(120)
    expect(reader.titles).toEqual(titles(0, 120))
    expect(positionsOf(reader.cursors)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    expect(reader.states.filter((state) => state === 'connected')).toHaveLength(5)
  })

  it('misses nothing although it is cut before its first event', async () => {
    const reader = follow()
    await reader.connected()
    room.proxy.cut()
    await room.publish(0, 5)
    room.proxy.mend()
    await expect.poll(() => reader.titles, { timeout: 10_000 }).toEqual(titles(0, 5))
  })

  it('waits for a server that is not there yet', async () => {
    room.proxy.cut()
    const reader = follow()
    await sleep(300)
    room.proxy.mend()
    await reader.connected()
    await room.publish(0, 1)
    await expect.poll(() => reader.titles).toEqual(titles(0, 1))
  })

  it('goes on from the cursor that it is given', async () => {
    const first = follow()
    await first.connected()
    await room.publish(0, 6)
    await expect.poll(() => first.cursors.length).toBe(6)
    const second = follow({ variables: { after: first.cursors[3] } })
    await expect.poll(() => second.titles).toEqual(titles(4, 6))
  })

  it('holds no more than its buffer for a slow reader, who loses nothing', async () => {
    const states: FeedState[] = []
    const variables = { after: await room.liveCursor() }
    const options = { variables, buffer: 4, onState: (state: FeedState) => void states.push(state) }
    const feed = open().subscribe<Ingested>(INGESTED, options)
    await room.publish(0, 40)
    const taken: string[] = []
    for await (const { data } of feed) {
      taken.push(data!.articleIngested.article.title)
      await sleep(10)
      if (taken.length === 40) break
    }
    expect(taken).toEqual(titles(0, 40))
    expect(states.filter((state) => state === 'catching-up').length).toBeGreaterThan(2)
  })

  it('ends with what the server refuses it for, at the first attempt', async () => {
    const states: FeedState[] = []
    const feed = open().subscribe('subscription ($after: ChangeCursor) { articleIngested(after: $after) { curse } }', {
      variables: { after: await room.liveCursor() },
      onState: (state) => void states.push(state),
    })
    await expect(feed.next()).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', errors: [{}] })
    expect(states).toEqual(['connecting', 'connected', 'ended'])
    const blind = 'subscription ($after: ChangeCursor) { articleIngested(after: $after) { at } }'
    const cursorless = open().subscribe(blind, { variables: { after: await room.liveCursor() } })
    if (transport === 'websocket') {
      await room.publish(0, 1)
      await expect(cursorless.next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    }
    expect(() => open().subscribe('subscription { articleIngested { cursor } }')).toThrow(TypeError)
  })

  it('ends with the key that is refused', async () => {
    const feed = open({ key: 'sila_nobody' }).subscribe(INGESTED, { variables: { after: await room.liveCursor() } })
    const code = transport === 'websocket' ? 'FORBIDDEN' : 'UNAUTHENTICATED'
    await expect(feed.next()).rejects.toMatchObject({ code })
  })

  it('goes on with another key where the one that was refused is no longer given', async () => {
    let asked = 0
    const key = () => (asked++ === 0 ? 'sila_nobody' : ADMIN_KEY)
    const reader = follow({ variables: { after: await room.liveCursor() } }, open({ key }))
    await room.publish(0, 1)
    await expect.poll(() => reader.titles, { timeout: 5_000 }).toEqual(titles(0, 1))
    expect(asked).toBe(3)
  })

  it('ends quietly by its signal, by return and with its client, also while it waits', async () => {
    const stop = new AbortController()
    const client = open()
    const [bySignal, byReturn, byClient] = [
      follow({ signal: stop.signal }, client),
      follow({}, client),
      follow({}, client),
    ]
    for (const reader of [bySignal, byReturn, byClient]) await reader.connected()
    stop.abort()
    await bySignal.done
    await byReturn.feed.return()
    await byReturn.done
    await room.publish(0, 1)
    await expect.poll(() => byClient.titles).toEqual(titles(0, 1))
    client.close()
    await byClient.done
    expect([bySignal.titles, byReturn.titles]).toEqual([[], []])
    expect(await follow({ signal: AbortSignal.abort() }).feed.next()).toEqual({ done: true, value: undefined })
  })
  it('tells by the Checkpoints of `changes` when it has caught up', async () => {
    const after = await room.liveCursor()
    await room.publish(0, 3)
    const seen: string[] = []
    const onState = (state: FeedState) => void seen.push(state)
    const feed = open().changes({ after, types: ['ARTICLE_INGESTED'], filter: { languages: ['ar'] }, onState })
    const done = feed.each((change) => {
      seen.push(change.__typename === 'ArticleIngested' ? change.article.title : change.__typename)
    })
    const replayed = ['connecting', 'catching-up', ...titles(0, 3), 'live', 'Checkpoint']
    await expect.poll(() => seen).toEqual(replayed)
    await room.publish(3, 4)
    await expect.poll(() => seen).toEqual([...replayed, ...titles(3, 4)])
    seen.length = 0
    room.proxy.cut()
    await room.publish(4, 6)
    await expect.poll(() => seen.at(-1)).toBe('connecting')
    room.proxy.mend()
    await expect.poll(() => seen.at(-1), { timeout: 10_000 }).toBe('Checkpoint')
    expect(seen.filter((word) => word !== 'connecting')).toEqual(['catching-up', ...titles(4, 6), 'live', 'Checkpoint'])
    await feed.return()
    await done
  })
})
