import { type ExecutionResult, parse, subscribe } from 'graphql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { FeedRegistry } from '../../src/stores/feed-registry.ts'
import { FeedStore } from '../../src/stores/feed-store.ts'
import { ScheduleStore } from '../../src/stores/schedule-store.ts'
import { SourceEditor } from '../../src/stores/source-editor.ts'
import { FeedHealthWatch } from '../../src/subscriptions/feed-health-watch.ts'
import { openFeedHealth } from '../../src/subscriptions/open-feed-health.ts'
import { contextOver, servedSchema } from '../support/ask-schema.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'
import { eventually } from '../support/sila-process.ts'

let own: TestDatabase
let open: ReturnType<typeof openFeedHealth>
let registry: FeedRegistry
beforeAll(async () => {
  own = await openTestDatabase()
  registry = new FeedRegistry(own.db.manager)
})
afterAll(() => own.close())
beforeEach(async () => {
  await own.db.query('truncate source, feed restart identity cascade')
  open = openFeedHealth(own.db, own.listener, { warn: () => {} })
})
afterEach(() => open.close())

async function addFeeds(count: number): Promise<string[]> {
  const { id: sourceId } = await new RecordBook(own.db).source('one')
  const rows = await own.db.query(
    `insert into feed (source_id, url, url_key, host)
     select $1, 'https://one.test/' || n, 'one.test/' || n, 'one.test' from generate_series(1, $2::int) n returning id`,
    [sourceId, count],
  )
  return rows.map(({ id }: { id: string }) => id)
}

const DOCUMENT = 'subscription { feedHealthChanged { id health source { slug } } }'
type Stream = AsyncGenerator<ExecutionResult<any>>

async function follow(scopes: ('READ' | 'OPERATE')[] = ['READ', 'OPERATE']): Promise<Stream | ExecutionResult> {
  const contextValue: Context = {
    ...contextOver(own.db),
    caller: { scopes: new Set(scopes), partner: null, keyId: null },
    feedHealth: open.feed,
  }
  return (await subscribe({ schema: servedSchema(), document: parse(DOCUMENT), contextValue })) as Stream
}
/** Begins to read, and says when the reader is counted and the listener hears. */
async function begin(stream: Stream): Promise<{ first: Promise<IteratorResult<ExecutionResult<any>>> }> {
  const before = open.feed.readers
  const first = stream.next()
  await eventually(async () => open.feed.readers > before, 5_000)
  const listening = `select 1 from pg_stat_activity where datname = current_database() and application_name = 'sila listener' and query like 'listen%'`
  await eventually(async () => (await own.db.query(listening)).length > 0, 10_000)
  return { first }
}
const stateOf = (result: IteratorResult<ExecutionResult<any>>): unknown => result.value?.data?.feedHealthChanged

describe('Subscription.feedHealthChanged', () => {
  it('sends each feed whose health changes, by whatever hand', async () => {
    const [id] = (await addFeeds(2)) as [string]
    const stream = (await follow()) as Stream
    const { first } = await begin(stream)
    const feed = { id: encodeId('fed', id), source: { slug: 'one' } }
    await registry.pause(id)
    expect(stateOf(await first)).toEqual({ ...feed, health: 'PAUSED' })
    await registry.resume(id)
    expect(stateOf(await stream.next())).toEqual({ ...feed, health: 'HEALTHY' })
    const [row] = await new FeedStore(own.db.manager).byIds([id])
    await new ScheduleStore(own.db.manager).settle({ ...row!, health: 'FAILING', consecutiveFailures: 3 }, true)
    expect(stateOf(await stream.next())).toEqual({ ...feed, health: 'FAILING' })
    await registry.remove(id)
    expect(stateOf(await stream.next())).toEqual({ ...feed, health: 'PAUSED' })
    await stream.return(undefined)
    expect(open.feed.readers).toBe(0)
  })

  it('tells of all feeds of a source that is paused', async () => {
    const ids = await addFeeds(3)
    const stream = (await follow()) as Stream
    const { first } = await begin(stream)
    const [{ id: sourceId }] = await own.db.query('select id from source')
    await new SourceEditor(own.db.manager).update(sourceId, { paused: true })
    const results = [await first, await stream.next(), await stream.next()].map(stateOf)
    expect(results).toMatchObject(ids.map(() => ({ health: 'PAUSED' })))
    await stream.return(undefined)
  })

  it('leaves a reader that waits when it goes, and needs the scope OPERATE', async () => {
    const stream = (await follow()) as Stream
    const next = stream.next()
    await stream.return(undefined)
    expect((await next).done).toBe(true)
    const refused = (await follow(['READ'])) as ExecutionResult
    expect(refused.errors?.[0]?.originalError).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('FeedHealthWatch', () => {
  const until = (watch: FeedHealthWatch, signal: AbortSignal) => watch.follow(signal)[Symbol.asyncIterator]()

  it('finds by comparison what changed while nothing was heard', async () => {
    const [one, two] = (await addFeeds(3)) as [string, string]
    const watch = new FeedHealthWatch(new FeedStore(own.db.manager))
    const changes = until(watch, new AbortController().signal)
    const first = changes.next()
    watch.heard()
    await eventually(async () => watch.isIdle, 5_000)
    await own.db.query(`update feed set health = 'STALE' where id = $1`, [one])
    await own.db.query('update feed set removed_at = now() where id = $1', [two])
    watch.heard()
    const told = [(await first).value, (await changes.next()).value].sort((a, b) => Number(a!.id) - Number(b!.id))
    expect(told).toMatchObject([
      { id: one, health: 'STALE' },
      { id: two, removedAt: expect.any(Date) },
    ])
    await watch.close()
    expect((await changes.next()).done).toBe(true)
  })

  it('gives a reader that is behind the latest state of each feed, and ends one that is too far behind', async () => {
    const ids = await addFeeds(1_002)
    const watch = new FeedHealthWatch(new FeedStore(own.db.manager))
    const changes = until(watch, new AbortController().signal)
    const first = changes.next()
    const hear = async (heard: readonly string[]) => {
      for (const id of heard) watch.heard(id)
      await eventually(async () => watch.isIdle, 20_000)
    }
    await hear([ids[0]!])
    await first
    await hear([ids[1]!])
    await own.db.query(`update feed set health = 'FAILING'`)
    await hear([ids[1]!])
    expect((await changes.next()).value).toMatchObject({ id: ids[1], health: 'FAILING' })
    await hear(ids)
    for (let count = 0; count < 1_000; count++) expect((await changes.next()).done).toBe(false)
    await expect(changes.next()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(watch.readers).toBe(0)
    await watch.close()
  })

  it('goes on after the database was away, with nothing lost', async () => {
    const [id] = (await addFeeds(1)) as [string]
    const store = new FeedStore(own.db.manager)
    let fails = 1
    const watch = new FeedHealthWatch({
      healths: () => store.healths(),
      byIds: async (ids) => {
        if (fails-- > 0) throw new Error('away')
        return await store.byIds(ids)
      },
    })
    const changes = until(watch, new AbortController().signal)
    const first = changes.next()
    watch.heard(id)
    watch.heard('no id')
    expect((await first).value).toMatchObject({ id })
    await watch.close()
  })
})
