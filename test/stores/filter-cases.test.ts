import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArticleState } from '../../src/entities/change.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { Search } from '../../src/search/search.ts'
import type { ArticleFilterInput } from '../../src/stores/article-filter.ts'
import { filterPredicate } from '../../src/stores/article-filter-predicate.ts'
import { ArticleStore } from '../../src/stores/article-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze, indexArticles } from '../support/index-articles.ts'
import { RecordBook } from '../support/record-book.ts'

const VERSION = 1
const at = (day: number) => new Date(Date.UTC(2025, 4, day, 12))

type Given = NonNullable<Parameters<RecordBook['article']>[0]>

/** The articles by name, in the order in which they came. `copyOf` and `story` name others. */
const ARTICLES: Record<string, Given & { copyOf?: string }> = {
  truce: {
    source: 'bbc',
    title: 'هدنة في غزة',
    body: ['اتفاق على وقف إطلاق النار في قطاع غزة.', 'رحّبت الأمم المتحدة بالاتفاق.'],
    tags: ['غزة', 'سياسة'],
    publishedAt: at(1),
    hasReadAlso: true,
  },
  gold: {
    source: 'sky',
    title: 'أسعار الذهب ترتفع',
    body: ['بلغ سعر الذهب ٢٥٠٠ دولار للأونصة.'],
    tags: ['اقتصاد'],
    menu: ['سياسة'],
    publishedAt: at(2),
    language: 'ar-EG',
  },
  chat: { source: 'nowhere', title: 'الناس بتتكلم عن الكورة', publishedAt: at(3), language: 'arz', isLate: true },
  budget: {
    source: 'bbc',
    title: 'Budget vote delayed',
    body: ['Parliament delays the vote on the budget.'],
    tags: ['سياسة'],
    publishedAt: at(4),
    language: 'en',
    isLate: true,
  },
  urgent: { source: 'nowhere', title: 'خبر عاجل', menu: ['غزة'], publishedAt: at(5), language: 'und' },
  'truce-copy': {
    source: 'sky',
    title: 'وقف إطلاق النار في قطاع غزة',
    body: ['اتفاق على وقف إطلاق النار في قطاع غزة.'],
    tags: ['غزة'],
    publishedAt: at(2),
    copyOf: 'truce',
  },
  'truce-late': {
    source: 'bbc',
    title: 'هدنة في غزة من جديد',
    tags: ['غزة'],
    publishedAt: at(6),
    isLate: true,
    copyOf: 'truce',
  },
  quake: {
    source: 'maghreb',
    title: 'زلزال يضرب المغرب',
    body: ['ضرب زلزال قوي مدينة أغادير.'],
    tags: ['زلزال', 'المغرب'],
    publishedAt: at(3),
    language: 'ar-MA',
    hasReadAlso: true,
  },
  aid: {
    source: 'sky',
    title: 'مساعدات دولية لضحايا الزلزال',
    body: ['وصلت الطائرات إلى أغادير.'],
    tags: ['زلزال', 'مساعدات'],
    publishedAt: at(4),
  },
  'quake-copy': {
    source: 'sky',
    title: 'زلزال قوي يضرب المغرب',
    tags: ['زلزال'],
    publishedAt: at(3),
    copyOf: 'quake',
  },
  cup: {
    source: 'sky',
    title: 'الأهلي يفوز بالكأس',
    body: ['فاز النادي الأهلي بلقب #كأس_مصر للمرة 39.'],
    tags: ['رياضة'],
    publishedAt: at(7),
  },
  seisme: { source: 'maghreb', title: 'Le séisme au Maroc', publishedAt: at(5), language: 'fr' },
  summit: {
    source: 'sky',
    title: 'قمّةُ دبي الاقتصاديّة',
    tags: ['اقتصاد', 'سياسة', 'غزة'],
    publishedAt: at(8),
    hasReadAlso: true,
  },
  gone: { source: 'bbc', title: 'هدنة سُحب خبرها', tags: ['غزة'], publishedAt: at(8), status: 'WITHDRAWN' },
  orphan: { source: 'bbc', title: 'هدنة أخرى', tags: ['غزة'], publishedAt: at(9), copyOf: 'gone' },
}
const PUBLISHED = Object.keys(ARTICLES).filter((name) => ARTICLES[name]!.status !== 'WITHDRAWN')
/** The copies whose original is shown. */
const ORIGINALS = new Map(
  PUBLISHED.flatMap((name) => {
    const of = ARTICLES[name]!.copyOf
    return of !== undefined && of !== 'gone' ? [[name, of] as const] : []
  }),
)

