import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Listener } from '../../src/stores/listener.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
let listener: Listener
let warned: string[] = []
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())
afterEach(async () => {
  await listener.close()
  warned = []
})

const open = () => (listener = new Listener(own.url, (_, event) => void warned.push(event)))
const notify = (channel: string, payload: string) => own.db.query('select pg_notify($1, $2)', [channel, payload])
const CONNECTIONS = `select pid from pg_stat_activity where datname = current_database() and application_name = 'sila listener'`

/** Hears some channels, and comes back once they are listened to. */
async function hearing(...channels: string[]) {
  const heard: string[] = []
  const hearing = listener.hear(channels, (channel, payload) => void heard.push(`${channel} ${payload ?? '?'}`))
  await expect.poll(() => heard.length).toBe(channels.length)
  expect(heard.splice(0)).toEqual(channels.map((channel) => `${channel} ?`))
  return { heard, hearing }
}

describe('a listener', () => {
  it('connects when the first hears, and serves all who hear over one connection', async () => {
    open()
    expect(await own.db.query(CONNECTIONS)).toEqual([])
    const first = await hearing('a', 'b')
    const second = await hearing('c')
    const third = await hearing('a')
    first.heard.length = 0
    expect(await own.db.query(CONNECTIONS)).toHaveLength(1)
    for (const channel of ['a', 'b', 'c']) await notify(channel, '1')
    await expect.poll(() => second.heard).toEqual(['c 1'])
    expect(first.heard).toEqual(['a 1', 'b 1'])
    expect(third.heard).toEqual(['a 1'])
  })

  it('tells nothing any more to who has closed, and the others go on', async () => {
    open()
    const [gone, there] = [await hearing('a'), await hearing('a')]
    gone.heard.length = 0
    gone.hearing.close()
    await notify('a', '1')
    await expect.poll(() => there.heard).toEqual(['a 1'])
    expect(gone.heard).toEqual([])
  })

  it('tells everybody that something may have been missed when its connection was cut', async () => {
    open()
    const [first, second] = [await hearing('a'), await hearing('b')]
    await own.db.query(`select pg_terminate_backend(pid) from (${CONNECTIONS}) c`)
    await expect.poll(() => [first.heard, second.heard]).toEqual([['a ?'], ['b ?']])
    expect(warned).toEqual(['listener.lost'])
    await notify('b', '2')
    await expect.poll(() => second.heard).toEqual(['b ?', 'b 2'])
  })
})
