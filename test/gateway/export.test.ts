import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countStatements } from '../support/count-statements.ts'
import { type DeskRoom, type Given, link, paragraphs, tags } from '../support/desk-room.ts'
import { openReadingRoom, type ReadingRoom } from '../support/reading-room.ts'
import { importFiles, startDesk } from '../support/working-desk.ts'

let reading: ReadingRoom
let room: DeskRoom
beforeAll(async () => {
  reading = await openReadingRoom({}, { limits: { socketsOfCaller: 3, idleWriteMs: 1_000 } })
  room = reading.room
})
afterAll(() => reading.close())

const address = (query = '') => `${reading.server.url}/export/articles.ndjson?${query}`
const get = (query = '') => fetch(address(query))
const linesIn = (text: string): any[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
const linesOf = async (query = '') => linesIn(await (await get(query)).text())
const titlesIn = (lines: any[]) => lines.map(({ title }) => title)

let number = 0
const news = (title: string, given: Given = {}): Given => ({
  url: `https://one.example/${++number}`,
  title,
  blocks: paragraphs(`متن ${title} في هذا اليوم.`, `فقرة ${number} أخيرة.`),
  publishedAt: new Date(Date.UTC(2026, 2, 9, 8, -number)).toISOString(),
  ...given,
})
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => news(`خبر ${index} عن شأن ${(index * 7919) % 1000}`))

/** Begins an export that nobody takes yet. */
async function begin(query = ''): Promise<IncomingMessage> {
  const asked = request(address(query), { agent: false })
  const answered = new Promise<IncomingMessage>((resolve, reject) => asked.on('response', resolve).on('error', reject))
  asked.end()
  return (await answered).on('error', () => {})
}

/** Waits until something holds; gives how long that took, in milliseconds. */
async function until(holds: () => boolean | Promise<boolean>, mostMs = 5_000): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > mostMs) throw new Error('it does not come to hold')
    await sleep(10)
  }
  return performance.now() - began
}

describe('an export', () => {
  beforeEach(() => room.reset())

  it('is every article of a filter, a line each, in the order in which they came in', async () => {
    const given = many(120)
    await room.deliver(...given)
    const answer = await get('includeCopies=true')
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(titlesIn(linesIn(await answer.text()))).toEqual(given.map(({ title }) => title))
    await room.tell(news('خبر من غيره', { source: { slug: 'two' } }))
    expect(titlesIn(await linesOf('sources=two'))).toEqual(['خبر من غيره'])
    expect(await (await get('sources=three')).text()).toBe('')
  })

  it('goes on after any of its lines, also with what came in since', async () => {
    await room.deliver(...many(107))
    const all = await linesOf('includeCopies=true')
    for (const at of [0, 48, 49, 50, 99, 106]) {
      const rest = await linesOf(`includeCopies=true&after=${all[at].cursor}`)
      expect([at, rest]).toEqual([at, all.slice(at + 1)])
    }
    await room.tell(news('خبر جديد'))
    expect(titlesIn(await linesOf(`after=${all.at(-1).cursor}`))).toEqual(['خبر جديد'])
  })

  it('says all of an article in the fields of ArticleInput, so that it is known again where it is imported', async () => {
    const image = {
      url: 'https://one.example/a.jpg',
      alt: null,
      caption: null,
      credit: null,
      width: null,
      height: null,
    }
    await room.tell(news('خبر قديم', { url: 'https://one.example/old', excerpt: 'ملخص قديم' }))
    const given = news('خبر \u200fبعلامات\u200e', {
      excerpt: 'ملخص',
      authors: ['كاتب'],
      taggings: tags('ثقافة', 'كتب'),
      image,
      readAlso: [link('خبر قديم', { url: 'https://one.example/old', excerpt: 'ملخص الرابط' }), link('غير معروف')],
      similar: [link('شبيه')],
    })
    await room.tell(given)
    const [, line] = await linesOf()
    expect(line).toEqual({
      cursor: expect.any(String),
      id: expect.stringMatching(/^art_/),
      url: given.url,
      title: given.title,
      excerpt: 'ملخص',
      html: given.blocks!.map(({ html }) => html).join('\n'),
      text: given.blocks!.map(({ text }) => text).join('\n\n'),
      authors: ['كاتب'],
      tags: expect.arrayContaining(['ثقافة', 'كتب']),
      image: 'https://one.example/a.jpg',
      language: 'ar',
      direction: 'RTL',
      publishedAt: given.publishedAt!.replace('.000Z', 'Z'),
      publishedAtPrecision: 'TIME',
      observedAt: expect.any(String),
      revisedAt: null,
      source: 'one',
      display: 'FULL',
      attribution: { text: 'one', url: given.url },
      readAlso: [
        { headline: 'خبر قديم', url: 'https://one.example/old', excerpt: 'ملخص الرابط' },
        { headline: 'غير معروف', url: null, excerpt: null },
      ],
      similar: [{ headline: 'شبيه', url: null, excerpt: null }],
    })
    const folder = await mkdtemp(join(tmpdir(), 'sila-export-'))
    const file = join(folder, 'articles.jsonl')
    await writeFile(file, await (await get()).text())
    await room.changeDesk()
    const desk = startDesk(room.db)
    const { articles, rejected } = await importFiles(room.db, desk, [file])
    await desk.close()
    await rm(folder, { recursive: true })
    expect([articles, rejected]).toEqual([{ created: 0, revised: 0, unchanged: 2 }, []])
  })

  it('withholds what a source withholds', async () => {
    const given = (slug: string) =>
      news(`عنوان ${slug}`, { source: { slug }, excerpt: 'موجز', readAlso: [link('رابط', { excerpt: 'موجز الرابط' })] })
    await room.deliver(given('full'), given('excerpt'), given('headline'))
    await room.ask('update source set display = upper(slug) where slug <> $1', ['unknown'])
    const shown = (await linesOf('includeCopies=true')).map(({ excerpt, html, text, readAlso, display }) => [
      display,
      excerpt,
      html !== null && text !== null,
      readAlso[0].excerpt,
    ])
    expect(shown).toEqual([
      ['FULL', 'موجز', true, 'موجز الرابط'],
      ['EXCERPT', 'موجز', false, 'موجز الرابط'],
      ['HEADLINE', null, false, null],
    ])
  })

  it.each([
    ['a cursor that is none', 'after=x', 'after'],
    ['a cursor of another list', `after=${Buffer.from('["NEWEST","1","1"]').toString('base64url')}`, 'after'],
    ['a length', 'first=10', 'first'],
  ])('refuses %s, and names it', async (_what, query, argument) => {
    await room.tell(news('خبر'))
    const answer = await get(query)
    const { errors } = await answer.json()
    expect([answer.status, errors[0].extensions]).toMatchObject([400, { code: 'BAD_USER_INPUT', argument }])
  })
})

