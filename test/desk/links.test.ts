import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DeskRoom, link, paragraphs } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const url = (name: string): string => `https://one.example/${name}`
const hasReadAlso = async (id: string) =>
  (await room.ask<{ has_read_also: boolean }>('select has_read_also from article where id = $1', [id]))[0]!
    .has_read_also

describe('the lists of a page', () => {
  it('are links in the order of the page, of both kinds', async () => {
    const settled = await room.tell({ readAlso: [link('ثان'), link('أول')], similar: [link('أول')] })
    expect(settled).toMatchObject({ outcome: 'CREATED', linksCreated: 3, linksResolved: 0 })
    expect(await room.links(settled.articleId!)).toEqual([
      { kind: 'READ_ALSO', position: 1, headline: 'ثان', to: null, shown: true },
      { kind: 'READ_ALSO', position: 2, headline: 'أول', to: null, shown: true },
      { kind: 'SIMILAR', position: 1, headline: 'أول', to: null, shown: true },
    ])
    expect(await hasReadAlso(settled.articleId!)).toBe(true)
  })

  it('show a line once, however often it is printed', async () => {
    const { articleId, linksCreated } = await room.tell({ readAlso: [link('«أول»'), link('ثان'), link('اول')] })
    expect(linksCreated).toBe(2)
    expect(await room.links(articleId!)).toMatchObject([{ headline: '«أول»' }, { headline: 'ثان', position: 2 }])
  })

  it('lead to no article from itself, by title or address', async () => {
    const { articleId } = await room.tell({
      title: 'هدنة في غزة',
      url: url('a'),
      readAlso: [link('هدنة فى غزه'), link('غيره', { url: url('a') }), link('آخر')],
    })
    expect(await room.links(articleId!)).toMatchObject([{ headline: 'آخر', position: 1 }])
  })

  it('change with a later look: hidden, shown again, moved', async () => {
    const { articleId } = await room.tell({ url: url('a'), readAlso: [link('أ١'), link('ب٢'), link('ج٣')] })
    const second = await room.tell({ url: url('a'), readAlso: [link('ج٣'), link('د٤'), link('أ١')] })
    expect(second).toMatchObject({ outcome: 'REVISED', linksCreated: 1 })
    expect(await room.links(articleId!)).toMatchObject([
      { headline: 'ج٣', position: 1, shown: true },
      { headline: 'د٤', position: 2, shown: true },
      { headline: 'أ١', position: 3, shown: true },
      { headline: 'ب٢', shown: false },
    ])
    const third = await room.tell({ url: url('a'), readAlso: [link('ب٢')] })
    expect(third).toMatchObject({ outcome: 'REVISED', linksCreated: 0 })
    expect((await room.links(articleId!)).filter(({ shown }) => shown)).toMatchObject([{ headline: 'ب٢', position: 1 }])
    expect((await room.log()).map(({ type }) => type)).toEqual([
      'ARTICLE_INGESTED',
      'ARTICLE_UPDATED',
      'ARTICLE_UPDATED',
    ])
  })

  it('stay where the page does not tell, and go where it shows none', async () => {
    const { articleId } = await room.tell({ url: url('a'), readAlso: [link('أول')] })
    await room.tell({ url: url('a'), readAlso: null, excerpt: 'مقدمة' })
    expect(await room.links(articleId!)).toMatchObject([{ shown: true }])
    await room.tell({ url: url('a'), readAlso: [] })
    expect(await room.links(articleId!)).toMatchObject([{ shown: false }])
    expect(await hasReadAlso(articleId!)).toBe(false)
  })

  it('take over an excerpt that comes later', async () => {
    await room.tell({ url: url('a'), readAlso: [link('أول')] })
    const settled = await room.tell({ url: url('a'), readAlso: [link('أول', { excerpt: 'مقدمة' })] })
    expect(settled).toMatchObject({ outcome: 'REVISED', linksCreated: 0 })
    expect(await room.ask('select excerpt from related_link')).toEqual([{ excerpt: 'مقدمة' }])
  })
})

