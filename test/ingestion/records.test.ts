import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { readByteLines } from '../../src/ingestion/input-file.ts'
import { articleRecords, parseArticleRecords } from '../../src/ingestion/records.ts'

const now = new Date('2026-05-02T12:00:00Z')
const parse = (...records: unknown[]) =>
  parseArticleRecords(
    records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n'),
    now,
  )
const reasonOf = (record: unknown) => parse(record).rejected[0]?.reason

describe('a record', () => {
  it('with the fields of ArticleInput is taken as it is', () => {
    const record = {
      guid: 'g-1',
      url: 'https://a.example/1',
      title: 'عنوان',
      excerpt: 'مقدمة',
      html: '<p>نص</p>',
      text: 'نص',
      authors: ['ليلى'],
      tags: ['محليات'],
      image: 'https://a.example/1.jpg',
      publishedAt: '2026-03-03T07:15:00Z',
      publishedAtPrecision: 'TIME',
      language: 'ar',
      readAlso: [{ headline: 'آخر', url: null }],
      similar: [],
      source: 'المرفأ',
      observedAt: '2026-03-04T00:00:00Z',
      menuTags: ['رياضة'],
    }
    expect(parse(record).items).toEqual([{ item: record, line: 1 }])
    expect(parse(record).warnings).toEqual([])
  })

  it('of a corpus becomes an article', () => {
    const record = {
      id: 'c-1',
      title: 'عنوان',
      summary: 'مقدمة',
      body: 'فقرة أولى\nفقرة ثانية\n\nثالثة',
      source: 'واحة',
      url: 'https://a.example/1',
      publishedAt: null,
      publishedRaw: 'Tue, 03 Mar 2026 09:15:00 +0200',
      category: 'اقتصاد',
      author: 'سامي',
      tags: null,
    }
    expect(parse(record).items[0]?.item).toMatchObject({
      guid: 'c-1',
      excerpt: 'مقدمة',
      text: 'فقرة أولى\n\nفقرة ثانية\n\nثالثة',
      publishedAt: '2026-03-03T07:15:00Z',
      publishedAtPrecision: 'TIME',
      tags: ['اقتصاد'],
      authors: ['سامي'],
      source: 'واحة',
    })
  })

  it('does not tell what it does not hold', () => {
    const { item } = parse({ title: 'عنوان' }).items[0]!
    expect('readAlso' in item).toBe(false)
    expect(parse({ title: 'عنوان', readAlso: [] }).items[0]!.item.readAlso).toEqual([])
  })

  it('keeps its guid before its id, and drops an author that is only a key', () => {
    const { item } = parse({ title: 'ع', guid: 'g', id: 'i', author: '0b8f0a4e-5c39-4d7e-9a3e-2f1d5f6f7a8b' }).items[0]!
    expect(item).toMatchObject({ guid: 'g', authors: [] })
  })

  it.each([
    [{ publishedAt: '2026-03-03' }, '2026-03-03T00:00:00Z', 'DAY'],
    [{ publishedAt: '٣ آذار ٢٠٢٦' }, '2026-03-03T00:00:00Z', 'DAY'],
    [{ publishedAt: '2026-03-03T07:15:00+02:00' }, '2026-03-03T05:15:00Z', 'TIME'],
    [{ publishedAt: '2026-03-03T07:15:00Z', publishedAtPrecision: 'DAY' }, '2026-03-03T00:00:00Z', 'DAY'],
    [{ publishedAt: '2026-03-03T07:15:00Z', publishedAtPrecision: 'OBSERVED' }, '2026-03-03T07:15:00Z', 'OBSERVED'],
    [{ publishedAt: 'قديم', publishedRaw: '3 March 2026' }, '2026-03-03T00:00:00Z', 'DAY'],
    [{ publishedAt: 'قديم' }, null, null],
    [{ publishedAt: 'قديم', publishedAtPrecision: 'DAY' }, null, null],
  ])('dated %j is of %s', (dates, publishedAt, publishedAtPrecision) => {
    expect(parse({ title: 'ع', ...dates }).items[0]?.item).toMatchObject({ publishedAt, publishedAtPrecision })
  })
})

describe('a line that cannot be taken', () => {
  it.each([
    [{ title: 7 }, 'title is a number; a string is needed'],
    [{ title: 'ع', tags: 'محليات' }, 'tags is a string; a list of strings is needed'],
    [{ title: 'ع', tags: ['أ', null] }, 'tags[1] is null; a string is needed'],
    [{ title: 'ع', readAlso: ['آخر'] }, 'readAlso[0] is a string; an object with a headline is needed'],
    [{ title: 'ع', similar: [{ url: 'x' }] }, 'similar[0].headline is missing; a string is needed'],
    [{ title: 'ع', publishedAtPrecision: 'YEAR' }, 'publishedAtPrecision is "YEAR"; TIME, DAY or OBSERVED is needed'],
    [{ url: 'https://a.example/1', title: ' ' }, 'The record has neither a title nor any text'],
    ['[1]', 'The line is a list; an object is needed'],
    ['7', 'The line is a number; an object is needed'],
    ['null', 'The line is null; an object is needed'],
  ])('%j: %s', (record, reason) => expect(reasonOf(record)).toBe(reason))

  it('is told with its line, and the rest goes in', () => {
    const { items, rejected } = parse('\uFEFF{"title": "أ"}\r', '', '{"title": ', '   ', { title: 'ب' })
    expect(items.map(({ item, line }) => [item.title, line])).toEqual([
      ['أ', 1],
      ['ب', 5],
    ])
    expect(rejected).toEqual([{ line: 3, reason: expect.stringMatching(/^The line is not JSON: /) }])
  })
})

