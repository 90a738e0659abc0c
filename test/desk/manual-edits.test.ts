import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkRecord } from '../../src/desk/replay/check-record.ts'
import { EDITORIAL_ERRORS, MAX_PINS } from '../../src/entities/editorial-error.ts'
import type { InboxPayload, Pin } from '../../src/entities/inbox.ts'
import { SEEN_FROM_THE_OTHER_END } from '../../src/entities/related-link.ts'
import type { InboxItem } from '../../src/stores/inbox-store.ts'
import { DeskRoom, type Given, inboxItem, link, paragraphs, type Settled, withdrawal } from '../support/desk-room.ts'
import { randomNews } from '../support/random-news.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const item = (kind: InboxItem['kind'], payload: InboxPayload): InboxItem => ({
  kind,
  channel: 'editor',
  payload,
  rawPayloadId: null,
})
const pinItem = (from: string, to: string, given: Partial<Pin> = {}): InboxItem =>
  item('PIN', { pin: { from, to, kind: 'READ_ALSO', position: 1, ...given } })
const send = async (one: InboxItem): Promise<Settled> => (await room.send([one]))[0]!
const pin = (from: string, to: string, given: Partial<Pin> = {}) => send(pinItem(from, to, given))
const hide = (hiddenLink: string) => send(item('HIDE', { hiddenLink }))
const merge = (mergeOf: string, into: string) => send(item('MERGE', { mergeOf, into }))
const relink = (relinkOf: string) => send(item('RELINK', { relinkOf }))
const refusal = (name: keyof typeof EDITORIAL_ERRORS) => ({
  outcome: 'REJECTED',
  reason: EDITORIAL_ERRORS[name].message.en,
})

const given = (name: string, more: Given = {}): Given => ({
  url: `https://one.example/${name}`,
  title: `خبر ${name}`,
  ...more,
})
const tell = async (name: string, more: Given = {}): Promise<string> => (await room.tell(given(name, more))).articleId!
const types = async (): Promise<string[]> => (await room.log()).map(({ type }) => type)
const pins = (from: string) =>
  room.ask(
    `select article_id as "to", position from related_link where from_id = $1 and origin = 'EDITOR' and is_shown
      order by kind, position`,
    [from],
  )
const linkId = async (from: string, origin = 'PUBLISHER'): Promise<string> =>
  (await room.ask<{ id: string }>('select id from related_link where from_id = $1 and origin = $2', [from, origin]))[0]!
    .id
const hasReadAlso = async (id: string) =>
  (await room.ask<{ has: boolean }>('select has_read_also as has from article where id = $1', [id]))[0]!.has
const state = async (id: string) =>
  (await room.ask(`select status, replaced_by_id as "replacedBy", url, title from article where id = $1`, [id]))[0]!

const EVENT = 'انفجار محطة تحلية المياه في ميناء الدلفين يوقف العبارات'

