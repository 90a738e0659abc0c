import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withCorpus } from '../../eval/corpus.ts'
import { arrivals, readCorpus } from '../../eval/corpus-lines.ts'
import { ARTICLES, EvalFiles, onTestDatabase } from '../support/eval-files.ts'

describe('a file of articles', () => {
  let files: EvalFiles
  beforeEach(() => {
    files = new EvalFiles()
  })
  afterEach(() => files.remove())

  it('keeps every line under its name, also one that is no article', async () => {
    const path = files.writeText(
      'a.jsonl.gz',
      '{"id":"empty","url":"https://a.example/1"}\n\nnot JSON\n{"title":"خبر"}\n',
    )
    const lines = await readCorpus(path)
    expect(lines.map(({ line, id, url, item }) => [line, id, url, item?.title ?? null])).toEqual([
      [1, 'empty', 'https://a.example/1', null],
      [3, '3', null, null],
      [4, '4', null, 'خبر'],
    ])
  })

  it('comes in the order of publication, a line without a date after the line before it', async () => {
    const dates = ['2026-03-02T00:00:00Z', null, '2026-03-01T00:00:00Z', null]
    const records = dates.map((publishedAt, index) => ({ id: `${index}`, title: 'خبر', body: '', publishedAt }))
    const order = async (given: typeof records) =>
      arrivals(await readCorpus(files.write('a.jsonl', given))).map(({ id }) => id)
    expect(await order(records)).toEqual(['2', '3', '0', '1'])
    expect(await order(records.map((one) => ({ ...one, publishedAt: null })))).toEqual(['0', '1', '2', '3'])
  })

  it('is admitted by the desk, and each line says what became of it', async () => {
    const again = { ...ARTICLES[0]!, id: 'again' }
    const untitled = { ...ARTICLES[2]!, id: 'untitled', url: null, title: null, publishedAt: null }
    const lines = await readCorpus(files.write('a.jsonl', [...ARTICLES, again, { id: 'none' }, untitled]))
    const titles = await withCorpus(onTestDatabase, async (corpus) => {
      await corpus.admitLines(lines)
      const rows = await corpus.articles(lines.flatMap(({ articleId }) => articleId ?? []))
      return new Map([...rows].map(([id, { title, publishedAt }]) => [id, { title, publishedAt }]))
    })
    const lineOf = (id: string) => lines.find((line) => line.id === id)!
    expect(lineOf('again').articleId).toBe(lineOf('port').articleId)
    expect(lineOf('none')).toMatchObject({ articleId: null, reason: expect.stringContaining('neither') })
    const { title, publishedAt } = titles.get(lineOf('untitled').articleId!)!
    expect(title).toMatch(/^فاز فريق النسور/)
    // When it came: at the time of the article before it.
    expect(publishedAt.toISOString()).toBe(ARTICLES[0]!.publishedAt)
  })
})