let database: TestDatabase
let book: RecordBook
let search: Search
let texts: Map<string, string>
let story: string
const ids = new Map<string, string>()
const names = new Map<string, string>()

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  await book.source('bbc', { country: 'GB' })
  await book.source('sky', { country: 'AE' })
  await book.source('maghreb', { country: 'MA' })
  await book.source('nowhere')
  const articles = new Map()
  for (const [name, { copyOf, ...given }] of Object.entries(ARTICLES)) {
    const original = copyOf === undefined ? {} : { copyOfId: ids.get(copyOf)! }
    const article = await book.article({ ...given, ...original })
    ids.set(name, article.id)
    names.set(article.id, name)
    articles.set(name, article)
  }
  story = encodeId('sty', (await book.story(['quake', 'aid', 'quake-copy'].map((name) => articles.get(name)))).id)
  const analyzer = analyzerOf(VERSION, ...Object.values(ARTICLES).flatMap(({ title, body = [] }) => [title!, ...body]))
  await freeze(database.db, analyzer)
  texts = await indexArticles(database.db, analyzer)
  search = new Search(database.db.manager)
}, 60_000)
afterAll(() => database.close())

async function bySql(input: ArticleFilterInput): Promise<string[]> {
  const range = { first: 100, last: null, after: null, before: null }
  const filter = await search.filter(input)
  const { edges } = await new ArticleStore(database.db.manager).page({ filter, orderBy: 'OLDEST', range })
  return edges.map(({ node }) => names.get(node.id)!).sort()
}

/** What the log keeps of an article as a change left it; what it copies is in it while that is shown. */
function stateOf(name: string): ArticleState {
  const withText = (state: ArticleState): ArticleState => ({
    ...state,
    text: { version: VERSION, lexemes: texts.get(state.articleId)! },
  })
  const state = book.stateOf(ids.get(name)!)
  return { ...withText(state), copyOf: state.copyOf && ORIGINALS.has(name) ? withText(state.copyOf) : null }
}

async function byPredicate(input: ArticleFilterInput): Promise<string[]> {
  const matches = filterPredicate(await search.filter(input))
  return PUBLISHED.filter((name) => matches(stateOf(name))).sort()
}

async function expectBoth(input: ArticleFilterInput, expected: Iterable<string>): Promise<void> {
  const sorted = [...expected].sort()
  expect({ input, predicate: await byPredicate(input) }).toEqual({ input, predicate: sorted })
  expect({ input, sql: await bySql(input) }).toEqual({ input, sql: sorted })
}

const STORY = 'the story of the quake'
const ALL = PUBLISHED.join(' ')

