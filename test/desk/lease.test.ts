import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Desk, DeskOptions } from '../../src/desk/desk.ts'
import { InboxStore } from '../../src/stores/inbox-store.ts'
import { LeaseStore, type LeaseTerms } from '../../src/stores/lease-store.ts'
import { DeskRoom, inboxItem } from '../support/desk-room.ts'

const TERMS: LeaseTerms = { leaseMs: 500, transactionMs: 250 }
const DELIVERY = '00000000-0000-4000-8000-000000000001'

let room: DeskRoom
let desks: Desk[] = []
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.close()))
  desks = []
})

const lease = (): LeaseStore => new LeaseStore(room.db.manager, TERMS)
const expire = () => room.ask(`update desk_lease set expires_at = now() - interval '1 second'`)
const titles = async () =>
  (await room.ask<{ title: string }>('select title from article order by id')).map(({ title }) => title)

function openDesk(options: Partial<DeskOptions> = {}): Desk {
  const desk = room.makeDesk({ lease: TERMS, ...options })
  desks.push(desk)
  desk.start()
  return desk
}

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !(await what()); await sleep(5)) {
    if (Date.now() > end) throw new Error('it did not come to that within 5 s')
  }
}

async function deliver(place: number): Promise<void> {
  await new InboxStore(room.db.manager).add(DELIVERY, place, [inboxItem({ title: `خبر ${place}` })])
  for (const desk of desks) desk.wake()
}

describe('the lease', () => {
  it('is one holder at a time; a change of hands raises the token', async () => {
    expect(await lease().acquire('a')).toBe('1')
    expect(await lease().acquire('a')).toBe('1')
    expect(await lease().acquire('b')).toBe(null)
    await lease().release('b')
    expect(await lease().acquire('b')).toBe(null)
    await lease().release('a')
    expect(await lease().acquire('b')).toBe('2')
  })

  it('goes over once it has run out, and fences off its former holder', async () => {
    expect(await lease().acquire('a')).toBe('1')
    expect(await lease().fence('a', '1')).toBe(true)
    await expire()
    expect(await lease().acquire('b')).toBe('2')
    expect(await lease().fence('a', '1')).toBe(false)
    expect(await lease().fence('a', '2')).toBe(false)
    expect(await lease().fence('b', '2')).toBe(true)
  })

  it('that ran out and found no taker is still its holder’s', async () => {
    await lease().acquire('a')
    await expire()
    expect(await lease().fence('a', '1')).toBe(true)
    expect(await lease().acquire('b')).toBe(null)
  })

  it('cuts a holder that stopped within a transaction: nothing is written, and its successor need not wait for it', async () => {
    await lease().acquire('a')
    const stopped = room.db.transaction(async (manager) => {
      expect(await new LeaseStore(manager, TERMS).fence('a', '1')).toBe(true)
      await manager.query(`insert into tag (slug, name) values ('zombie', 'zombie')`)
      await sleep(700)
      await manager.query(`update tag set name = 'woken'`)
    })
    const failed = expect(stopped).rejects.toThrow()
    await sleep(50)
    await expire().catch(() => {})
    await until(async () => (await lease().acquire('b')) === '2')
    expect(await room.ask('select 1 from tag')).toEqual([])
    await failed
    expect(await room.ask('select 1 from tag')).toEqual([])
  })

  it('cuts a statement that takes too long', async () => {
    await lease().acquire('a')
    const slow = room.db.transaction(async (manager) => {
      await new LeaseStore(manager, TERMS).fence('a', '1')
      await manager.query('select pg_sleep(5)')
    })
    await expect(slow).rejects.toThrow('statement timeout')
  })
})

describe('two desks', () => {
  it('are one at work and one that stands by', async () => {
    const [first, second] = [openDesk(), openDesk()]
    await until(() => first.isHolder || second.isHolder)
    for (let place = 0; place < 20; place++) await deliver(place)
    await until(async () => (await titles()).length === 20)
    expect([first.isHolder, second.isHolder].filter(Boolean)).toHaveLength(1)
    expect(room.events.filter(({ event }) => event === 'desk.took-over')).toHaveLength(1)
    expect(await titles()).toEqual(Array.from({ length: 20 }, (_, place) => `خبر ${place}`))
  })

  it('hand over when the one at work closes', async () => {
    const first = openDesk()
    await until(() => first.isHolder)
    const second = openDesk()
    await deliver(0)
    await until(async () => (await titles()).length === 1)
    await first.close()
    expect(first.isHolder).toBe(false)
    await deliver(1)
    await until(async () => (await titles()).length === 2)
    expect(second.isHolder).toBe(true)
    expect(await room.ask('select token from desk_lease')).toEqual([{ token: '2' }])
  })

  it('do not admit while somebody else holds the lease, and do once he is silent', async () => {
    await lease().acquire('killed')
    const desk = openDesk()
    await deliver(0)
    await sleep(100)
    expect([desk.isHolder, await titles()]).toEqual([false, []])
    await until(async () => (await titles()).length === 1)
    expect(desk.isHolder).toBe(true)
  })

  it('lose nothing and repeat nothing when the lease is taken from the one at work', async () => {
    const desk = openDesk()
    for (let place = 0; place < 30; place++) {
      await deliver(place)
      if (place % 10 === 5) {
        // It may not know yet that the one before took the lease from it.
        await until(async () => desk.isHolder && (await titles()).length === place + 1)
        await until(async () => {
          await expire()
          return (await lease().acquire(`thief ${place}`)) !== null
        })
      }
    }
    await until(async () => (await titles()).length === 30)
    expect(await titles()).toEqual(Array.from({ length: 30 }, (_, place) => `خبر ${place}`))
    const [log] = await room.ask('select count(*)::int, max(position)::int as last from change')
    expect(log).toEqual({ count: 30, last: 30 })
    expect(Number((await room.ask<{ token: string }>('select token from desk_lease'))[0]!.token)).toBe(7)
  })
})

describe('a batch that takes longer than a transaction may', () => {
  it('is taken in smaller ones', async () => {
    // The database answers each new article slowly: six are more than one transaction may take.
    await room.ask(`create function slowly() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.06); return new; end $$`)
    await room.ask('create trigger slow before insert on article for each row execute function slowly()')
    try {
      await room.inbox.add(
        DELIVERY,
        0,
        Array.from({ length: 6 }, (_, place) => inboxItem({ title: `خبر ${place}` })),
      )
      openDesk()
      await until(async () => (await titles()).length === 6)
      expect(room.events.some(({ event }) => event === 'desk.batch-failed')).toBe(true)
      expect((await room.inbox.outcomes(DELIVERY, 0, 6)).map(({ outcome }) => outcome)).toEqual(
        Array(6).fill('CREATED'),
      )
    } finally {
      await room.ask('drop function slowly() cascade')
    }
  })
})