describe('a link that is set by hand', () => {
  it('leads from one article to another, and the log says so', async () => {
    const [from, to] = [await tell('a'), await tell('b')]
    expect(await pin(from, to)).toMatchObject({ outcome: 'REVISED', articleId: from, linksCreated: 1 })
    expect(await pins(from)).toEqual([{ to, position: 1 }])
    expect(await hasReadAlso(from)).toBe(true)
    expect((await room.log()).slice(2)).toMatchObject([
      { type: 'ARTICLE_UPDATED', articleId: from },
      { type: 'LINK_RESOLVED', articleId: from, linkId: await linkId(from, 'EDITOR') },
    ])
    const [change] = await room.ask(
      `select (before ->> 'hasReadAlso') as before, (after ->> 'hasReadAlso') as after from change where position = 3`,
    )
    expect(change).toEqual({ before: 'false', after: 'true' })
  })

  it('changes nothing where it is set again', async () => {
    const [from, to] = [await tell('a'), await tell('b')]
    await pin(from, to)
    const before = await room.print()
    expect(await pin(from, to)).toMatchObject({ outcome: 'UNCHANGED', articleId: from })
    expect(await room.print()).toEqual(before)
  })

  it('takes the place that is asked for; whoever stands there moves down', async () => {
    const [from, a, b, c] = [await tell('x'), await tell('a'), await tell('b'), await tell('c')]
    await pin(from, a)
    await pin(from, b, { position: 3 })
    await pin(from, c)
    expect(await pins(from)).toEqual([
      { to: c, position: 1 },
      { to: a, position: 2 },
      { to: b, position: 3 },
    ])
    expect((await types()).at(-1)).toBe('LINK_RESOLVED')
    await pin(from, b)
    expect((await pins(from)).map(({ to }) => to)).toEqual([b, c, a])
    expect((await types()).at(-1)).toBe('ARTICLE_UPDATED')
  })

  it('is one batch or many, in whatever order the desk reads them', async () => {
    const [from, a, b] = [await tell('x'), await tell('a'), await tell('b')]
    const again = pinItem(from, a)
    expect((await room.send([again, pinItem(from, b), again, again])).map(({ outcome }) => outcome)).toEqual([
      'REVISED',
      'REVISED',
      'REVISED',
      'UNCHANGED',
    ])
    expect((await pins(from)).map(({ to }) => to)).toEqual([a, b])
  })

  it('stays when the page is read again, when links are looked for again, and when another desk takes over', async () => {
    const [from, to] = [await tell('a', { readAlso: [link('خبر c')] }), await tell('b')]
    await tell('c')
    await pin(from, to)
    await room.changeDesk()
    await tell('a', { readAlso: [], similar: [] })
    await relink(from)
    expect(await pins(from)).toEqual([{ to, position: 1 }])
    expect(await hasReadAlso(from)).toBe(true)
  })

  it('follows its article where that is merged into another', async () => {
    const [from, to, kept] = [await tell('a'), await tell('b'), await tell('c')]
    await pin(from, to)
    await merge(to, kept)
    expect(await pins(from)).toEqual([{ to: kept, position: 1 }])
    expect(await pin(from, kept)).toMatchObject({ outcome: 'UNCHANGED' })
  })

  it('is refused where there is no such article, it is withdrawn, the same or the same text', async () => {
    const [a, b, gone] = [await tell('a'), await tell('b'), await tell('gone')]
    await room.withdraw(gone)
    expect(await pin('999', a)).toMatchObject(refusal('noFrom'))
    expect(await pin(a, '999')).toMatchObject(refusal('noTo'))
    expect(await pin(a, a)).toMatchObject(refusal('toItself'))
    expect(await pin(gone, a)).toMatchObject(refusal('fromWithdrawn'))
    expect(await pin(a, gone)).toMatchObject(refusal('toWithdrawn'))
    await room.db.query('update article set copy_of_id = $1 where id = $2', [a, b])
    expect(await pin(a, b, { kind: 'SIMILAR' })).toMatchObject(refusal('toCopy'))
    expect(await pin(a, b)).toMatchObject({ outcome: 'REVISED' })
  })

  it('is refused where the list is full, until one is taken away', async () => {
    const from = await tell('a')
    const targets = (
      await room.deliver(...Array.from({ length: MAX_PINS + 1 }, (_, number) => given(`t${number}`)))
    ).map(({ articleId }) => articleId!)
    const [last, ...others] = targets
    await room.send(others.map((to) => pinItem(from, to)))
    expect(await pin(from, last!)).toMatchObject(refusal('tooManyPins'))
    expect(await pin(from, others[0]!)).toMatchObject({ outcome: 'REVISED' })
    await hide(await linkId(from, 'EDITOR'))
    expect(await pin(from, last!)).toMatchObject({ outcome: 'REVISED' })
  })
})