/** One condition each, and which articles answer it, copies among them. */
const CONDITIONS: [name: string, input: ArticleFilterInput, answer: string][] = [
  ['a source', { sources: ['bbc'] }, 'truce budget truce-late orphan'],
  ['two sources', { sources: ['maghreb', 'nowhere'] }, 'quake seisme chat urgent'],
  ['a source that there is not', { sources: ['nobody'] }, ''],
  ['a source and one that there is not', { sources: ['nobody', 'maghreb'] }, 'quake seisme'],
  ['no source', { sources: [] }, ''],
  ['a source in capitals, which is another', { sources: ['BBC'] }, ''],
  ['a tag', { tags: ['غزه'] }, 'truce truce-copy truce-late summit orphan'],
  ['tags', { tags: ['زلزال', 'رياضه'] }, 'quake aid quake-copy cup'],
  ['a tag of a menu too', { tags: ['سياسه'] }, 'truce budget summit'],
  ['a tag that there is not', { tags: ['لا-شيء'] }, ''],
  ['no tag', { tags: [] }, ''],
  ['one of all tags', { allTags: ['اقتصاد'] }, 'gold summit'],
  ['two tags at once', { allTags: ['غزه', 'سياسه'] }, 'truce summit'],
  ['three tags at once', { allTags: ['غزه', 'سياسه', 'اقتصاد'] }, 'summit'],
  ['a tag twice', { allTags: ['زلزال', 'زلزال'] }, 'quake aid quake-copy'],
  ['tags that never come together', { allTags: ['زلزال', 'غزه'] }, ''],
  ['all tags, one that there is not', { allTags: ['غزه', 'لا-شيء'] }, ''],
  ['all of no tags', { allTags: [] }, ALL],
  ['five tags, one of which lacks', { allTags: ['غزه', 'سياسه', 'اقتصاد', 'غزه', 'رياضه'] }, ''],
  [
    'a language with its varieties',
    { languages: ['ar'] },
    'truce gold truce-copy truce-late quake aid quake-copy cup summit orphan',
  ],
  ['a variety', { languages: ['ar-ma'] }, 'quake'],
  ['varieties in capitals', { languages: ['AR-EG', 'AR-MA'] }, 'gold quake'],
  ['a language that only begins alike', { languages: ['arz'] }, 'chat'],
  ['other languages', { languages: ['en', 'fr', 'und'] }, 'budget seisme urgent'],
  ['a language that there is not', { languages: ['fa'] }, ''],
  ['half of a variety', { languages: ['ar-E'] }, ''],
  ['no language', { languages: [] }, ''],
  ['an empty language', { languages: [''] }, ''],
  ['a country', { countries: ['GB'] }, 'truce budget truce-late orphan'],
  ['countries in small letters', { countries: ['ma', 'ae'] }, 'gold truce-copy quake aid quake-copy cup seisme summit'],
  ['a country that there is not', { countries: ['XX'] }, ''],
  ['no country', { countries: [] }, ''],
  ['from a day on', { publishedFrom: at(6) }, 'truce-late cup summit orphan'],
  ['from the very moment', { publishedFrom: at(9) }, 'orphan'],
  ['from a moment later', { publishedFrom: new Date(at(9).getTime() + 1) }, ''],
  ['before a day', { publishedBefore: at(3) }, 'truce gold truce-copy'],
  ['before the first', { publishedBefore: at(1) }, ''],
  ['before long after', { publishedBefore: at(30) }, ALL],
  ['with links', { hasReadAlso: true }, 'truce quake summit'],
  [
    'without links',
    { hasReadAlso: false },
    'gold chat budget urgent truce-copy truce-late aid quake-copy cup seisme orphan',
  ],
  ['archive', { isLate: true }, 'chat budget truce-late'],
  ['news', { isLate: false }, 'truce gold urgent truce-copy quake aid quake-copy cup seisme summit orphan'],
  [STORY, { story: STORY }, 'quake aid quake-copy'],
  ['a story that there is not', { story: encodeId('sty', '999') }, ''],
  ['what is no story', { story: 'art_1' }, ''],
  ['a word', { text: 'هدنة' }, 'truce truce-late orphan'],
  ['a word with its article', { text: 'الهدنة' }, 'truce truce-late orphan'],
  ['a word with vowel signs', { text: 'هُدْنَة' }, 'truce truce-late orphan'],
  ['a word of a tag', { text: 'سياسة' }, 'truce budget summit'],
  ['a word with particles', { text: 'وبالهدنة' }, 'truce truce-late orphan'],
  ['another spelling of a letter', { text: 'أهلى' }, 'cup'],
  ['a word that stands with a particle', { text: 'كأس' }, 'cup'],
  ['a number in other digits', { text: '2500' }, 'gold'],
  ['an English word in capitals', { text: 'BUDGET' }, 'budget'],
  ['a French word in capitals', { text: 'SÉISME' }, 'seisme'],
  ['a hashtag', { text: '#كأس_مصر' }, 'cup'],
  ['two words', { text: 'زلزال أغادير' }, 'quake aid'],
  ['two words that never come together', { text: 'زلزال budget' }, ''],
  ['one of two words', { text: 'budget OR séisme' }, 'budget seisme'],
  ['one of two words in Arabic', { text: 'ذهب أو كأس' }, 'gold cup'],
  ['a phrase', { text: '"وقف إطلاق النار"' }, 'truce truce-copy'],
  ['a phrase in other marks', { text: '«قطاع غزة»' }, 'truce truce-copy'],
  ['a phrase the other way round', { text: '"النار إطلاق"' }, ''],
  ['a phrase across a border', { text: '"غزة اتفاق"' }, ''],
  ['a word and not another', { text: 'هدنة -جديد' }, 'truce orphan'],
  ['not a phrase', { text: 'غزة -"وقف إطلاق"' }, 'truce-late summit orphan'],
  ['only what is not there', { text: '-غزة' }, 'gold chat budget urgent quake aid quake-copy cup seisme'],
  ['a word that nothing holds', { text: 'كسوف' }, ''],
  ['a text of nothing', { text: ' " ' }, ''],
  ['signs of queries', { text: "budget & | ! ( ) : * ' \\" }, 'budget'],
  ['nothing', {}, ALL],
]

