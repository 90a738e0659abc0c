import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'
import { openWebhookRoom, type WebhookRoom } from '../support/webhook-room.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

describe('the figures of a deployment', () => {
  let primary: TestDatabase
  let copy: TestDatabase
  let server: WholeServer
  beforeAll(async () => {
    primary = await openTestDatabase()
    // What stands in for a replica: another database that says how far it has come.
    copy = await openTestDatabase()
    const gone = 'postgres://nobody@127.0.0.1:1/none'
    server = await startWholeServer(primary.url, { databaseReplicaUrls: [copy.url, gone], roles: ['api'] })
  })
  afterAll(async () => {
    await server.close()
    await copy.close()
    await primary.close()
  })

  const lines = async (name: string): Promise<string[]> => {
    const text = await (await fetch(`${server.url}/metrics`, { headers: AS_ADMIN })).text()
    return text.split('\n').filter((line) => line.startsWith(name))
  }

  it('tell how far a replica is behind, and which does not answer', async () => {
    const [head] = await primary.db.query('update log_head set last_position = last_position + 7 returning epoch')
    await copy.db.query('update log_head set epoch = $1, last_position = 3', [head[0].epoch])
    expect(await lines('sila_replica_lag_changes')).toEqual(['sila_replica_lag_changes{replica="replica 1"} 4'])
    expect(await lines('sila_replica_up')).toEqual([
      'sila_replica_up{replica="replica 1"} 1',
      'sila_replica_up{replica="replica 2"} 0',
    ])
  })

  it('tell that nobody writes, what waits for it and for how long, and feeds by health', async () => {
    await primary.db.query(
      `insert into inbox (delivery, place, kind, channel, payload, delivered_at)
       values (gen_random_uuid(), 0, 'ARTICLE', 'test', '{}', now() - interval '90 seconds')`,
    )
    const [source] = await primary.db.query(`insert into source (slug, name) values ('one', 'الأولى') returning id`)
    for (const [number, health] of ['HEALTHY', 'FAILING', 'FAILING'].entries())
      await primary.db.query(
        `insert into feed (source_id, url, url_key, host, health, next_fetch_at)
         values ($1, $2, $2, 'one.example:443', $3, now() - interval '10 minutes')`,
        [source.id, `https://one.example/${number}`, health],
      )
    const value = async (name: string): Promise<number> => Number((await lines(`${name} `))[0]!.split(' ')[1])
    await expect.poll(() => value('sila_inbox_items'), { timeout: 5_000, interval: 200 }).toBe(1)
    expect(await value('sila_inbox_oldest_seconds')).toBeGreaterThan(85)
    expect(await value('sila_desk_lease_held')).toBe(0)
    expect(await value('sila_feeds_due')).toBe(3)
    expect(await value('sila_feed_overdue_seconds')).toBeGreaterThan(595)
    expect(await lines('sila_feeds{')).toEqual([
      'sila_feeds{health="HEALTHY"} 1',
      'sila_feeds{health="FAILING"} 2',
      'sila_feeds{health="STALE"} 0',
      'sila_feeds{health="PAUSED"} 0',
    ])
  })
})

describe('attempts to deliver to a webhook', () => {
  let room: WebhookRoom
  beforeAll(async () => {
    room = await openWebhookRoom()
  })
  afterAll(() => room.close())

  it('are told with what follows from them', async () => {
    const heard: string[] = []
    let asked = 0
    room.receiver.behaviour = () => (asked++ < 2 ? 503 : 204)
    await room.make()
    room.node({ attempted: (outcome) => void heard.push(outcome) })
    await room.book.ingest('خبر')
    await room.until(() => heard.includes('delivered'))
    expect(heard).toEqual(['retry', 'retry', 'delivered'])
  })
})
