import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DeskRoom, inboxItem, NOW, paragraphs, tags, withdrawal } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const url = (name: string): string => `https://one.example/${name}`
const article = async (id: string) => (await room.ask('select * from article where id = $1', [id]))[0]!
const body = async (id: string) =>
  (
    await room.ask<{ blocks: { text: string }[] }>('select blocks from article_body where article_id = $1', [id])
  )[0]?.blocks.map(({ text }) => text)

describe('a new article', () => {
  it('is in with its body, tags, source and its place in the log', async () => {
    const settled = await room.tell({
      url: url('a'),
      title: 'هدنة في غزة',
      excerpt: 'مقدمة',
      blocks: paragraphs('أولا', 'ثانيا'),
      authors: ['كاتب'],
      taggings: tags('غزة', 'هدنة'),
      source: { slug: 'one', name: 'المصدر', country: 'EG', homepage: 'https://one.example/' },
    })
    expect(settled).toMatchObject({ outcome: 'CREATED', reason: null, linksCreated: 0, linksResolved: 0 })
    expect(await article(settled.articleId!)).toMatchObject({
      url: url('a'),
      title: 'هدنة في غزة',
      excerpt: 'مقدمة',
      authors: ['كاتب'],
      status: 'PUBLISHED',
      published_at: new Date('2026-03-10T09:00:00Z'),
      published_at_precision: 'TIME',
      observed_at: NOW,
      ingested_at: NOW,
      revised_at: null,
      is_late: false,
      has_read_also: false,
      ingested_position: '1',
    })
    expect(await body(settled.articleId!)).toEqual(['أولا', 'ثانيا'])
    const [change] = await room.ask('select * from change')
    expect(change).toMatchObject({ position: '1', type: 'ARTICLE_INGESTED', at: NOW, before: null })
    expect(change!.after).toMatchObject({ sourceSlug: 'one', tagSlugs: ['غزه', 'هدنه'], language: 'ar', country: 'EG' })
  })

  it('without a date is published when it was seen', async () => {
    const { articleId } = await room.tell({
      publishedAt: null,
      publishedAtPrecision: 'OBSERVED',
      observedAt: '2026-03-01T08:00:00Z',
    })
    const seen = new Date('2026-03-01T08:00:00Z')
    expect(await article(articleId!)).toMatchObject({ published_at: seen, observed_at: seen, is_late: true })
  })

  it('is never published later than it was seen, nor seen later than now', async () => {
    const { articleId } = await room.tell({ publishedAt: '2026-03-12T00:00:00Z', observedAt: '2026-03-11T00:00:00Z' })
    expect(await article(articleId!)).toMatchObject({ published_at: NOW, observed_at: NOW })
  })

  it.each([
    ['a day and an hour after its time', '2026-03-09T11:00:00Z', 'TIME', true],
    ['an hour short of a day after its time', '2026-03-09T13:00:00Z', 'TIME', false],
    ['on the day after its day', '2026-03-09T00:00:00Z', 'DAY', false],
    ['two days after its day', '2026-03-08T00:00:00Z', 'DAY', true],
  ] as const)('that came %s is late or not', async (_, publishedAt, publishedAtPrecision, late) => {
    const { articleId } = await room.tell({ publishedAt, publishedAtPrecision })
    expect(await article(articleId!)).toMatchObject({ is_late: late })
  })

  it('that names no source is of the unknown one', async () => {
    const { articleId } = await room.tell({ source: {} })
    const [source] = await room.ask(
      'select s.slug from source s join article a on a.source_id = s.id where a.id = $1',
      [articleId],
    )
    expect(source).toEqual({ slug: 'unknown' })
  })

  it('names its source by any print of its name', async () => {
    await room.deliver(
      { source: { name: 'موقع الأخبار' }, title: 'ا' },
      { source: { name: 'موقع  الاخبار' }, title: 'ب' },
    )
    await room.tell({ source: { name: 'مَوقع الأخبار' }, title: 'ت' })
    expect(await room.ask(`select slug, article_count from source where slug <> 'unknown'`)).toEqual([
      { slug: 'موقع-الاخبار', article_count: 3 },
    ])
  })

  it('is linked to what the window holds about the same matter', async () => {
    const told = { blocks: paragraphs('وساطة القاهرة والدوحة لوقف إطلاق النار وتبادل الأسرى والرهائن') }
    const [first] = await room.deliver({ title: 'هدنة غزة: وساطة القاهرة', ...told })
    const { articleId } = await room.tell({ title: 'وساطة الدوحة من أجل هدنة غزة', ...told })
    const [computed] = await room.ask(`select * from related_link where from_id = $1`, [articleId])
    expect(computed).toMatchObject({ kind: 'SIMILAR', origin: 'COMPUTED', position: 1, article_id: first!.articleId })
    expect(computed!.reasons).not.toEqual([])
  })
})

