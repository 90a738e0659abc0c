import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measureFeeds } from '../../eval/feeds.ts'

const RSS = `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>المرفأ</title><link>https://a.example/</link><language>ar</language>
<lastBuildDate>Sat, 02 May 2026 10:00:00 GMT</lastBuildDate>
<item><title>خبر</title><guid>1</guid><link>https://a.example/1</link><author>desk@a.example (سلمى)</author>
<description>&lt;script&gt;x()&lt;/script&gt;&lt;b&gt;نص&lt;/b&gt;</description><category>سياسة</category><category>نفط</category>
<pubDate>Sat, 02 May 2026 09:00:00 +0300</pubDate></item>
</channel></rss>`
const BODY = '<rss version="2.0"><channel><item><body><p>نص</p></body></item></channel></rss>'

const assert = (path: (string | number)[], value: unknown, op = '==') => ({ path, op, value })
const ASSERTS = [
  {
    file: 'rss.xml',
    httpHeaders: ['Content-type: application/xml; charset=utf-8'],
    asserts: [
      assert(['bozo'], null, 'falsy'),
      assert(['encoding'], 'UTF-8'),
      assert(['feed', 'title'], 'المرفأ'),
      assert(['feed', 'updated_parsed'], [2026, 5, 2, 10, 0, 0, 5, 122, 0]),
      assert(['feed', 'generator'], 'x'),
      assert(['entries', 0, 'description'], '<b>نص</b>'),
      assert(['entries', 0, 'author_detail', 'email'], 'desk@a.example'),
      assert(['entries', 0, 'tags', 1, 'term'], 'نفط'),
      assert(['entries', 0, 'guid'], '2'),
      assert(['entries', 4, 'title'], 'خبر'),
      assert(['entries', 0, 'title_detail', 'language'], 'ar'),
    ],
  },
  { file: 'body.xml', asserts: [assert(['entries', 0, 'content', 0, 'value'], '<p>نص</p>')] },
  { file: 'none.xml', asserts: null },
]

describe('the measure of feeds', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sila-eval-'))
    writeFileSync(join(folder, 'rss.xml'), RSS)
    writeFileSync(join(folder, 'body.xml'), BODY)
    writeFileSync(join(folder, 'none.xml'), 'nothing')
    writeFileSync(join(folder, 'expected.jsonl'), ASSERTS.map((line) => JSON.stringify(line)).join('\n'))
    mkdirSync(join(folder, 'pairs/deep'), { recursive: true })
    writeFileSync(join(folder, 'pairs/deep/one.xml'), RSS)
    const item = {
      title: 'خبر',
      link: 'https://a.example/1',
      guid: { value: '1' },
      author: { name: 'سلمى', email: 'desk@a.example' },
      categories: [{ value: 'سياسة' }, 'نفط'],
      pubDate: 'Sat, 02 May 2026 09:00:00 +0300',
      pubDateParsed: '2026-05-02T06:00:00Z',
    }
    const answer = {
      title: 'المرفأ',
      links: [{ rel: 'alternate', href: 'https://a.example/' }],
      language: 'ar',
      items: [item],
    }
    writeFileSync(join(folder, 'pairs/deep/one.json'), JSON.stringify(answer))
    writeFileSync(
      join(folder, 'pairs/two.json'),
      '{"version": "1.1", "title": "ق", "items": [{"id": "1", "content_text": "نص"}]}',
    )
    writeFileSync(join(folder, 'pairs/two_expected.json'), '{"title": "ك", "items": [{"id": "1", "content": "نص"}]}')
    writeFileSync(join(folder, 'pairs/alone.xml'), RSS)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const measure = (...paths: string[]) =>
    measureFeeds(
      paths.map((path) => join(folder, path)),
      { say() {} },
    )
  const numberOf = ({ figures }: Awaited<ReturnType<typeof measure>>, name: string) =>
    figures.find(({ figure }) => figure === name)?.value

  it('counts the asserts that are met on the values that it is about, beside what feedsmith alone would meet', async () => {
    const measurement = await measure('expected.jsonl')
    expect(measurement.figures[0]).toEqual({
      figure: 'expectations met',
      value: 7 / 9,
      unit: 'share',
      baseline: { name: 'feedsmith alone', value: 5 / 9, unit: 'share' },
      goal: 0.99,
      met: false,
    })
    expect(numberOf(measurement, 'expectations of other values, not counted')).toBe(2)
    expect(numberOf(measurement, 'crashes')).toBe(0)
    expect(numberOf(measurement, 'feeds')).toBe(3)
  })

  it('finds the asserts of a folder, and says where there is nothing to compare', async () => {
    expect(numberOf(await measure('.'), 'expectations met')).toBe(7 / 9)
    mkdirSync(join(folder, 'empty'))
    await expect(measure('empty')).rejects.toThrow(/empty has no expected\.jsonl/)
  })

  it('says why each other assert is not met', async () => {
    const { details, records } = await measure('expected.jsonl')
    expect(details?.[0]?.rows).toEqual([
      { file: 'rss.xml', path: 'entries.0.guid', expected: '2', found: '1', reason: 'the values differ' },
      { file: 'rss.xml', path: 'entries.4.title', expected: 'خبر', found: 'null', reason: 'only 1 items are found' },
    ])
    expect(records).toHaveLength(9)
  })

  it('reads folders of feeds with their answers beside them, and tells the sets apart', async () => {
    const measurement = await measure('pairs', 'expected.jsonl')
    expect(numberOf(measurement, 'expectations')).toBe(13 + 9)
    expect(numberOf(measurement, 'expectations met, pairs')).toBeCloseTo(12 / 13)
    expect(measurement.details?.[0]?.rows[0]).toMatchObject({ file: 'two.json', path: 'feed.title', found: 'ق' })
  })
})