describe('a file of records', () => {
  it('is told once of each field that nothing reads', () => {
    const { warnings } = parse({ title: 'أ', colour: 1 }, { title: 'ب', colour: 2, __proto__x: 3, constructor: 4 })
    expect(warnings).toEqual([
      'The field "colour" is not read (first in line 1)',
      'The field "__proto__x" is not read (first in line 2)',
      'The field "constructor" is not read (first in line 2)',
    ])
  })

  it('is told of unread fields of refused lines too, with the first line that has them', () => {
    const { rejected, warnings } = parse({ titel: 'أ' }, { title: 7, colour: 1 }, { title: 'ب', titel: 'ج', colour: 2 })
    expect(rejected.map(({ line }) => line)).toEqual([1, 2])
    expect(warnings).toEqual([
      'The field "titel" is not read (first in line 1)',
      'The field "colour" is not read (first in line 2)',
    ])
  })

  it('keeps articles whose date or address cannot be read, and tells so once of each field', () => {
    const { items, rejected, warnings } = parse(
      { title: 'أ', url: '', publishedAt: ' ' },
      { title: 'ب', url: 'ليس عنواناً', publishedAt: 'الجمعة' },
      { title: 'ج', url: 'ftp://a.example/1', publishedAt: '2/5/2025' },
      { text: 'نص بلا عنوان', url: 'javascript:alert(1)', publishedRaw: 'أمس الأول' },
      { title: 'د', url: 'www.a.example/1', publishedAt: 'قديم', publishedRaw: '3 March 2026', observedAt: 'الآن' },
    )
    expect(rejected).toEqual([])
    expect(items.map(({ item }) => [item.url, item.publishedAt])).toEqual([
      [null, null],
      [null, null],
      [null, null],
      [null, null],
      ['www.a.example/1', '2026-03-03T00:00:00Z'],
    ])
    expect(warnings).toEqual([
      'The field "url" is not an http or https address in 3 lines, and is left out (first in line 2)',
      'The field "publishedAt" is not a date that can be read in 2 lines, and is left out (first in line 2)',
      'The field "publishedRaw" is not a date that can be read in 1 line, and is left out (first in line 4)',
      'The field "observedAt" is not a date that can be read in 1 line, and is left out (first in line 5)',
    ])
  })

  it.each(['records.jsonl', 'records.jsonl.gz'])(
    'that is not UTF-8 is read as Arabic or refused by line: %s',
    async (name) => {
      const arabic = { title: 'افتتاح الميناء الجديد في المدينة', text: 'قال المدير إن العمل بدأ.\nثم عاد الزوار.' }
      const json = JSON.stringify(arabic)
      const broken = Buffer.from(json)
      broken[12] = 0x41
      const lines = [
        Buffer.from(JSON.stringify({ title: 'عنوان\u2028ثانٍ' })),
        iconv.encode(json, 'windows-1256'),
        iconv.encode('{"title": "Élections à Orléans, l’été déçoit"}', 'windows-1252'),
        broken,
        Buffer.from('\r'),
        Buffer.from(json),
      ]
      const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]))
      const folder = mkdtempSync(join(tmpdir(), 'records-'))
      try {
        writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(bytes) : bytes)
        const read = []
        for await (const record of articleRecords(readByteLines(join(folder, name)), now)) read.push(record)
        const reason = 'The line is not UTF-8, and does not read as Arabic in windows-1256'
        expect(read).toEqual([
          { line: 1, item: expect.objectContaining({ title: 'عنوان\u2028ثانٍ' }) },
          { line: 2, item: expect.objectContaining(arabic) },
          { line: 3, reason },
          { line: 4, reason },
          { line: 6, item: expect.objectContaining(arabic) },
        ])
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )

  it('streams the same as it reads at once', async () => {
    const lines = ['{"title": "أ", "x": 1}', '', '{"title": 1}', '{"title": "ب", "x": 2}']
    const warnings: string[] = []
    const streamed = []
    async function* source() {
      yield* lines
    }
    for await (const read of articleRecords(source(), now, (warning) => warnings.push(warning))) streamed.push(read)
    const whole = parseArticleRecords(lines.join('\n'), now)
    expect(streamed).toEqual([whole.items[0], whole.rejected[0], whole.items[1]])
    expect(warnings).toEqual(whole.warnings)
  })
})

const sample = '../shared/data/articles/ant-sample-300.jsonl'
if (!existsSync(sample)) console.warn(`The real records are not at ${sample}: their tests are skipped`)
describe.skipIf(!existsSync(sample))('the real sample', () => {
  it('goes in whole, every article dated and without keys for authors', () => {
    const { items, rejected, warnings } = parseArticleRecords(readFileSync(sample, 'utf8'), now)
    expect([items.length, rejected.length, warnings]).toEqual([300, 0, []])
    expect(items.filter(({ item }) => item.publishedAt === null)).toEqual([])
    expect(items.filter(({ item }) => item.authors?.some((name) => /^[0-9a-f-]{32,}$/.test(name)))).toEqual([])
  })
})
