import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDeskThread } from '../../src/app/desk-thread.ts'
import { InboxStore } from '../../src/stores/inbox-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { inboxItem } from '../support/desk-room.ts'

const DELIVERY = '00000000-0000-4000-8000-000000000001'
const CONFIG = { changesKeptSeconds: 1_000_000 }

let own: TestDatabase
let thread: ReturnType<typeof openDeskThread> | null = null
let said: string[] = []
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())
afterEach(async () => {
  await thread?.close()
  thread = null
  said = []
})

function open(url = own.url): void {
  const say = (_fields: object, event: string) => void said.push(event)
  thread = openDeskThread({ url }, CONFIG, { info: say, warn: say })
}

const count = async (what: string): Promise<number> =>
  (await own.db.query(`select count(*)::int as count from ${what}`))[0].count
const deliver = (place: number) =>
  new InboxStore(own.db.manager).add(DELIVERY, place, [inboxItem({ title: `خبر رقم ${place}` })])

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !(await what()); await sleep(10)) {
    if (Date.now() > end) throw new Error(`it did not come to that: ${said.join(', ')}`)
  }
}

describe('a desk in a thread of its own', () => {
  it('admits what is delivered, says what it does in the log of the process, and lets the lease go when it is closed', async () => {
    open()
    await deliver(1)
    await until(async () => (await count('article')) === 1)
    expect(said).toContain('desk.took-over')
    await thread!.close()
    expect(await count('desk_lease where holder is not null and expires_at > now()')).toBe(0)
    await deliver(2)
    await sleep(200)
    expect(await count('article')).toBe(1)
    open()
    await until(async () => (await count('article')) === 2)
  })

  it('is followed by another where it fails', async () => {
    open('postgres://nobody:nothing@127.0.0.1:1/nowhere')
    await until(() => said.filter((event) => event === 'desk.thread-failed').length >= 2)
  })

  it('is closed at once while the next one is waited for', async () => {
    open('postgres://nobody:nothing@127.0.0.1:1/nowhere')
    await until(() => said.includes('desk.thread-failed'))
    await thread!.close()
    const before = said.length
    await sleep(1_500)
    expect(said.length).toBe(before)
  })
})