describe('what is told again', () => {
  const told = {
    url: url('a'),
    guid: '1',
    title: 'هدنة في غزة',
    blocks: paragraphs('أولا', 'ثانيا', 'ثالثا'),
    taggings: tags('غزة'),
    readAlso: [{ headline: 'خبر آخر', url: null, excerpt: null, concatenated: false }],
  }

  it.each(['push:one', 'files:one', 'feed:1'])('in the same words by %s writes nothing anywhere', async (channel) => {
    const { articleId } = await room.tell({ ...told, channel })
    const before = await room.print()
    expect(await room.tell({ ...told, channel })).toMatchObject({ outcome: 'UNCHANGED', articleId })
    expect(await room.tell({ ...told, channel, observedAt: '2026-03-10T10:00:00Z' })).toMatchObject({
      outcome: 'UNCHANGED',
    })
    expect(await room.print()).toEqual(before)
  })

  it('twice in one batch is one article', async () => {
    const [first, second] = await room.deliver(told, told)
    expect([first!.outcome, second!.outcome]).toEqual(['CREATED', 'UNCHANGED'])
    expect(second!.articleId).toBe(first!.articleId)
  })

  it('in the same words by another channel changes no article and announces nothing', async () => {
    await room.tell(told)
    const before = await room.print()
    expect(await room.tell({ ...told, guid: null, channel: 'files:one' })).toMatchObject({ outcome: 'UNCHANGED' })
    const { observation, ...rest } = await room.print()
    expect(rest).toEqual((({ observation: _, ...same }) => same)(before))
    expect(observation).toMatch(/^2 /)
  })

  it('in other words is a revision that tells the paragraphs', async () => {
    const { articleId } = await room.tell(told)
    const settled = await room.tell({
      ...told,
      title: 'هدنة جديدة',
      blocks: paragraphs('أولا', 'معدل', 'ثالثا', 'رابعا'),
    })
    expect(settled).toMatchObject({ outcome: 'REVISED', articleId })
    expect(await room.ask('select id, article_id, title, paragraphs from revision')).toEqual([
      {
        id: expect.any(String),
        article_id: articleId,
        title: 'هدنة جديدة',
        paragraphs: [
          { before: 'ثانيا', after: 'معدل' },
          { before: null, after: 'رابعا' },
        ],
      },
    ])
    expect(await body(articleId!)).toEqual(['أولا', 'معدل', 'ثالثا', 'رابعا'])
    expect(await article(articleId!)).toMatchObject({ title: 'هدنة جديدة', revised_at: NOW, ingested_position: '1' })
    const [change] = await room.ask('select * from change where position = 2')
    expect(change).toMatchObject({ type: 'ARTICLE_UPDATED', article_id: articleId, revision_id: expect.any(String) })
  })

  it('with a former text is a change by a push, and old news by files', async () => {
    const texts = ['قديم', 'جديد', 'قديم'].map((text) => ({ ...told, guid: null, blocks: paragraphs(text) }))
    const outcomes = async (channel: string, address: string) => {
      const all = []
      for (const text of texts) all.push((await room.tell({ ...text, url: address, title: address, channel })).outcome)
      return all
    }
    expect(await outcomes('push:one', url('pushed'))).toEqual(['CREATED', 'REVISED', 'REVISED'])
    expect(await outcomes('files:one', url('filed'))).toEqual(['CREATED', 'REVISED', 'UNCHANGED'])
  })

  it('with a former text is a change by a push, wherever batches end', async () => {
    const [old, changed] = ['قديم', 'جديد'].map((text) => ({ ...told, blocks: paragraphs(text) }))
    await room.tell({ ...told, blocks: paragraphs('أول') })
    await room.deliver(old!, changed!)
    expect(await room.tell(old!)).toMatchObject({ outcome: 'REVISED' })
  })

  it('as a teaser keeps the body', async () => {
    const { articleId } = await room.tell(told)
    const settled = await room.tell({ ...told, blocks: null, excerpt: 'مختصر', channel: 'feed:2' })
    expect(settled).toMatchObject({ outcome: 'REVISED', articleId })
    expect(await body(articleId!)).toEqual(['أولا', 'ثانيا', 'ثالثا'])
    expect(await article(articleId!)).toMatchObject({ excerpt: 'مختصر', revised_at: null })
    expect(await room.ask('select 1 from revision')).toEqual([])
  })

  it('without what is known erases nothing', async () => {
    const image = { url: url('i.jpg'), alt: null, caption: null, credit: null, width: null, height: null }
    const { articleId } = await room.tell({ ...told, excerpt: 'مقدمة', authors: ['كاتب'], image })
    await room.tell({ url: url('a'), title: told.title, channel: 'feed:2' })
    expect(await article(articleId!)).toMatchObject({ excerpt: 'مقدمة', authors: ['كاتب'], image })
    expect(await room.links(articleId!)).toMatchObject([{ headline: 'خبر آخر', shown: true }])
    expect(await room.ask('select 1 from tagging')).toHaveLength(1)
  })

  it('with only the markup changed takes it over and announces nothing', async () => {
    const { articleId } = await room.tell(told)
    const blocks = paragraphs('أولا', 'ثانيا', 'ثالثا').map((block) => ({
      ...block,
      html: `<p><b>${block.text}</b></p>`,
    }))
    expect(await room.tell({ ...told, blocks })).toMatchObject({ outcome: 'UNCHANGED', articleId })
    const [row] = await room.ask<{ blocks: unknown }>('select blocks from article_body')
    expect(row!.blocks).toEqual(blocks)
    expect(await room.log()).toHaveLength(1)
  })

  it('with the date that was missing dates the article', async () => {
    const { articleId } = await room.tell({ ...told, publishedAt: null, publishedAtPrecision: 'OBSERVED' })
    await room.tell({ ...told, publishedAt: '2026-03-05T10:00:00Z' })
    expect(await article(articleId!)).toMatchObject({
      published_at: new Date('2026-03-05T10:00:00Z'),
      published_at_precision: 'TIME',
      is_late: true,
    })
  })

  it('with an address learnt later is at it from then on', async () => {
    const { articleId } = await room.tell({ ...told, url: null, guid: null })
    expect(await room.tell({ ...told, guid: null })).toMatchObject({ outcome: 'REVISED', articleId })
    expect(await article(articleId!)).toMatchObject({ url: url('a') })
    expect(await room.tell({ url: url('a'), title: 'عنوان آخر' })).toMatchObject({ outcome: 'REVISED', articleId })
  })
})