describe('headlines that run together', () => {
  const TITLES = [
    'مجلس المدينة يقر خطة تطوير الميناء القديم',
    'سوق السمك يعاود البيع غدا بعد العطلة',
    'نقابة الصيادين ترحب بعودة السوق إلى العمل',
  ]
  const tellTitles = async (...titles: string[]) => {
    const told = titles.map((title) => room.tell({ title, url: url(title), source: { slug: 'two' } }))
    return (await Promise.all(told)).map(({ articleId }) => articleId)
  }

  it.each([true, false])(
    'are parted where they are titles of recent articles, and bound (said by the parser: %s)',
    async (concatenated) => {
      const ids = await tellTitles(...TITLES)
      const line = link(TITLES.join(''), { concatenated })
      const settled = await room.tell({ url: url('a'), similar: [link('أول'), line, link('آخر')] })
      expect(settled).toMatchObject({ linksCreated: 5, linksResolved: 3 })
      expect(await room.links(settled.articleId!)).toMatchObject([
        { position: 1, headline: 'أول', to: null },
        ...TITLES.map((headline, index) => ({ position: index + 2, headline, to: ids[index] })),
        { position: 5, headline: 'آخر', to: null },
      ])
    },
  )

  it('are parted at one title that is known, if what is left is a headline', async () => {
    const [id] = await tellTitles(TITLES[1]!)
    const parted = await room.tell({ url: url('a'), similar: [link(TITLES.join(''), { concatenated: true })] })
    expect((await room.links(parted.articleId!)).map(({ headline, to }) => [headline, to])).toEqual(
      TITLES.map((title, index) => [title, index === 1 ? id : null]),
    )
    const whole = link(`خبر${TITLES[1]}`, { concatenated: true })
    const kept = await room.tell({ url: url('b'), title: 'غيره', similar: [whole] })
    expect(await room.links(kept.articleId!)).toMatchObject([{ headline: whole.headline, to: null }])
  })

  it('stay one where a title is only the beginning of a headline, or within a word of it', async () => {
    await tellTitles('مقتل خمسة في انفجار')
    for (const headline of ['مقتل خمسة في انفجار قرب الميناء القديم', 'مقتل خمسة في انفجارات متفرقة بالعاصمة']) {
      const { articleId } = await room.tell({ url: url(headline), title: `عن ${headline}`, similar: [link(headline)] })
      expect(await room.links(articleId!)).toMatchObject([{ headline, to: null }])
    }
  })

  it('stay as they were parted when the page changes, and are looked at again by relink', async () => {
    const titles = ['سوق السمك يعاود البيع يوم الأحد', 'خمسة قوارب تغرق قبالة الساحل الشرقي']
    const line = link(titles.join(''), { concatenated: true })
    const { articleId } = await room.tell({ url: url('a'), similar: [line] })
    expect(await room.links(articleId!)).toMatchObject([{ headline: line.headline }])
    const [first, second] = await tellTitles(...titles)
    const relinked = await room.send([
      { kind: 'RELINK', channel: 'editor', payload: { relinkOf: articleId! }, rawPayloadId: null },
    ])
    expect(relinked).toMatchObject([{ outcome: 'REVISED', linksCreated: 2, linksResolved: 2 }])
    const shown = async () => (await room.links(articleId!)).filter(({ shown }) => shown).map(({ to }) => to)
    expect(await shown()).toEqual([first, second])
    await room.tell({ url: url('a'), excerpt: 'مقدمة', similar: [line] })
    expect(await shown()).toEqual([first, second])
  })
})

describe('a headline', () => {
  it('binds at once to the article that is in, and says so after the article that shows it', async () => {
    const named = await room.tell({ title: 'هدنة في غزة' })
    const shows = await room.tell({ title: 'قارئ', readAlso: [link('هدنة فى غزه')] })
    expect(shows).toMatchObject({ outcome: 'CREATED', linksCreated: 1, linksResolved: 1 })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId }])
    const [{ id: linkId }] = (await room.ask<{ id: string }>('select id from related_link')) as [{ id: string }]
    expect((await room.log()).slice(1)).toEqual([
      { type: 'ARTICLE_INGESTED', articleId: shows.articleId, linkId: null, reason: null },
      { type: 'LINK_RESOLVED', articleId: shows.articleId, linkId, reason: null },
    ])
  })

  it('waits for the article it names, and says so after that one', async () => {
    const shows = await room.tell({ title: 'قارئ', readAlso: [link('هدنة فى غزه')] })
    expect(shows).toMatchObject({ linksCreated: 1, linksResolved: 0 })
    const named = await room.tell({ title: 'هدنة في غزة' })
    expect(named).toMatchObject({ outcome: 'CREATED', linksCreated: 0, linksResolved: 1 })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId }])
    expect((await room.log()).slice(1)).toMatchObject([
      { type: 'ARTICLE_INGESTED', articleId: named.articleId },
      { type: 'LINK_RESOLVED', articleId: shows.articleId },
    ])
  })

  it('binds within one batch, before and after', async () => {
    const [before, named, after] = await room.deliver(
      { title: 'قارئ', readAlso: [link('هدنة')] },
      { title: 'هدنة' },
      { title: 'قارئ آخر', readAlso: [link('هدنة')] },
    )
    expect([before!.linksResolved, named!.linksResolved, after!.linksResolved]).toEqual([0, 1, 1])
    expect((await room.log()).map(({ type }) => type)).toEqual([
      'ARTICLE_INGESTED',
      'ARTICLE_INGESTED',
      'LINK_RESOLVED',
      'ARTICLE_INGESTED',
      'LINK_RESOLVED',
    ])
  })

  it('binds across publishers, and to the own publisher first', async () => {
    const other = await room.tell({ title: 'هدنة', source: { slug: 'two' } })
    const first = await room.tell({ title: 'قارئ', readAlso: [link('هدنة')] })
    expect(await room.links(first.articleId!)).toMatchObject([{ to: other.articleId }])
    const own = await room.tell({ title: 'هدنة', source: { slug: 'one' } })
    const second = await room.tell({ title: 'قارئ آخر', readAlso: [link('هدنة')] })
    expect(await room.links(second.articleId!)).toMatchObject([{ to: own.articleId }])
    expect(await room.links(first.articleId!)).toMatchObject([{ to: other.articleId }])
  })

  it('binds to an article by the title that it was given later', async () => {
    const shows = await room.tell({ title: 'قارئ', readAlso: [link('هدنة في غزة')] })
    const named = await room.tell({ title: 'عاجل', url: url('a') })
    const renamed = await room.tell({ title: 'هدنة في غزة', url: url('a') })
    expect(renamed).toMatchObject({ outcome: 'REVISED', linksResolved: 1 })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId }])
  })

  it('does not bind to a withdrawn article', async () => {
    const { articleId } = await room.tell({ title: 'هدنة' })
    await room.withdraw(articleId!)
    const shows = await room.tell({ title: 'قارئ', readAlso: [link('هدنة')] })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: null }])
  })

  it('run together with another binds to nothing by its words', async () => {
    await room.tell({ title: 'هدنة' })
    const shows = await room.tell({
      title: 'قارئ',
      similar: [link('هدنة', { concatenated: true }), link('زلزال', { concatenated: true })],
    })
    await room.tell({ title: 'زلزال' })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: null }, { to: null }])
    expect(await room.ask('select concatenated from related_link where from_id = $1', [shows.articleId])).toEqual([
      { concatenated: true },
      { concatenated: true },
    ])
  })

  it('of a hidden line still binds, in silence', async () => {
    const shows = await room.tell({ title: 'قارئ', url: url('a'), readAlso: [link('هدنة')] })
    await room.tell({ title: 'قارئ', url: url('a'), readAlso: [] })
    const named = await room.tell({ title: 'هدنة' })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId, shown: false }])
    expect((await room.log()).map(({ type }) => type)).not.toContain('LINK_RESOLVED')
  })
})

