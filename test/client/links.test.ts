import { ApolloClient, gql as apolloGql, InMemoryCache } from '@apollo/client'
import { Client as UrqlClient, gql as urqlGql } from '@urql/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { SilaLink } from '../../client/src/apollo.ts'
import type { FollowOptions, Gap, SilaClient } from '../../client/src/index.ts'
import { silaExchange } from '../../client/src/urql.ts'
import { FeedRoom, INGESTED, type Ingested } from '../support/feed-room.ts'

const room = new FeedRoom()
let client: SilaClient
beforeEach(() => {
  client = room.client({ transport: 'websocket' })
})

/** What an application gets of a subscription: titles, and what it failed with. */
interface Seen {
  titles: string[]
  error?: unknown
  ended?: boolean
}
type Options = Omit<FollowOptions, 'signal'>

function byUrql(options: Options, after: string): [Seen, stop: () => void] {
  const seen: Seen = { titles: [] }
  const urql = new UrqlClient({
    url: `${room.proxy.url}/graphql`,
    preferGetMethod: false,
    exchanges: [silaExchange(client, () => options)],
  })
  const { unsubscribe } = urql.subscription<Ingested>(urqlGql(INGESTED), { after }).subscribe(({ data, error }) => {
    if (data) seen.titles.push(data.articleIngested.article.title)
    if (error) seen.error = error.networkError
  })
  return [seen, unsubscribe]
}

function byApollo(options: Options, after: string): [Seen, stop: () => void] {
  const seen: Seen = { titles: [] }
  const apollo = new ApolloClient({ link: new SilaLink(client, () => options), cache: new InMemoryCache() })
  const subscription = apollo.subscribe<Ingested>({ query: apolloGql(INGESTED), variables: { after } }).subscribe({
    next({ data, error }) {
      if (data) seen.titles.push(data.articleIngested.article.title)
      if (error) seen.error = error
    },
    complete: () => {
      seen.ended = true
    },
  })
  return [seen, () => subscription.unsubscribe()]
}

describe.each([
  ['urql', byUrql],
  ['Apollo Client', byApollo],
] as const)('a subscription of %s', (_, subscribe) => {
  it('goes on from its last cursor when its connections are cut, and ends when it is left', async () => {
    const states: string[] = []
    const [seen, stop] = subscribe({ onState: (state) => void states.push(state) }, await room.liveCursor())
    for (const title of ['أ', 'ب']) await room.book.ingest(title)
    await expect.poll(() => seen.titles).toEqual(['أ', 'ب'])
    room.proxy.cut()
    for (const title of ['ج', 'د']) await room.book.ingest(title)
    room.proxy.mend()
    await expect.poll(() => seen.titles, { timeout: 10_000 }).toEqual(['أ', 'ب', 'ج', 'د'])
    room.proxy.cut()
    await room.book.ingest('ه')
    room.proxy.mend()
    await room.book.ingest('و')
    await expect.poll(() => seen.titles, { timeout: 10_000 }).toEqual(['أ', 'ب', 'ج', 'د', 'ه', 'و'])
    expect(states.filter((state) => state === 'connected')).toHaveLength(3)
    stop()
    await expect.poll(() => states.at(-1)).toBe('ended')
    await room.book.ingest('ز')
    expect([seen.titles.length, seen.error]).toEqual([6, undefined])
  })

  it('is told of a gap, and goes on from the cursor that it gives', async () => {
    const gaps: Gap[] = []
    const after = await room.liveCursor()
    await room.book.beginAnew()
    await room.book.ingest('أ')
    const [seen, stop] = subscribe(
      {
        async onGap(gap) {
          const cursor = await room.liveCursor()
          // Said last: what is published once it is said comes after that cursor.
          gaps.push(gap)
          return cursor
        },
      },
      after,
    )
    await expect.poll(() => gaps.length, { timeout: 10_000 }).toBe(1)
    await room.book.ingest('ب')
    await expect.poll(() => seen.titles, { timeout: 10_000 }).toEqual(['ب'])
    expect(gaps[0]!.after).toBe(after)
    stop()
  })

  it('gets the error of a gap that nobody bridges', async () => {
    const [seen] = subscribe({}, 'nonsense')
    await expect.poll(() => seen.error).toMatchObject({ code: 'CURSOR_INVALID' })
  })
})