/** A condition as it is asked: what it is about is known only when the articles are there. */
const asked = (input: ArticleFilterInput): ArticleFilterInput =>
  input.story === STORY ? { ...input, story: story } : input

const setOf = (answer: string): Set<string> => new Set(answer.split(' ').filter((name) => name !== ''))
const withoutCopies = (answer: Set<string>): string[] =>
  [...answer].filter((name) => !ORIGINALS.has(name) || !answer.has(ORIGINALS.get(name)!))
const complement = (answer: Set<string>): string[] => PUBLISHED.filter((name) => !answer.has(name))

describe('a filter over the store and over the log', () => {
  it.each(CONDITIONS)('finds the same: %s', async (_, input, answer) => {
    await expectBoth({ ...asked(input), includeCopies: true }, setOf(answer))
  })

  it.each(CONDITIONS)('hides a copy where its original answers too: %s', async (_, input, answer) => {
    await expectBoth(asked(input), withoutCopies(setOf(answer)))
  })

  it.each(CONDITIONS)('finds all others: not %s', async (_, input, answer) => {
    await expectBoth({ not: asked(input), includeCopies: true }, complement(setOf(answer)))
  })

  it.each(CONDITIONS)('joins conditions: %s, and others', async (_, input, answer) => {
    const place = CONDITIONS.findIndex(([, known]) => known === input)
    for (const [index, [, other, otherAnswer]] of CONDITIONS.slice(0, place).entries()) {
      // Every third: each costs two statements.
      if ((place + index) % 3 !== 0 || Object.keys(other).some((name) => name in input)) continue
      const both = new Set([...setOf(answer)].filter((name) => setOf(otherAnswer).has(name)))
      await expectBoth({ ...asked(input), ...asked(other) }, withoutCopies(both))
      const but = new Set([...setOf(answer)].filter((name) => !setOf(otherAnswer).has(name)))
      await expectBoth({ ...asked(input), not: asked(other) }, withoutCopies(but))
    }
  })

  it('finds the same by ids', async () => {
    const tag = async (name: string) => encodeId('tag', (await book.tag(name)).id)
    const source = encodeId('src', (await book.source('bbc')).id)
    await expectBoth({ sources: [source], includeCopies: true }, setOf('truce budget truce-late orphan'))
    await expectBoth({ sources: [source, 'maghreb'], tags: [await tag('سياسة'), 'زلزال'] }, setOf('truce budget quake'))
    await expectBoth({ allTags: [await tag('غزة'), await tag('اقتصاد'), 'سياسه'] }, setOf('summit'))
    await expectBoth({ sources: [await tag('غزة')] }, [])
  })
})
