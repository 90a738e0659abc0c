import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InboxItem } from '../../src/stores/inbox-store.ts'
import { DeskRoom, type Given, inboxItem, link, paragraphs, type Settled, tags } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const url = 'https://one.example/a'
const reread = async (rereadOf: string, given: Given): Promise<Settled> => {
  const item = inboxItem(given)
  return (await room.send([{ ...item, payload: { ...item.payload, rereadOf } as InboxItem['payload'] }]))[0]!
}
const relink = async (relinkOf: string): Promise<Settled> =>
  (await room.send([{ kind: 'RELINK', channel: 'editor', payload: { relinkOf }, rawPayloadId: null }]))[0]!

describe('stored bytes that are read again', () => {
  it('replace the text without a revision: the publisher changed nothing', async () => {
    const { articleId } = await room.tell({ url, blocks: paragraphs('تابعنا على المنصات', 'النص') })
    const settled = await reread(articleId!, { url, blocks: paragraphs('النص'), taggings: tags('ليبيا') })
    expect(settled).toMatchObject({ outcome: 'REVISED', articleId })
    expect(await room.ask('select blocks from article_body')).toEqual([{ blocks: paragraphs('النص') }])
    expect(await room.ask('select revised_at from article')).toEqual([{ revised_at: null }])
    expect(await room.ask('select * from revision')).toEqual([])
    expect(await room.log()).toMatchObject([{ type: 'ARTICLE_INGESTED' }, { type: 'ARTICLE_UPDATED' }])
  })

  it('change nothing where they say the same', async () => {
    const given = { url, blocks: paragraphs('النص') }
    const { articleId } = await room.tell(given)
    const before = await room.print()
    expect(await reread(articleId!, given)).toMatchObject({ outcome: 'UNCHANGED', articleId })
    expect(await room.print()).toEqual(before)
  })

  it('belong to the article that they were kept for, whatever address is read from them now', async () => {
    const { articleId } = await room.tell({ url: null, blocks: paragraphs('النص') })
    const settled = await reread(articleId!, { url, title: 'عنوان آخر', blocks: paragraphs('النص كله') })
    expect(settled).toMatchObject({ outcome: 'REVISED', articleId })
    expect(await room.ask('select title, url from article')).toEqual([{ title: 'عنوان الخبر', url }])
  })

  it('bring nothing back that was withdrawn', async () => {
    const { articleId } = await room.tell({ url, blocks: paragraphs('النص') })
    await room.withdraw(articleId!)
    expect(await reread(articleId!, { url, blocks: paragraphs('نص') })).toMatchObject({ outcome: 'REJECTED' })
    expect(await reread('999', { url })).toMatchObject({ outcome: 'REJECTED', reason: 'there is no such article' })
  })
})

describe('links that are looked for again', () => {
  it('find an article that nobody had bound them to', async () => {
    const { articleId: to } = await room.tell({ url, title: 'هدنة في غزة' })
    const { articleId: from } = await room.tell({
      url: 'https://one.example/b',
      title: 'خبر آخر',
      readAlso: [link('هدنة في غزة'), link('لا وجود له')],
    })
    await room.db.query('update related_link set article_id = null, resolved_at = null')
    const settled = await relink(from!)
    expect(settled).toMatchObject({ outcome: 'REVISED', linksResolved: 1 })
    expect(await room.links(from!)).toMatchObject([{ to }, { headline: 'لا وجود له', to: null }])
    expect((await room.log()).at(-1)).toMatchObject({ type: 'LINK_RESOLVED', articleId: from })
  })

  it('find the article that waits for nothing else too: what others show of it', async () => {
    const { articleId: from } = await room.tell({ url, title: 'خبر', readAlso: [link('هدنة في غزة')] })
    const { articleId: to } = await room.tell({ url: 'https://one.example/b', title: 'هدنة في غزة' })
    await room.db.query('update related_link set article_id = null, resolved_at = null')
    expect(await relink(to!)).toMatchObject({ outcome: 'REVISED', linksResolved: 1 })
    expect(await room.links(from!)).toMatchObject([{ to }])
  })

  it('get computed ones where they have none, and say so once', async () => {
    const words = 'انفجار محطة تحلية المياه في ميناء الدلفين يوقف العبارات'
    await room.tell({ url, title: words, blocks: paragraphs(words) })
    const { articleId } = await room.tell({
      url: 'https://one.example/b',
      title: `${words} يومين`,
      blocks: paragraphs(`${words} صباح الجمعة`),
    })
    const computed = () => room.ask(`select count(*)::int from related_link where origin = 'COMPUTED'`)
    expect(await computed()).toEqual([{ count: 1 }])
    await room.db.query('delete from related_link')
    expect(await relink(articleId!)).toMatchObject({ outcome: 'REVISED', linksCreated: 1 })
    expect(await computed()).toEqual([{ count: 1 }])
    expect(await relink(articleId!)).toMatchObject({ outcome: 'UNCHANGED' })
    expect((await room.log()).map(({ type }) => type)).toEqual([
      'ARTICLE_INGESTED',
      'ARTICLE_INGESTED',
      'STORY_CHANGED',
      'ARTICLE_UPDATED',
    ])
  })
})