describe('an export whose reader', () => {
  const isPage = (sql: string) => /with page as/.test(sql)
  const COUNT = 400
  beforeAll(async () => {
    await room.reset()
    await room.deliver(...many(COUNT))
    // Some 40 megabytes, more than lies between two sockets.
    await room.ask(
      `update article_body set blocks = jsonb_set(blocks, '{0,html}', to_jsonb(repeat('جملة طويلة. ', 2500)))`,
    )
  })

  it('takes nothing is read no further, and in the end let go', async () => {
    const open: IncomingMessage[] = []
    const { statements } = await countStatements(reading.db, async () => {
      for (let each = 0; each < 3; each++) open.push(await begin('includeCopies=true'))
      await sleep(500)
    })
    expect(statements.filter(isPage).length).toBeLessThan((3 * COUNT) / 50)
    const refused = await get()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    expect((await refused.json()).errors[0].extensions.code).toBe('RATE_LIMITED')
    const later = await countStatements(reading.db, () => until(async () => (await get('sources=none')).status === 200))
    expect(later.statements.filter(isPage)).toHaveLength(1)
    for (const answer of open) answer.destroy()
    await until(async () =>
      (await Promise.all([get('sources=a'), get('sources=b'), get('sources=c')])).every(({ ok }) => ok),
    )
  })

  it('hangs up stops its statement within a second', async () => {
    const lock = room.db.createQueryRunner()
    await lock.startTransaction()
    const waiting = async (): Promise<number> => {
      const [row] = await room.ask<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like 'with page%'`,
      )
      return row!.n
    }
    try {
      await lock.query('lock table article in access exclusive mode')
      const asked = request(address(), { agent: false }).on('error', () => {})
      asked.end()
      await until(async () => (await waiting()) === 1)
      asked.destroy()
      expect(await until(async () => (await waiting()) === 0)).toBeLessThan(1_000)
    } finally {
      await lock.rollbackTransaction()
      await lock.release()
    }
    // The connection is as good as before.
    expect(await linesOf('includeCopies=true')).toHaveLength(COUNT)
    expect(reading.server.logged).toEqual([])
  })

  it('would take part of it for the whole is cut off', async () => {
    const answer = await begin('includeCopies=true')
    await room.ask('alter table article_body rename to hidden')
    try {
      const outcome = new Promise((resolve) =>
        answer.on('aborted', () => resolve('cut')).on('end', () => resolve('end')),
      )
      answer.resume()
      expect(await outcome).toBe('cut')
      expect(reading.server.logged.splice(0)).toMatchObject([{ event: 'export.failed' }])
    } finally {
      await room.ask('alter table hidden rename to article_body')
    }
  })
})