describe('tags', () => {
  it('add up, each once', async () => {
    const { articleId } = await room.tell({ url: url('a'), taggings: tags('غزة', 'هدنة') })
    await room.tell({ url: url('a'), taggings: tags('هدنه', 'القاهرة'), channel: 'feed:2' })
    await room.tell({ url: url('a'), taggings: [], channel: 'feed:3' })
    expect(
      await room.ask(
        'select t.slug, g.label, g.position from tagging g join tag t on t.id = g.tag_id where article_id = $1 order by position',
        [articleId],
      ),
    ).toEqual([
      { slug: 'غزه', label: 'غزة', position: 1 },
      { slug: 'هدنه', label: 'هدنة', position: 2 },
      { slug: 'القاهره', label: 'القاهرة', position: 3 },
    ])
  })

  it('of the site menu stand apart: they are kept, and neither shown nor counted', async () => {
    const menu = { label: 'رياضة', origin: 'SITE_MENU' as const, confidence: 0.3 }
    await room.tell({ url: url('a'), taggings: [...tags('غزة'), menu] })
    expect(await room.ask('select slug, article_count from tag order by id')).toEqual([
      { slug: 'غزه', article_count: 1 },
      { slug: 'رياضه', article_count: 0 },
    ])
    const [change] = await room.ask<{ after: { tagSlugs: string[] } }>('select after from change')
    expect(change!.after.tagSlugs).toEqual(['غزه'])
    await room.tell({ url: url('a'), taggings: tags('رياضة') })
    expect(await room.ask('select origin from tagging order by position')).toEqual([
      { origin: 'PUBLISHER' },
      { origin: 'SITE_MENU' },
      { origin: 'PUBLISHER' },
    ])
    expect(await room.ask(`select article_count from tag where slug = 'رياضه'`)).toEqual([{ article_count: 1 }])
  })

  it('pitfall 15: that a site prints under everything are its menu from the tenth article of a day on', async () => {
    const menu = ['مانشستر سيتي', 'عام الاستدامة', 'غزة']
    const told = Array.from({ length: 11 }, (_, number) => ({
      url: url(`${number}`),
      title: `هدنة في غزة، اليوم ${number}`,
      taggings: tags(...menu, `كاتب ${'أبجدهوزحطيك'[number]}`),
    }))
    for (const article of told) await room.tell(article)
    const labels = (origin: string) =>
      room.ask(
        `select label from tagging where origin = $1 and article_id = (select max(article_id) from tagging) order by position`,
        [origin],
      )
    expect(await labels('SITE_MENU')).toEqual([{ label: 'مانشستر سيتي' }, { label: 'عام الاستدامة' }])
    expect(await labels('PUBLISHER')).toEqual([{ label: 'غزة' }, { label: 'كاتب ك' }])
  })

  it('of the site menu that come later are kept, and are no news', async () => {
    const { articleId } = await room.tell({ url: url('a'), taggings: tags('غزة') })
    const menu = { label: 'بث مباشر', origin: 'SITE_MENU' as const, confidence: 0.3 }
    const again = await room.tell({ url: url('a'), taggings: [menu], channel: 'feed:2' })
    expect(again).toMatchObject({ outcome: 'UNCHANGED', articleId })
    expect(await room.ask('select label from tagging order by position')).toEqual([
      { label: 'غزة' },
      { label: 'بث مباشر' },
    ])
    expect((await room.log()).map(({ type }) => type)).toEqual(['ARTICLE_INGESTED'])
  })

  it('without letters are passed over', async () => {
    expect(await room.tell({ taggings: tags('…', 'غزة') })).toMatchObject({ outcome: 'CREATED' })
    expect(await room.ask('select slug from tag')).toEqual([{ slug: 'غزه' }])
  })

  it('keep a long name in letters beyond the basic plane', async () => {
    expect(await room.tell({ taggings: tags(`ا${'𐤀'.repeat(48)}`) })).toMatchObject({ outcome: 'CREATED' })
  })
})

