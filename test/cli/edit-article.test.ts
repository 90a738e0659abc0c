import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { keepCliOutput } from '../support/cli-output.ts'
import { DeskRoom } from '../support/desk-room.ts'

let room: DeskRoom
const output = keepCliOutput()
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(async () => {
  await room.reset()
  vi.stubEnv('DATABASE_URL', room.url)
})

/** Two articles, and nobody at the desk. */
async function two(): Promise<[string, string]> {
  const told = await room.deliver(
    { url: 'https://one.example/a', title: 'خبر أول' },
    { url: 'https://one.example/b', title: 'خبر ثان' },
  )
  await room.changeDesk()
  return told.map(({ articleId }) => encodeId('art', articleId!)) as [string, string]
}
const lastChange = async () => (await room.log()).at(-1)

it('sila withdraw takes an article out, without a server too, and does it once', async () => {
  const [id] = await two()
  expect(await run(['withdraw', id, '--reason', 'بطلب من الناشر', '--json'])).toBe(0)
  const article = { id, url: 'https://one.example/a', title: 'خبر أول', status: 'WITHDRAWN', replacedBy: null }
  expect(JSON.parse(output.printed)).toEqual({ changed: true, article })
  expect(await lastChange()).toMatchObject({ type: 'ARTICLE_WITHDRAWN', reason: 'بطلب من الناشر' })
  output.printed = ''
  expect(await run(['withdraw', id, '--reason', 'مرة أخرى', '--json'])).toBe(0)
  expect(JSON.parse(output.printed)).toEqual({ changed: false, article })
})

it('sila merge makes one article of two, and does it once', async () => {
  const [id, into] = await two()
  expect(await run(['merge', id, into, '--json'])).toBe(0)
  const article = { id, url: 'https://one.example/a', title: 'خبر أول', status: 'WITHDRAWN', replacedBy: into }
  expect(JSON.parse(output.printed)).toEqual({ changed: true, article })
  expect(await lastChange()).toMatchObject({ type: 'ARTICLE_UPDATED' })
  output.printed = ''
  expect(await run(['merge', id, into, '--json'])).toBe(0)
  expect(JSON.parse(output.printed)).toEqual({ changed: false, article })
})

it('both work beside a desk that is at work', async () => {
  const [id, into] = await two()
  room.startDesk()
  expect(await run(['merge', id, into])).toBe(0)
  expect(await run(['withdraw', into, '--reason', 'خطأ'])).toBe(0)
  expect(await room.ask(`select 1 from article where status = 'PUBLISHED'`)).toEqual([])
})

it('both fail where the desk refuses, and are misused without what they need', async () => {
  const [id] = await two()
  const none = encodeId('art', '9999')
  expect(await run(['withdraw', none, '--reason', 'سبب'])).toBe(1)
  expect(output.said).toContain('There is no article with this id.')
  expect(await run(['merge', id, id, '--json'])).toBe(1)
  expect(output.said).toContain('{"error":"An article is not merged into itself."}')
  for (const args of [
    ['withdraw', id],
    ['withdraw', id, '--reason', '  '],
    ['withdraw', '17', '--reason', 'سبب'],
    ['merge', id],
    ['merge', id, encodeId('lnk', '1')],
  ]) {
    expect(await run(args)).toBe(2)
  }
  expect(output.printed).toBe('')
  expect(await room.ask(`select 1 from article where status = 'PUBLISHED'`)).toHaveLength(2)
})