describe('a link with an address', () => {
  it('leads to the article at it, whatever its words', async () => {
    const named = await room.tell({ title: 'هدنة', url: 'https://www.one.example/a' })
    await room.tell({ title: 'اقرأ أيضا' })
    const shows = await room.tell({ title: 'قارئ', readAlso: [link('اقرأ أيضا', { url: 'http://one.example/a' })] })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId }])
  })

  it('waits for the article at it', async () => {
    const shows = await room.tell({ title: 'قارئ', readAlso: [link('التفاصيل', { url: url('a') })] })
    const named = await room.tell({ title: 'هدنة', url: url('a') })
    expect(named.linksResolved).toBe(1)
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId }])
  })

  it('leads even from headlines that run together', async () => {
    const named = await room.tell({ title: 'هدنة', url: url('a') })
    const shows = await room.tell({
      similar: [link('هدنةزلزال', { url: url('a'), concatenated: true })],
      title: 'قارئ',
    })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId }])
  })

  it('leads to an article that turns out to have one more address', async () => {
    const named = await room.tell({ title: 'هدنة', url: url('a'), guid: '1' })
    const shows = await room.tell({ title: 'قارئ', readAlso: [link('التفاصيل', { url: url('b') })] })
    expect(await room.tell({ title: 'هدنة', url: url('b'), guid: '1' })).toMatchObject({
      outcome: 'UNCHANGED',
      articleId: named.articleId,
      linksResolved: 1,
    })
    expect(await room.links(shows.articleId!)).toMatchObject([{ to: named.articleId }])
  })
})

describe('computed links', () => {
  it('do not repeat what the page shows, and are five of the own source at most', async () => {
    const text = paragraphs('وساطة القاهرة والدوحة لوقف إطلاق النار وتبادل الأسرى والرهائن')
    const places = ['رفح', 'جباليا', 'خان يونس', 'دير البلح', 'بيت لاهيا', 'الشجاعية', 'النصيرات']
    await room.deliver(
      ...places.map((place, index) => ({
        title: `هدنة غزة ${index + 1}`,
        blocks: paragraphs(`وساطة القاهرة والدوحة لوقف إطلاق النار وتبادل الأسرى والرهائن في ${place}`),
      })),
    )
    const shows = await room.tell({ title: 'وساطة الدوحة في غزة', blocks: text, similar: [link('هدنة غزة 3')] })
    const computed = await room.ask<{ headline: string; position: number }>(
      `select headline, position from related_link where from_id = $1 and origin = 'COMPUTED' order by position`,
      [shows.articleId],
    )
    expect(computed.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5].slice(0, computed.length))
    expect(computed.length).toBeGreaterThan(2)
    expect(computed.map(({ headline }) => headline)).not.toContain('هدنة غزة 3')
  })
})
