import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileQuery, matchesLexemes, prefixTsquery, tsqueryOf } from '../../src/search/compiled-query.ts'
import { lexemesOf, readLexemes } from '../../src/search/lexemes.ts'
import { parseQuery } from '../../src/search/query.ts'
import { connect, databaseCtype } from '../../src/stores/database.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf } from '../support/index-articles.ts'
import { choices, spelt } from '../support/spellings.ts'

const analyzer = analyzerOf(1, 'جيش الجيش ليبيا الليبي وزير الوزير لبنان غزة مدرسة مستشفى أحمد كتاب')
const only = (title: string) => lexemesOf(analyzer, { title, excerpt: null, tags: [], paragraphs: [] })
const aliases = (folded: string) => (folded === 'جيوش' ? ['جيش'] : [])

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase({ migrated: false })
}, 60_000)
afterAll(() => database.close())

async function inSql(lexemes: string, query: string | null): Promise<boolean> {
  const [row] = await database.db.query('select $1::tsvector @@ $2::tsquery as found', [lexemes, query ?? ''])
  return row.found
}

const found = (query: string, lexemes: string): boolean =>
  matchesLexemes(compileQuery(parseQuery(query), analyzer, aliases), readLexemes(lexemes))

describe('lexemes of an article', () => {
  it('bear the weight of their field, and part fields so that no phrase goes across', () => {
    const lexemes = lexemesOf(analyzer, {
      title: 'وزير غزة',
      excerpt: 'الجيش',
      tags: ['لبنان'],
      paragraphs: ['كتاب أحمد', 'كتاب 1,500'],
    })
    const wanted = `'1500':12|'احمد':9|'جيش':4B|'${analyzer.lexeme('غزه')}':2A|'كتاب':8,11|'لبنان':6C|'وزير':1A`
    expect(lexemes.split(' ').toSorted()).toEqual(wanted.split('|').toSorted())
  })

  it('leave out what folds to nothing', () => {
    expect(only('ـــ \u064b \u200f')).toBe('')
    expect(only('الـ20')).toBe("'20':1A")
  })

  it('pitfall 10: a hashtag is its words, and itself', () => {
    expect([...readLexemes(only('#غزة_الآن')).keys()].toSorted()).toEqual(
      [analyzer.lexeme('غزه'), analyzer.lexeme('الان'), '#غزه_الان'].toSorted(),
    )
    expect(found('#غزه_الان', only('عاجل #غزة_الآن'))).toBe(true)
    expect(found('#غزة_الآن', only('غزة الآن'))).toBe(false)
    expect(found('"غزة الآن"', only('#غزة_الآن'))).toBe(true)
  })

  it('keep within what PostgreSQL takes', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index).join(' ')
    const paragraphs = ['كتاب '.repeat(300), numbers, 'آخر'.repeat(5_000), 'وزير']
    const lexemes = lexemesOf(analyzer, { title: 'غزة', excerpt: null, tags: [], paragraphs })
    const positions = readLexemes(lexemes)
    expect(positions.get('كتاب')).toHaveLength(255)
    expect(positions.get('19999')).toEqual([16_383])
    expect(Math.max(...[...positions.keys()].map((lexeme) => lexeme.length))).toBeLessThan(100)
    expect(await inSql(lexemes, "'وزير' & '19999'")).toBe(true)
  })

  it('are asked alike in SQL and in the log, whatever is written and asked', async () => {
    const word = fc.constantFrom(
      'الجيش',
      'والجيش',
      'وزير',
      'غزة',
      "d'or",
      'a\\b',
      '#غزة_الآن',
      '170',
      '١٧٠',
      '،',
      '«ليبيا»',
      'ﷺ',
      '\ud83d\ude00',
    )
    const sign = fc.constantFrom('"', '-', 'OR', 'أو', 'جيوش')
    const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '))
    const query = fc.array(fc.oneof(word, sign), { maxLength: 6 }).map((words) => words.join(' ').replaceAll('- ', '-'))
    await fc.assert(
      fc.asyncProperty(text, text, query, async (title, body, asked) => {
        const lexemes = lexemesOf(analyzer, { title, excerpt: null, tags: [], paragraphs: [body] })
        const compiled = compileQuery(parseQuery(asked), analyzer, aliases)
        const tsquery = tsqueryOf(compiled)
        expect(matchesLexemes(compiled, readLexemes(lexemes))).toBe(tsquery !== null && (await inSql(lexemes, tsquery)))
      }),
      { numRuns: 150 },
    )
  })

  it('are found by every spelling of a word, also in phrases and excluded', () => {
    const words = fc.constantFrom(
      'احمد',
      'مدرسه',
      'مستشفي',
      'كتاب',
      'الليبي',
      'الي',
      '170',
      '1500',
      'اخر',
      'غزه',
      'مسؤول',
    )
    const texts = fc.uniqueArray(words, { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(texts, choices, choices, (words, written, asked) => {
        const lexemes = only(spelt(words.join(' '), written))
        const query = spelt(words.join(' '), asked)
        expect(found(query, lexemes)).toBe(true)
        expect(found(`"${query}"`, lexemes)).toBe(true)
        const excluded = query.split(' ').map((word) => `-${word}`)
        expect(found(`${words[0]} ${excluded.at(-1)}`, lexemes)).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })

  it('know other names of a word, and unfinished ones', async () => {
    expect(found('جيوش', only('الجيش'))).toBe(true)
    expect(await inSql(only('الجيش الليبي'), prefixTsquery(parseQuery('الجيش اللي'), analyzer))).toBe(true)
    expect(await inSql(only('الجيش الليبي'), prefixTsquery(parseQuery('الجيش اللو'), analyzer))).toBe(false)
  })

  it('pitfall 12: are the same in a database whose LC_CTYPE is C, which PostgreSQL would read other words in', async () => {
    const name = `ctype_${process.pid}_${Date.now()}`
    await database.db.query(`create database ${name} template template0 lc_collate 'C' lc_ctype 'C'`)
    const url = new URL(database.url)
    url.pathname = `/${name}`
    const other = await connect(url.href, { poolSize: 1 })
    try {
      expect(await databaseCtype(other)).toBe('C')
      const written = 'select $1::tsvector::text as lexemes, $1::tsvector @@ $2::tsquery as found'
      const asked = [only('«والجيش»، نعم؛ 1,500'), tsqueryOf(compileQuery(parseQuery('جيش ١٥٠٠'), analyzer, aliases))]
      expect(await other.query(written, asked)).toEqual(await database.db.query(written, asked))
      expect((await other.query(written, asked))[0]).toMatchObject({ found: true })
    } finally {
      await other.destroy()
      await database.db.query(`drop database ${name} with (force)`)
    }
  })
})
