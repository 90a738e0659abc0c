import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Gap } from '../../client/src/index.ts'
import { FeedRoom, positionsOf, titles } from '../support/feed-room.ts'

const room = new FeedRoom()

interface Page {
  articles: { nodes: { title: string }[]; liveCursor: string }
}

describe.each(['websocket', 'sse'] as const)('a gap over %s', (transport) => {
  const open = () => room.client({ transport })
  const follow = (options: Parameters<FeedRoom['follow']>[1] = {}, client = open()) => room.follow(client, options)

  it('tells a gap, and goes on from the answer of the query that was asked again', async () => {
    const client = open()
    const gaps: Gap[] = []
    let page: string[] = []
    const reader = follow(
      {
        async onGap(gap) {
          gaps.push(gap)
          const { articles } = await client.query<Page>('{ articles(orderBy: OLDEST) { nodes { title } liveCursor } }')
          page = articles.nodes.map(({ title }) => title)
          return articles.liveCursor
        },
      },
      client,
    )
    await reader.connected()
    await room.publish(0, 1)
    await expect.poll(() => reader.titles.length).toBe(1)
    room.proxy.cut()
    await room.publish(1, 8)
    await room.book.pruneBefore(6)
    // The tail looks at the log once a second.
    await sleep(1_200)
    room.proxy.mend()
    await expect.poll(() => gaps.length, { timeout: 10_000 }).toBe(1)
    await reader.connected()
    await room.publish(8, 10)
    await expect.poll(() => reader.titles).toEqual([...titles(0, 1), ...titles(8, 10)])
    expect(page.sort()).toEqual(titles(0, 8))
    expect(positionsOf([gaps[0]!.after, gaps[0]!.oldestCursor!, gaps[0]!.liveCursor!])).toEqual([1, 5, 8])
    expect(gaps[0]!.error.code).toBe('CURSOR_EXPIRED')
    expect(reader.states).toContain('gap')
  })

  it('tells a gap too when the log is another than that of its cursor', async () => {
    const gaps: Gap[] = []
    const reader = follow({
      onGap(gap) {
        gaps.push(gap)
        return null
      },
    })
    await reader.connected()
    await room.publish(0, 1)
    await expect.poll(() => reader.titles.length).toBe(1)
    room.proxy.cut()
    await room.book.beginAnew()
    await room.publish(1, 3)
    await sleep(1_200)
    room.proxy.mend()
    await expect.poll(() => gaps.length, { timeout: 10_000 }).toBe(1)
    await reader.connected()
    await room.publish(3, 4)
    await expect.poll(() => reader.titles).toEqual([...titles(0, 1), ...titles(3, 4)])
    expect(gaps[0]).toMatchObject({ after: reader.cursors[0], error: { code: 'CURSOR_INVALID' } })
  })

  it('ends with the gap where nobody asked to be told', async () => {
    await expect(follow({ variables: { after: 'nonsense' } }).done).rejects.toMatchObject({
      name: 'SilaError',
      code: 'CURSOR_INVALID',
    })
  })
})
