import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { LogKeeper } from '../../src/stores/log-keeper.ts'
import { ask, codesOf } from '../support/ask.ts'
import { countStatements } from '../support/count-statements.ts'
import { DeskRoom, type Given, link, paragraphs, tags } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const PAGE = `query ($filter: ArticleFilter, $types: [ChangeType!], $after: ChangeCursor!, $first: Int) {
  changes(filter: $filter, types: $types, after: $after, first: $first) {
    cursor hasMore nodes {
      __typename cursor at
      ... on ArticleIngested { article { title } }
      ... on ArticleUpdated { article { title } revision { title paragraphs { before after } } }
      ... on ArticleWithdrawn { article { title body } reason }
      ... on LinkResolved { link { headline article { title } from { title } } }
      ... on StoryChanged { story { title articleCount lead { title } } }
    } } }`

const at = async (position: number) =>
  encodeChangeCursor({ epoch: (await new ChangeStore(room.db.manager).head()).epoch, position })

const answer = async (variables: Record<string, unknown> = {}, context: Partial<Context> = {}) =>
  await ask(room.db, PAGE, { after: await at(0), ...variables }, context)

async function page(variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await answer(variables)
  expect(errors).toBeUndefined()
  return data.changes
}

/** What the nodes of a page are and are about, in a line each. */
const linesOf = ({ nodes }: any): string[] =>
  nodes.map((node: any) => {
    const about = node.article?.title ?? node.link?.headline ?? node.story?.title
    return `${node.__typename} ${about}`
  })
const lines = async (variables: Record<string, unknown> = {}) => linesOf(await page(variables))

const report = (name: string, given: Given = {}): Given => ({
  url: `https://${name}.example/a`,
  title: `خبر ${name}`,
  source: { slug: name },
  ...given,
})

const EVENT = 'انفجار محطة تحلية المياه في ميناء الدلفين يوقف العبارات'
const covered = (name: string, given: Given = {}): Given =>
  report(name, { title: `${EVENT} ${name}`, blocks: paragraphs(`${EVENT} صباح الجمعة، وفق ${name}.`), ...given })