describe('a withdrawal', () => {
  it('takes an article out, with its reason in the log, once', async () => {
    const { articleId } = await room.tell({ url: url('a'), taggings: tags('غزة') })
    expect(await room.withdraw(articleId!, 'خبر غير صحيح')).toMatchObject({ outcome: 'REVISED', articleId })
    expect(await article(articleId!)).toMatchObject({ status: 'WITHDRAWN', replaced_by_id: null })
    const [, change] = await room.ask('select * from change order by position')
    expect(change).toMatchObject({ type: 'ARTICLE_WITHDRAWN', reason: 'خبر غير صحيح', after: null })
    expect(change!.before).toMatchObject({ tagSlugs: ['غزه'] })
    expect(
      await room.ask(`select article_count from source where slug = 'one' union all select article_count from tag`),
    ).toEqual([{ article_count: 0 }, { article_count: 0 }])
    expect(await room.withdraw(articleId!)).toMatchObject({ outcome: 'UNCHANGED' })
    expect(await room.log()).toHaveLength(2)
  })

  it('of what is not there is refused', async () => {
    expect(await room.withdraw('4711')).toMatchObject({
      outcome: 'REJECTED',
      articleId: null,
      reason: expect.any(String),
    })
    expect(await room.withdraw('no id')).toMatchObject({ outcome: 'REJECTED', articleId: null })
  })

  it('is not undone by telling the article again', async () => {
    const { articleId } = await room.tell({ url: url('a'), blocks: paragraphs('نص') })
    await room.withdraw(articleId!)
    const before = await room.print()
    const again = await room.tell({ url: url('a'), blocks: paragraphs('نص آخر') })
    expect(again).toMatchObject({ outcome: 'REJECTED', articleId, reason: expect.stringContaining('withdrawn') })
    expect(await room.print()).toEqual(before)
  })

  it('takes an article out of what is similar to others', async () => {
    const told = { blocks: paragraphs('وساطة القاهرة والدوحة لوقف إطلاق النار وتبادل الأسرى والرهائن') }
    const { articleId } = await room.tell({ title: 'هدنة غزة: وساطة القاهرة', ...told })
    await room.withdraw(articleId!)
    await room.tell({ title: 'وساطة الدوحة من أجل هدنة غزة', ...told })
    expect(await room.ask('select 1 from related_link')).toEqual([])
  })

  it('reaches an article of its own batch', async () => {
    const { articleId } = await room.tell({ url: url('a') })
    const next = { url: url('a'), title: 'عنوان آخر' }
    const outcomes = await room.send([
      inboxItem(next),
      withdrawal(articleId!, 'سبب'),
      inboxItem({ ...next, title: 'ثالث' }),
    ])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['REVISED', 'REVISED', 'REJECTED'])
  })
})

