import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ArticleState } from '../../src/entities/change.ts'
import { DeskRoom, type Given, inboxItem, paragraphs, tags } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const WORDS = 'انفجار محطة تحلية المياه في ميناء الدلفين يوقف العبارات'
const report = (name: string, given: Given = {}): Given => ({
  url: `https://${name}.example/a`,
  title: `${WORDS} ${name}`,
  blocks: paragraphs(`${WORDS} صباح الجمعة، وفق ${name}.`),
  source: { slug: name },
  ...given,
})
interface Row {
  storyId: string
  before: ArticleState
  after: ArticleState
}
const changes = async () =>
  await room.ask<Row>(
    `select story_id as "storyId", before, after from change where type = 'STORY_CHANGED' order by position`,
  )

describe('a change of a story', () => {
  it('keeps what filters ask of its lead and of the article that changed it', async () => {
    const lead = await room.tell(report('one', { taggings: tags('الدلفين') }))
    const second = await room.tell(report('two', { taggings: tags('تحلية') }))
    const [change] = await changes()
    expect(change!.before).toMatchObject({ articleId: lead.articleId, sourceSlug: 'one', storyId: change!.storyId })
    expect(change!.before.tagSlugs).toContain('الدلفين')
    expect(change!.after).toMatchObject({ articleId: second.articleId, sourceSlug: 'two', storyId: change!.storyId })
    expect(change!.after.tagSlugs).toContain('تحليه')
  })

  it('by a withdrawal keeps what the article was', async () => {
    await room.tell(report('one'))
    const { articleId } = await room.tell(report('two'))
    await room.withdraw(articleId!)
    const all = await changes()
    expect(all).toHaveLength(2)
    expect(all[1]).toMatchObject({ before: { sourceSlug: 'one' }, after: { articleId, sourceSlug: 'two' } })
  })

  it('tells the lead as it was then, wherever batches end', async () => {
    const items = [report('two'), report('one', { taggings: tags('سلامة بحرية') })].map(inboxItem)
    const told: Row[][] = []
    for (const together of [true, false]) {
      await room.reset()
      await room.tell(report('one'))
      if (together) await room.send(items)
      else for (const item of items) await room.send([item])
      told.push(await changes())
    }
    expect(told[0]).toHaveLength(1)
    expect(told[0]![0]!.before.tagSlugs).not.toContain('سلامه-بحريه')
    expect(told[1]).toEqual(told[0])
  })
})