describe('Query.changes', () => {
  it('tells of every kind, in the order of the log', async () => {
    await room.tell(covered('one', { readAlso: [link('هدوء في البورصة')] }))
    await room.tell(covered('two'))
    await room.tell(report('three', { title: 'هدوء في البورصة' }))
    await room.tell(report('three', { title: 'هدوء حذر في البورصة', blocks: paragraphs('تراجع المؤشر.') }))
    const { articleId } = await room.tell(report('four'))
    await room.withdraw(articleId!, 'خطأ في النشر')
    const { nodes, cursor, hasMore } = await page({ filter: { includeCopies: true } })
    expect(linesOf({ nodes })).toEqual([
      `ArticleIngested ${EVENT} one`,
      `ArticleIngested ${EVENT} two`,
      expect.stringMatching(/^StoryChanged /),
      'ArticleIngested هدوء حذر في البورصة',
      'LinkResolved هدوء في البورصة',
      'ArticleUpdated هدوء حذر في البورصة',
      'ArticleWithdrawn خبر four',
    ])
    expect(nodes[2]).toMatchObject({ story: { articleCount: 2, lead: { title: expect.stringContaining(EVENT) } } })
    expect(nodes[4]).toMatchObject({
      link: { article: { title: 'هدوء حذر في البورصة' }, from: { title: `${EVENT} one` } },
    })
    expect(nodes[5].revision).toEqual({
      title: 'هدوء حذر في البورصة',
      paragraphs: [{ before: null, after: 'تراجع المؤشر.' }],
    })
    expect(nodes[6]).toMatchObject({ reason: 'خطأ في النشر', article: { body: null } })
    expect(nodes.map((node: any) => node.cursor)).toEqual(
      await Promise.all([1, 2, 3, 4, 5, 6, 8].map((position) => at(position))),
    )
    expect({ cursor, hasMore }).toEqual({ cursor: await at(8), hasMore: false })
    expect(Date.parse(nodes[0].at)).toBeGreaterThan(0)
  })

  it('pages through the log without a gap or a repeat, whatever the pages', async () => {
    for (let number = 0; number < 23; number++) await room.tell(report(`s${number}`))
    const all = (await page()).nodes
    expect(all).toHaveLength(23)
    for (const first of [1, 4, 22, 23, 100]) {
      const found: any[] = []
      let after = await at(0)
      for (let hasMore = true; hasMore; ) {
        const one = await page({ after, first })
        expect(one.nodes.length).toBeLessThanOrEqual(first)
        found.push(...one.nodes)
        ;({ cursor: after, hasMore } = one)
      }
      expect(found).toEqual(all)
      expect(after).toBe(await at(23))
    }
    expect(await page({ after: await at(7), first: 0 })).toEqual({ nodes: [], cursor: await at(7), hasMore: true })
    expect(await page({ after: await at(23) })).toEqual({ nodes: [], cursor: await at(23), hasMore: false })
  })

  it('moves on where nothing matches, and looks through so much at once', async () => {
    await room.tell(report('one'))
    const [{ id }] = (await room.ask<{ id: string }>('select id from article')) as [{ id: string }]
    await room.ask(
      `insert into change (position, type, at, article_id, after)
         select p, 'ARTICLE_UPDATED', now(), $1, (select after from change where position = 1) from generate_series(2, 4500) p`,
      [id],
    )
    await room.ask('update log_head set last_position = 4500')
    const filter = { sources: ['nobody'] }
    const first = await page({ filter })
    expect(first).toEqual({ nodes: [], cursor: expect.any(String), hasMore: true })
    let { cursor, hasMore } = first
    let pages = 1
    for (; hasMore; pages++) ({ cursor, hasMore } = await page({ filter, after: cursor }))
    expect(cursor).toBe(await at(4_500))
    expect(pages).toBeLessThanOrEqual(3)
  })

  it('tells only of the types that are asked for', async () => {
    const { articleId } = await room.tell(report('one'))
    await room.tell(report('two'))
    await room.withdraw(articleId!)
    expect(await lines({ types: ['ARTICLE_WITHDRAWN'] })).toEqual(['ArticleWithdrawn خبر one'])
    expect(await lines({ types: [] })).toEqual([])
    expect(await lines({ types: null })).toEqual(['ArticleIngested خبر two', 'ArticleWithdrawn خبر one'])
  })

  it('leaves out an article that came and is withdrawn since, and nothing else', async () => {
    const { articleId } = await room.tell(report('one'))
    await room.tell(report('one', { title: 'خبر آخر' }))
    await room.withdraw(articleId!)
    expect(await lines()).toEqual(['ArticleUpdated خبر آخر', 'ArticleWithdrawn خبر آخر'])
    const { nodes } = await page()
    expect(nodes[0].revision).toBeNull()
  })

  it('tells of an article that matched before or matches after', async () => {
    await room.tell(report('one'))
    await room.tell(report('one', { readAlso: [link('عنوان')] }))
    await room.tell(report('two', { readAlso: [link('عنوان')] }))
    expect(await lines({ filter: { hasReadAlso: false } })).toEqual([
      'ArticleIngested خبر one',
      'ArticleUpdated خبر one',
    ])
    expect(await lines({ filter: { hasReadAlso: true } })).toEqual([
      'ArticleUpdated خبر one',
      'ArticleIngested خبر two',
    ])
    const [{ id }] = (await room.ask<{ id: string }>(`select id from article order by id`)) as [{ id: string }]
    await room.withdraw(id)
    expect(await lines({ filter: { hasReadAlso: true } })).toContain('ArticleWithdrawn خبر one')
    expect(await lines({ filter: { sources: ['two'] } })).toEqual(['ArticleIngested خبر two'])
  })

  it('judges words by the text as the change left it', async () => {
    await room.tell(report('one', { blocks: paragraphs('زلزال يضرب الجزيرة') }))
    await room.tell(report('one', { blocks: paragraphs('هزة تضرب الجزيرة') }))
    const types = async (text: string) => (await lines({ filter: { text } })).map((line) => line.split(' ')[0])
    expect(await types('زلزال')).toEqual(['ArticleIngested'])
    expect(await types('هزة')).toEqual(['ArticleUpdated'])
    expect(await types('الجزيرة')).toEqual(['ArticleIngested', 'ArticleUpdated'])
    await room.tell(report('one', { blocks: paragraphs('موجة في الجزيرة'), readAlso: [link('عنوان')] }))
    // Before it an article without links, of which the text that it has now holds the word.
    expect(await lines({ filter: { text: 'موجة', hasReadAlso: false } })).toEqual(['ArticleUpdated خبر one'])
    expect(await lines({ filter: { text: 'هزة', hasReadAlso: false } })).toEqual(['ArticleUpdated خبر one'])
    const { nodes } = await page({ filter: { text: 'هزة' } })
    expect(nodes.map(({ cursor }: any) => cursor)).toEqual([await at(2)])
  })

  it('tells of a story by its lead or by the article that changed it', async () => {
    await room.tell(covered('one', { taggings: tags('الدلفين') }))
    await room.tell(covered('two', { taggings: tags('تحلية') }))
    await room.tell(covered('three'))
    const stories = async (filter: object) => (await lines({ filter, types: ['STORY_CHANGED'] })).length
    expect(await stories({ sources: ['two'] })).toBe(1)
    expect(await stories({ sources: ['three'] })).toBe(1)
    expect(await stories({ sources: ['four'] })).toBe(0)
    expect(await stories({ text: 'الدلفين' })).toBe(2)
    expect(await stories({ text: 'زلزال' })).toBe(0)
  })

  it.each([
    ['first beyond its bound', { first: 101 }, 'BAD_USER_INPUT'],
    ['first below its bound', { first: -1 }, 'BAD_USER_INPUT'],
    ['no cursor', { after: 'nonsense' }, 'CURSOR_INVALID'],
    ['a cursor of a list', { after: Buffer.from('["NEWEST"]').toString('base64url') }, 'CURSOR_INVALID'],
    [
      'a cursor of another epoch',
      { after: encodeChangeCursor({ epoch: '0123456789ab', position: 0 }) },
      'CURSOR_INVALID',
    ],
    ['a filter that is none', { filter: { tags: Array(101).fill('x') } }, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, variables, code) => {
    await room.tell(report('one'))
    expect(codesOf(await answer(variables))).toEqual([code])
  })

  it('refuses a cursor beyond the log, none at all, and who may not read', async () => {
    expect(codesOf(await answer({ after: await at(1) }))).toEqual(['CURSOR_INVALID'])
    const { errors } = await ask(room.db, '{ changes { cursor } }')
    expect(errors![0]!.message).toContain('"after"')
    const caller = { scopes: new Set<never>(), partner: null, keyId: null }
    expect(codesOf(await answer({}, { caller }))).toEqual(['FORBIDDEN'])
  })

  it('says that a cursor is older than the log, where the log begins, and where to go on', async () => {
    for (const name of ['one', 'two', 'three', 'four']) await room.tell(report(name))
    await new LogKeeper(room.db.manager).prune({ seconds: 1e9, changes: 2 }, 100)
    const { errors } = await answer({ after: await at(1) })
    expect(errors![0]!.originalError).toMatchObject({
      code: 'CURSOR_EXPIRED',
      details: { oldestCursor: await at(2), liveCursor: await at(4) },
    })
    expect(await lines({ after: await at(2) })).toEqual(['ArticleIngested خبر three', 'ArticleIngested خبر four'])
  })

  it('costs as many statements whatever the length of a page', async () => {
    for (let number = 0; number < 8; number++) {
      const seen = { readAlso: [link(`عنوان ${number}`)], blocks: paragraphs(`${EVENT} كما رآها ${number}.`) }
      await room.tell(covered(`s${number}`, seen))
      await room.tell(report(`s${number}`, { url: `https://s${number}.example/b`, title: `عنوان ${number}` }))
      await room.tell(covered(`s${number}`, { ...seen, title: `${EVENT} الآن ${number}` }))
    }
    const statements = async (variables: object) =>
      (await countStatements(room.db, () => page(variables as Record<string, unknown>))).statements.length
    const kinds = async (first: number) =>
      new Set((await page({ first })).nodes.map((node: any) => node.__typename)).size
    expect((await page()).nodes.length).toBeGreaterThan(25)
    expect([await kinds(12), await kinds(100)]).toEqual([4, 4])
    expect(await statements({ first: 100 })).toBe(await statements({ first: 12 }))
    expect(await statements({ first: 100, filter: { text: 'العبارات' } })).toBeLessThanOrEqual(
      (await statements({ first: 100 })) + 4,
    )
  })
})