describe('a merge', () => {
  /** One known by its title, one by its address; then the address of the titled one is told. */
  async function merge() {
    const [titled, addressed, reader] = await room.deliver(
      { title: 'هدنة في غزة', blocks: paragraphs('نص'), taggings: tags('غزة') },
      { title: 'عاجل', url: url('a'), guid: '1', taggings: tags('عاجل') },
      {
        title: 'قارئ',
        url: url('r'),
        readAlso: [{ headline: 'عاجل', url: url('a'), excerpt: null, concatenated: false }],
      },
    )
    const settled = await room.tell({ title: 'هدنة في غزة', url: url('a') })
    return { kept: titled!.articleId!, gone: addressed!.articleId!, reader: reader!.articleId!, settled }
  }

  it('keeps the older, and says of the other what took its place', async () => {
    const { kept, gone, settled } = await merge()
    expect(settled).toMatchObject({ outcome: 'REVISED', articleId: kept })
    expect(await article(kept)).toMatchObject({ status: 'PUBLISHED', url: url('a'), title: 'هدنة في غزة' })
    expect(await article(gone)).toMatchObject({ status: 'WITHDRAWN', replaced_by_id: kept })
  })

  it('announces both', async () => {
    const { kept, gone } = await merge()
    const log = (await room.log()).slice(4)
    expect(log[0]).toMatchObject({ type: 'ARTICLE_WITHDRAWN', articleId: gone, reason: expect.any(String) })
    expect(log[1]).toMatchObject({ type: 'ARTICLE_UPDATED', articleId: kept })
  })

  it('leads links and keys to the one that stays', async () => {
    const { kept, reader } = await merge()
    expect(await room.links(reader)).toMatchObject([{ headline: 'عاجل', to: kept, shown: true }])
    expect(await room.ask('select distinct article_id from article_key')).toHaveLength(2)
    expect(await room.tell({ title: 'عنوان آخر', guid: '1' })).toMatchObject({ articleId: kept })
    expect(await room.tell({ title: 'عنوان غيره', url: url('a') })).toMatchObject({ articleId: kept })
  })

  it('takes over the body where only the other has one', async () => {
    const [titled] = await room.deliver({ title: 'هدنة' }, { title: 'عاجل', url: url('a'), blocks: paragraphs('نص') })
    await room.tell({ title: 'هدنة', url: url('a') })
    expect(await body(titled!.articleId!)).toEqual(['نص'])
  })

  it('is followed by what still calls the other by its title', async () => {
    const { kept } = await merge()
    expect(await room.tell({ title: 'عاجل', url: url('a') })).toMatchObject({ articleId: kept })
  })

  it('does not count the one that is gone', async () => {
    await merge()
    expect(await room.ask(`select slug, article_count from source where slug = 'one'`)).toEqual([
      { slug: 'one', article_count: 2 },
    ])
    expect(await room.ask(`select slug, article_count from tag order by id`)).toEqual([
      { slug: 'غزه', article_count: 1 },
      { slug: 'عاجل', article_count: 0 },
    ])
  })

  it('leads links through two merges of one batch', async () => {
    const [first, , , reader] = await room.deliver(
      { title: 'الأول' },
      { title: 'الثاني' },
      { title: 'الثالث', url: url('a') },
      { title: 'قارئ', readAlso: [{ headline: 'الثالث', url: null, excerpt: null, concatenated: false }] },
    )
    await room.deliver({ title: 'الثاني', url: url('a') }, { title: 'الأول', url: url('a') })
    expect(await room.links(reader!.articleId!)).toMatchObject([{ to: first!.articleId }])
    expect(await room.ask(`select count(*)::int from article where status = 'WITHDRAWN'`)).toEqual([{ count: 2 }])
  })

  it('does not take a published article down with a withdrawn one', async () => {
    const [titled, addressed] = await room.deliver({ title: 'هدنة' }, { title: 'عاجل', url: url('a') })
    await room.withdraw(titled!.articleId!)
    expect(await room.tell({ title: 'هدنة', url: url('a') })).toMatchObject({
      outcome: 'REVISED',
      articleId: addressed!.articleId,
    })
    expect(await article(addressed!.articleId!)).toMatchObject({ status: 'PUBLISHED', title: 'هدنة' })
  })
})
