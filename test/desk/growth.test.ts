import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Reindexing } from '../../src/desk/growth/reindexing.ts'
import { checkRecord } from '../../src/desk/replay/check-record.ts'
import { Search } from '../../src/search/search.ts'
import { FrequencyStore } from '../../src/stores/frequency-store.ts'
import type { InboxItem } from '../../src/stores/inbox-store.ts'
import { DeskRoom, inboxItem } from '../support/desk-room.ts'
import { randomNews } from '../support/random-news.ts'
import { recordOf } from '../support/record-of.ts'
import { eventually } from '../support/sila-process.ts'

let room: DeskRoom
let processes: ChildProcess[] = []
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())
afterEach(() => {
  for (const child of processes) child.kill('SIGKILL')
  processes = []
})

/** The tables with what their words come to, and where in the log they hold. */
const tables = () =>
  room.ask(
    `select version, documents, articles, position::int, md5(words) as words from frequency_table order by version`,
  )
const versions = () =>
  room.ask(`select analyzer_version as version, count(*)::int from article_text group by 1 order by 1`)
const count = async (what: string) => (await room.ask<{ count: number }>(`select count(*)::int from ${what}`))[0]!.count
/** As if they had been frozen a while ago. */
const settle = () => room.ask(`update frequency_table set frozen_at = frozen_at - interval '1 minute'`)

/** What was decided, without ids and moments. */
const decisions = () =>
  room.ask(
    `select a.url, a.title, first.url as copies, a.event, a.cluster::int, s.cluster::int as story,
       (select json_agg(json_build_array(o.url, l.score) order by l.position)
          from related_link l join article o on o.id = l.article_id where l.from_id = a.id) as similar
       from article a left join article first on first.id = a.copy_of_id left join story s on s.id = a.story_id order by a.id`,
  )

describe('the frequency table', () => {
  it('is frozen with the 128th article and with four times as many, between that article and the next', async () => {
    await room.send(randomNews(1, 560))
    expect(await count('article')).toBeGreaterThan(512)
    expect(await tables()).toMatchObject([
      { version: 1, articles: 128, documents: 128 },
      { version: 2, articles: 512, documents: 512 },
    ])
    const places = await room.ask(
      `select t.version, c.type, c.analyzer_version as "of",
         (select count(*)::int from change i where i.type = 'ARTICLE_INGESTED' and i.position < t.position) as before
         from frequency_table t join change c using (position) order by t.version`,
    )
    expect(places).toEqual([
      { version: 1, type: 'ANALYZER_CHANGED', of: 1, before: 128 },
      { version: 2, type: 'ANALYZER_CHANGED', of: 2, before: 512 },
    ])
    const used = await room.ask(
      `select distinct n.version, (select max(version) from frequency_table t where t.position < n.position) as holding
         from article_analysis n order by 1`,
    )
    expect(used).toEqual([
      { version: 0, holding: null },
      { version: 1, holding: 1 },
      { version: 2, holding: 2 },
    ])
  }, 60_000)

  it('is the same wherever batches end and whoever admits', async () => {
    const items = randomNews(2, 170)
    await room.send(items)
    const atOnce = { ...(await recordOf(room.db)), tables: await tables() }
    await room.reset()
    for (let start = 0; start < items.length; start += 7) {
      await room.send(items.slice(start, start + 7))
      if (start % 21 === 0) await room.changeDesk()
    }
    expect(await count('frequency_table')).toBe(1)
    expect({ ...(await recordOf(room.db)), tables: await tables() }).toEqual(atOnce)
  }, 60_000)

  it('counts words of the articles, and knows them from then on', async () => {
    const word = 'قرطماخ'
    await room.deliver(...Array.from({ length: 128 }, (_, number) => ({ title: `${word} والقرطماخ ${number}` })))
    expect(await search(`ب${word}`)).toHaveLength(0)
    await room.deliver({ title: `ب${word}` })
    const stems = await room.ask(`select lexemes::text as lexemes from article_text order by article_id desc limit 1`)
    expect(stems).toEqual([{ lexemes: `'${word}':1A` }])
  }, 60_000)

  it('left out where it cannot be made, keeps no article from coming in', async () => {
    await room.db.query('alter table frequency_table add constraint broken check (version > 99) not valid')
    try {
      await room.deliver(...Array.from({ length: 140 }, (_, number) => ({ title: `خبر رقم ${number}` })))
    } finally {
      await room.db.query('alter table frequency_table drop constraint broken')
    }
    expect([await count('article'), await count('frequency_table')]).toEqual([140, 0])
    expect(room.events.map(({ event }) => event)).toContain('desk.table-not-grown')
    await room.changeDesk()
    await room.deliver({ title: 'بعدها' })
    expect(await tables()).toMatchObject([{ version: 1, articles: 140 }])
  }, 60_000)
})