describe('a link that is hidden', () => {
  it('is hidden for good, whatever the page prints later, and the log says so once', async () => {
    const page = given('a', { readAlso: [link('خبر b')] })
    const { articleId: from } = await room.tell(page)
    await tell('b')
    const id = await linkId(from!)
    expect(await hide(id)).toMatchObject({ outcome: 'REVISED', articleId: from })
    expect((await types()).slice(-2)).toEqual(['LINK_RESOLVED', 'ARTICLE_UPDATED'])
    expect(await hasReadAlso(from!)).toBe(false)
    const before = await room.print()
    expect(await hide(id)).toMatchObject({ outcome: 'UNCHANGED' })
    expect(await room.print()).toEqual(before)
    await room.changeDesk()
    await room.tell({ ...page, readAlso: [] })
    await room.tell({ ...page, readAlso: [link('خَبَر b')] })
    await relink(from!)
    expect(await hasReadAlso(from!)).toBe(false)
    expect(await room.ask('select is_hidden, is_shown from related_link where id = $1', [id])).toEqual([
      { is_hidden: true, is_shown: true },
    ])
  })

  it('resolves in silence', async () => {
    const from = await tell('a', { readAlso: [link('خبر b')] })
    await hide(await linkId(from))
    await tell('b')
    expect(await types()).toEqual(['ARTICLE_INGESTED', 'ARTICLE_UPDATED', 'ARTICLE_INGESTED'])
    expect(await room.links(from)).toMatchObject([{ to: expect.any(String) }])
  })

  it('is hidden at the end where it was seen, and is not computed again', async () => {
    const first = await tell('a', { title: EVENT, blocks: paragraphs(EVENT) })
    const second = await tell('b', { title: `${EVENT} يومين`, blocks: paragraphs(`${EVENT} صباح الجمعة`) })
    const id = await linkId(second, 'COMPUTED')
    const signs = () => room.ask('select is_hidden as here, is_hidden_there as there from related_link')
    const there = String(BigInt(id) + SEEN_FROM_THE_OTHER_END)
    expect(await hide(there)).toMatchObject({ outcome: 'REVISED', articleId: first })
    expect(await signs()).toEqual([{ here: false, there: true }])
    expect(await hide(there)).toMatchObject({ outcome: 'UNCHANGED' })
    expect(await hide(id)).toMatchObject({ outcome: 'REVISED', articleId: second })
    expect(await relink(second)).toMatchObject({ outcome: 'UNCHANGED' })
    expect(await signs()).toEqual([{ here: true, there: true }])
  })

  it('goes with its pin where it was set by hand; what stood before stands again', async () => {
    const [from, to] = [await tell('a'), await tell('b')]
    await pin(from, to)
    const id = await linkId(from, 'EDITOR')
    expect(await hide(id)).toMatchObject({ outcome: 'REVISED' })
    expect(await pins(from)).toEqual([])
    expect(await hasReadAlso(from)).toBe(false)
    expect(await hide(id)).toMatchObject({ outcome: 'UNCHANGED' })
    expect(await pin(from, to)).toMatchObject({ outcome: 'REVISED', linksCreated: 0 })
    expect(await linkId(from, 'EDITOR')).toBe(id)
    expect((await types()).slice(-3)).toEqual(['ARTICLE_UPDATED', 'ARTICLE_UPDATED', 'LINK_RESOLVED'])
  })

  it('is refused where there is none, or its article is withdrawn', async () => {
    const from = await tell('a', { readAlso: [link('خبر b')] })
    const id = await linkId(from)
    expect(await hide('999')).toMatchObject(refusal('noLink'))
    expect(await hide(String(BigInt(id) + SEEN_FROM_THE_OTHER_END))).toMatchObject(refusal('noLink'))
    await room.withdraw(from)
    expect(await hide(id)).toMatchObject(refusal('linkWithdrawn'))
  })
})

