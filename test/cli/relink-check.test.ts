import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { keepCliOutput } from '../support/cli-output.ts'
import { DeskRoom } from '../support/desk-room.ts'
import { randomNews } from '../support/random-news.ts'

let room: DeskRoom
const output = keepCliOutput()
beforeAll(async () => {
  room = await DeskRoom.open()
  await room.send(randomNews(5, 140))
  await room.changeDesk()
})
afterAll(() => room.close())
beforeEach(() => {
  vi.stubEnv('DATABASE_URL', room.url)
})

it('sila relink --check tells what it decided again, and that nothing else is stored', async () => {
  const before = await room.print()
  expect(await run(['relink', '--check', '--json'])).toBe(0)
  expect(output.printed.trimEnd()).not.toContain('\n')
  const checked = JSON.parse(output.printed)
  expect(checked).toMatchObject({ tables: 2, unknown: 0, different: 0, differences: [] })
  const [articles] = await room.ask('select count(*)::int from article')
  expect(checked.articles).toBe(articles!.count)
  expect(await room.print()).toEqual(before)
})

it('sila relink --check fails where something else is stored, and says of which article', async () => {
  await room.db.query('update article set event = 7 where id = (select max(id) from article)')
  expect(await run(['relink', '--check', '--json'])).toBe(1)
  expect(JSON.parse(output.printed)).toMatchObject({
    different: 1,
    differences: [{ article: expect.stringMatching(/^art_/), what: 'event', stored: 7 }],
  })
})

it('sila relink --check looks at all articles or none', async () => {
  expect(await run(['relink', '--check', '--source', 'one'])).toBe(2)
  expect(output.said).toContain('--source')
})
