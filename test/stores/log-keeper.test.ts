import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { LogKeeper } from '../../src/stores/log-keeper.ts'
import { openLiveFeed } from '../../src/subscriptions/open-live-feed.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'

const FOR_EVER = 1e9
const UNBOUNDED = Number.MAX_SAFE_INTEGER

let own: TestDatabase
let book: LogBook
let keeper: LogKeeper
let store: ChangeStore
beforeAll(async () => {
  own = await openTestDatabase()
  book = new LogBook(own.db)
  keeper = new LogKeeper(own.db.manager)
  store = new ChangeStore(own.db.manager)
})
afterAll(() => own.close())
beforeEach(() => book.beginAnew())

const positions = async () => (await store.after(0, 1_000)).changes.map(({ position }) => position)
/** Makes changes so many minutes old, in the order of their positions. */
async function age(...minutes: number[]): Promise<void> {
  for (const [index, old] of minutes.entries())
    await own.db.query('update change set at = now() - make_interval(mins => $1) where position = $2', [old, index + 1])
}

describe('the log', () => {
  it('keeps the latest so many changes', async () => {
    await book.append(10)
    expect(await keeper.prune({ seconds: FOR_EVER, changes: 4 }, 100)).toBe(6)
    expect(await positions()).toEqual([7, 8, 9, 10])
    expect(await store.head()).toMatchObject({ oldest: 7, position: 10 })
    expect(await keeper.prune({ seconds: FOR_EVER, changes: 4 }, 100)).toBe(0)
  })

  it('keeps changes of the latest so many seconds', async () => {
    await book.append(5)
    await age(50, 40, 30, 20, 10)
    expect(await keeper.prune({ seconds: 25 * 60, changes: UNBOUNDED }, 100)).toBe(3)
    expect(await positions()).toEqual([4, 5])
  })

  it('keeps no hole where clocks differ: all from the first that is young enough', async () => {
    await book.append(6)
    await age(50, 40, 5, 45, 40, 1)
    expect(await keeper.prune({ seconds: 25 * 60, changes: UNBOUNDED }, 100)).toBe(2)
    expect(await positions()).toEqual([3, 4, 5, 6])
  })

  it('lets go a little at a time, and of everything', async () => {
    await book.append(7)
    const bounds = { seconds: -60, changes: UNBOUNDED }
    expect(await keeper.prune(bounds, 5)).toBe(5)
    expect(await positions()).toEqual([6, 7])
    expect(await keeper.prune(bounds, 5)).toBe(2)
    expect(await keeper.prune(bounds, 5)).toBe(0)
    expect(await store.head()).toMatchObject({ oldest: 8, position: 7 })
    await book.append(1)
    expect(await positions()).toEqual([8])
  })

  it('begins a new epoch, in which no former cursor is good and the positions go on', async () => {
    await book.append(3)
    const feed = openLiveFeed(own.db, own.listener, { warn: () => {}, error: () => {} })
    try {
      const { epoch } = await store.head()
      const follow = (after: string | null) => feed.feed.follow(after, new AbortController().signal)
      const reader = follow(encodeChangeCursor({ epoch, position: 2 }))
      expect((await reader.next()).value).toMatchObject({ epoch, changes: [{ position: 3 }] })
      const waiting = reader.next()
      // It may be refused before anybody waits for it.
      waiting.catch(() => {})
      const next = await keeper.beginEpoch()
      expect(next).toMatch(/^[0-9a-f]{12}$/)
      expect(next).not.toBe(epoch)
      await book.append(1)
      await expect(waiting).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
      await expect(follow(encodeChangeCursor({ epoch, position: 4 })).next()).rejects.toMatchObject({
        code: 'CURSOR_INVALID',
      })
      const fresh = follow(encodeChangeCursor({ epoch: next, position: 3 }))
      expect((await fresh.next()).value).toMatchObject({ epoch: next, changes: [{ position: 4 }] })
      await fresh.return()
    } finally {
      await feed.close()
    }
  })
})