describe('two desks of which one is killed', () => {
  it.each([
    ['while it counts', 'article having count(*) >= 128'],
    ['when it has frozen', 'frequency_table having count(*) > 0'],
  ])(
    '%s leave the same record',
    async (_, moment) => {
      const items = randomNews(3, 300)
      await room.send(items)
      const alone = { decisions: await decisions(), tables: await tables() }
      await room.reset()
      await room.inbox.add(randomUUID(), 0, items)
      const desks = [startDesk(), startDesk()]
      await eventually(async () => (await room.ask(`select 1 from ${moment}`)).length > 0, 30_000)
      const holder = (await room.ask<{ holder: string }>('select holder from desk_lease'))[0]!.holder
      for (const desk of desks) if (desk.said().includes(holder)) desk.child.kill('SIGKILL')
      await eventually(async () => (await room.inbox.size()) === 0, 30_000)
      expect({ decisions: await decisions(), tables: await tables() }).toEqual(alone)
      expect(await checkRecord(room.db.manager)).toMatchObject({ tables: 2, different: 0 })
      expect(desks.filter(({ child }) => child.signalCode === 'SIGKILL')).toHaveLength(1)
    },
    90_000,
  )
})

describe('what was indexed under an older table', () => {
  const FOUND = 40
  const told = (number: number): InboxItem =>
    inboxItem({
      title: number % 4 === 0 ? `خبر عن بشلوطة ${number}` : `خبر آخر ${number}`,
      url: `https://one.example/${number}`,
    })

  it('is indexed anew a few at a time, and found all the while', async () => {
    await room.send(Array.from({ length: FOUND * 4 }, (_, number) => told(number)))
    await room.changeDesk()
    expect(await versions()).toEqual([
      { version: 0, count: 128 },
      { version: 1, count: FOUND * 4 - 128 },
    ])
    await settle()
    const some = await reindexing()
    const made: number[] = []
    while (made.at(-1) !== 0) {
      made.push(await some())
      expect(await search('بشلوطة')).toHaveLength(FOUND)
    }
    expect(made.length).toBeGreaterThan(4)
    expect(made.reduce((sum, each) => sum + each)).toBe(128)
    expect(await versions()).toEqual([{ version: 1, count: FOUND * 4 }])
  }, 60_000)

  it('waits until no search can be under way that does not know the table', async () => {
    await room.send(Array.from({ length: 130 }, (_, number) => told(number)))
    await sleep(1_500)
    expect(await versions()).toMatchObject([{ version: 0 }, { version: 1 }])
  }, 60_000)

  it('goes on with another desk, and makes what the desk itself wrote', async () => {
    await room.send(randomNews(4, 200))
    const lexemes = () =>
      room.ask('select article_id, lexemes::text from article_text where analyzer_version = 1 order by 1')
    const written = await lexemes()
    expect(written.length).toBeGreaterThan(60)
    await room.changeDesk()
    await room.db.query(`update article_text set lexemes = '', analyzer_version = -1`)
    await settle()
    const made = await (await reindexing())()
    const left = () => count('article_text where analyzer_version <> 1')
    expect([made > 0, await left()]).toEqual([true, (await count('article')) - made])
    room.startDesk()
    await eventually(async () => (await left()) === 0, 20_000)
    expect(await lexemes()).toEqual(expect.arrayContaining(written))
  }, 60_000)
})

/** What a desk does while nothing waits, a step at a time. */
async function reindexing(): Promise<() => Promise<number>> {
  const analyzer = await new FrequencyStore(room.db.manager).analyzer(1)
  const reindexing = new Reindexing((work) => room.db.transaction(work))
  return () => reindexing.some(analyzer)
}

async function search(text: string): Promise<unknown[]> {
  const request = { text, filter: { includeCopies: true }, orderBy: 'NEWEST', first: 100, after: null } as const
  return (await new Search(room.db.manager).page(request)).edges
}

/** A desk in a process of its own, with what it said. */
function startDesk(): { child: ChildProcess; said(): string } {
  const script = fileURLToPath(new URL('../support/desk-process.js', import.meta.url))
  const child = spawn(process.execPath, [script, room.url, '1500'], { stdio: ['ignore', 'ignore', 'pipe'] })
  processes.push(child)
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  return { child, said: () => said }
}