describe('articles that are merged by hand', () => {
  it('are one: the other is withdrawn, says what replaced it, and links to it follow', async () => {
    const [gone, kept] = [await tell('a', { blocks: paragraphs('النص') }), await tell('b')]
    const from = await tell('c', { readAlso: [link('خبر a')] })
    const mark = (await room.log()).length
    expect(await merge(gone, kept)).toMatchObject({ outcome: 'REVISED', articleId: kept })
    expect(await state(gone)).toEqual({
      status: 'WITHDRAWN',
      replacedBy: kept,
      url: 'https://one.example/a',
      title: 'خبر a',
    })
    expect(await state(kept)).toMatchObject({ status: 'PUBLISHED', url: 'https://one.example/b' })
    expect(await room.links(from)).toMatchObject([{ to: kept }])
    expect((await room.log()).slice(mark)).toMatchObject([
      { type: 'ARTICLE_WITHDRAWN', articleId: gone, reason: expect.stringContaining('by hand') },
      { type: 'ARTICLE_UPDATED', articleId: kept },
    ])
    expect(await room.ask('select article_id, blocks from article_body')).toEqual([
      { article_id: kept, blocks: paragraphs('النص') },
    ])
    const before = await room.print()
    expect(await merge(gone, kept)).toMatchObject({ outcome: 'UNCHANGED', articleId: kept })
    expect(await room.print()).toEqual(before)
  })

  it('stay merged whatever comes again, and only what is new is taken over', async () => {
    const one = given('a', { guid: 'a', blocks: paragraphs('نص أول') })
    const two = given('b', { guid: 'b', blocks: paragraphs('نص ثان') })
    const [gone, kept] = (await room.deliver(one, two)).map(({ articleId }) => articleId!)
    await merge(gone!, kept!)
    await room.changeDesk()
    const before = await room.print()
    expect(await room.deliver(one, two, one)).toMatchObject(Array(3).fill({ outcome: 'UNCHANGED', articleId: kept }))
    expect(await room.print()).toEqual(before)
    const changed = { ...one, blocks: paragraphs('نص أول مصحح') }
    expect(await room.tell(changed)).toMatchObject({ outcome: 'REVISED', articleId: kept })
    expect(await room.deliver(changed, two)).toMatchObject(Array(2).fill({ outcome: 'UNCHANGED', articleId: kept }))
  })

  it('take over nothing of another publisher', async () => {
    const [gone, kept] = [await tell('a', { source: { slug: 'two' } }), await tell('b')]
    await merge(gone, kept)
    const changed = given('a', { source: { slug: 'two' }, title: 'عنوان آخر' })
    expect(await room.tell(changed)).toMatchObject({ outcome: 'UNCHANGED', articleId: kept })
    expect(await state(kept)).toMatchObject({ title: 'خبر b' })
  })

  it('are found by links that name either of them', async () => {
    const [gone, kept] = [await tell('a'), await tell('b')]
    await merge(gone, kept)
    await room.changeDesk()
    const from = await tell('c', { readAlso: [link('بالعنوان', { url: 'https://one.example/a' }), link('خبر a')] })
    expect(await room.links(from)).toMatchObject([{ to: kept }, { to: kept }])
  })

  it('share the address where the one that stays had none', async () => {
    const [gone, kept] = [await tell('a'), await tell('b', { url: null })]
    await merge(gone, kept)
    expect(await state(kept)).toMatchObject({ url: 'https://one.example/a' })
    expect(await room.ask('select article_id from article_key')).toEqual([{ article_id: kept }])
  })

  it('may be merged on, and each goes on to say what replaced it', async () => {
    const [a, b, c] = [await tell('a'), await tell('b'), await tell('c')]
    await merge(a, b)
    await merge(b, c)
    expect(await merge(a, c)).toMatchObject({ outcome: 'UNCHANGED', articleId: c })
    expect(await room.tell(given('a'))).toMatchObject({ outcome: 'UNCHANGED', articleId: c })
  })

  it('are refused where one is none, withdrawn or the same', async () => {
    const [a, b, gone] = [await tell('a'), await tell('b'), await tell('gone')]
    await room.withdraw(gone)
    expect(await merge('999', a)).toMatchObject(refusal('noArticle'))
    expect(await merge(a, '999')).toMatchObject(refusal('noSurvivor'))
    expect(await merge(a, a)).toMatchObject(refusal('intoItself'))
    expect(await merge(gone, a)).toMatchObject(refusal('withdrawn'))
    expect(await merge(a, gone)).toMatchObject(refusal('survivorWithdrawn'))
    expect(await merge(a, b)).toMatchObject({ outcome: 'REVISED' })
    expect(await merge(b, a)).toMatchObject(refusal('survivorWithdrawn'))
  })
})

describe('a withdrawal', () => {
  it('changes nothing where it is asked for again, and is refused of what there is not', async () => {
    const id = await tell('a')
    expect(await room.withdraw(id)).toMatchObject({ outcome: 'REVISED', articleId: id })
    const before = await room.print()
    expect(await room.withdraw(id)).toMatchObject({ outcome: 'UNCHANGED', articleId: id })
    expect(await room.print()).toEqual(before)
    expect(await room.withdraw('999')).toMatchObject(refusal('noArticle'))
  })
})

it('what editors do leaves every decision about texts as it is decided again', async () => {
  const news = randomNews(11, 200)
  for (let start = 0, batch = 0; start < news.length; start += 20, batch++) {
    await room.send(news.slice(start, start + 20))
    if (batch % 3 === 2) await room.changeDesk()
    const shown = await room.ask<{ id: string }>(
      `select id from article where status = 'PUBLISHED' order by id desc limit 8`,
    )
    const [a, b, c, d, e, f] = shown.map(({ id }) => id) as [string, string, string, string, string, string]
    const links = await room.ask<{ id: string }>(
      `select l.id from related_link l join article a on a.id = l.from_id and a.status = 'PUBLISHED'
        where l.origin = 'COMPUTED' order by l.id desc limit 2`,
    )
    await room.send([
      pinItem(a, b),
      pinItem(c, a, { kind: 'SIMILAR' }),
      ...links.map(({ id }) => item('HIDE', { hiddenLink: id })),
      item('MERGE', { mergeOf: d, into: e }),
      withdrawal(f, 'سبب'),
      inboxItem(given(`between ${batch}`)),
      item('RELINK', { relinkOf: a }),
    ])
  }
  const edits = await room.ask(
    `select count(*) filter (where origin = 'EDITOR')::int as pins, count(*) filter (where is_hidden)::int as hidden,
       (select count(*)::int from article where replaced_by_id is not null) as merged from related_link`,
  )
  for (const count of Object.values(edits[0]!)) expect(count).toBeGreaterThan(5)
  const { differences, ...counts } = await checkRecord(room.db.manager)
  expect(differences).toEqual([])
  expect(counts).toMatchObject({ unknown: 0, different: 0 })
})
