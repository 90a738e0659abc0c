import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { abortable } from '../../src/stores/abortable.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())

const reason = new Error('the reader has gone')
const sleeping = async (): Promise<number> => {
  const [row] = await own.db.query(
    `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid() and state = 'active'`,
  )
  return row.n
}

describe('a manager that can be aborted', () => {
  it('gives what another would, and goes on after an abort of others', async () => {
    const gone = new AbortController()
    const manager = abortable(own.db.manager, gone.signal)
    expect(await manager.query('select $1::int as n', [7])).toEqual([{ n: 7 }])
    const other = abortable(own.db.manager, new AbortController().signal)
    const running = other.query('select 1 as n, pg_sleep(0.2)')
    gone.abort(reason)
    expect((await running)[0].n).toBe(1)
  })

  it('cancels every statement that runs, with the reason of the signal', async () => {
    const gone = new AbortController()
    const manager = abortable(own.db.manager, gone.signal)
    const running = Array.from({ length: 3 }, () => manager.query('select pg_sleep(30)'))
    const settled = Promise.allSettled(running)
    await expect.poll(sleeping).toBe(3)
    const began = performance.now()
    gone.abort(reason)
    expect(await settled).toEqual(running.map(() => ({ status: 'rejected', reason })))
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(await sleeping()).toBe(0)
    // No connection is worse for it.
    for (let time = 0; time < 30; time++) expect(await own.db.query('select 1 as n')).toEqual([{ n: 1 }])
  })

  it('begins nothing once it is aborted', async () => {
    const gone = new AbortController()
    gone.abort(reason)
    await expect(abortable(own.db.manager, gone.signal).query('select 1')).rejects.toBe(reason)
  })

  it('leaves failures as they are while it is not aborted', async () => {
    const manager = abortable(own.db.manager, new AbortController().signal)
    await expect(manager.query('select * from nowhere')).rejects.toThrow(/nowhere/)
  })
})

describe('statements that go together', () => {
  const backend = 'select pg_backend_pid() as pid, $1::int as n'

  it('take one connection, and each gives its own rows or its own failure', async () => {
    const manager = abortable(own.db.manager, new AbortController().signal, { together: true })
    const asked = [manager.query(backend, [1]), manager.query('select * from nowhere'), manager.query(backend, [2])]
    const [one, failed, two] = await Promise.allSettled(asked)
    expect(failed).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/nowhere/) } })
    expect(one).toMatchObject({ value: [{ n: 1 }] })
    expect(two).toMatchObject({
      value: [{ n: 2, pid: (one as PromiseFulfilledResult<{ pid: number }[]>).value[0]!.pid }],
    })
  })

  it('are all cancelled, whichever runs', async () => {
    const gone = new AbortController()
    const manager = abortable(own.db.manager, gone.signal, { together: true })
    const running = Array.from({ length: 4 }, () => manager.query('select pg_sleep(30)'))
    const settled = Promise.allSettled(running)
    await expect.poll(sleeping).toBe(1)
    const began = performance.now()
    gone.abort(reason)
    expect(await settled).toEqual(running.map(() => ({ status: 'rejected', reason })))
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(await sleeping()).toBe(0)
    for (let time = 0; time < 30; time++) expect(await own.db.query('select 1 as n')).toEqual([{ n: 1 }])
  })

  it('are more than go over one connection at once', async () => {
    const manager = abortable(own.db.manager, new AbortController().signal, { together: true })
    const rows = await Promise.all(Array.from({ length: 40 }, (_, n) => manager.query(backend, [n])))
    expect(rows.map(([row]) => row.n)).toEqual(Array.from({ length: 40 }, (_, n) => n))
  })
})
