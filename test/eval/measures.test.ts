import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { measureDuplicates } from '../../eval/duplicates.ts'
import type { Measure } from '../../eval/measure.ts'
import { measurePairs } from '../../eval/pairs.ts'
import { measureReadAlso } from '../../eval/readalso.ts'
import { measureSearch } from '../../eval/search-run.ts'
import { measureSimilar } from '../../eval/similar.ts'
import { measureStories } from '../../eval/stories.ts'
import { judgedId, measureTags } from '../../eval/tags.ts'
import { ARTICLES, EvalFiles, onTestDatabase } from '../support/eval-files.ts'

const STORIES = fileURLToPath(new URL('../../eval/labels/stories.jsonl', import.meta.url))
const urlOf = (id: string) => `https://press.example/${id}`
const LINKS = [
  {
    sourceUrl: urlOf('strike'),
    targetUrls: [urlOf('port')],
    linkText: `اقرأ أيضا: ${ARTICLES[0]!.title}`,
    bodyLine: 1,
  },
  { sourceUrl: urlOf('gone'), targetUrls: [urlOf('port')], linkText: 'عنوان ليس في الملف كله' },
]

describe('an evaluation of language', () => {
  let files: EvalFiles
  let articles: string
  beforeEach(() => {
    files = new EvalFiles()
    articles = files.write('articles.jsonl.gz', ARTICLES)
  })
  afterEach(() => files.remove())

  const measure = async (run: Measure, ...inputs: string[]) => {
    const { figures, records } = await run(inputs, onTestDatabase)
    return { records, values: Object.fromEntries(figures.map(({ figure, value }) => [figure, value])) }
  }

  it('of similar articles ranks what was published no later, by the scorer alone', async () => {
    const { records, values } = await measure(measureSimilar, articles, files.write('links.jsonl', LINKS))
    const [{ related }] = records as [{ related: string[] }]
    // A copy is no better and no worse than the first print.
    expect(related.toSorted()).toEqual([urlOf('copy'), urlOf('port')])
    expect(records![1]).toEqual({ sourceUrl: urlOf('gone'), related: [] })
    expect(values['recall@5']).toBe(0.5)
  })

  it('of read-also binds the headlines in the body, and titles with noise', async () => {
    const { records, values } = await measure(measureReadAlso, articles, files.write('links.jsonl', LINKS))
    expect(records).toEqual([{ sourceUrl: urlOf('strike'), targets: [urlOf('port')] }])
    expect(values).toMatchObject({ bound: 0.5, 'bound wrongly': 0, 'bound, respelt': 1, 'bound, a word dropped': 1 })
  })

  it('of copies gives every line its cluster, a rejected one too', async () => {
    const path = files.write('more.jsonl', [...ARTICLES, { id: 'none' }])
    const groups = files.write('groups.jsonl', [{ ids: ['port', 'copy'], kind: 'same-body' }])
    const { records, values } = await measure(measureDuplicates, path, groups)
    expect(records).toHaveLength(ARTICLES.length + 1)
    const clusters = Object.fromEntries(
      (records as { id: string; cluster: string }[]).map((one) => [one.id, one.cluster]),
    )
    expect([clusters.port, clusters.copy]).toEqual(['port', 'port'])
    expect(new Set(Object.values(clusters)).size).toBe(ARTICLES.length)
    expect(values).toMatchObject({ 'pair recall': 1, 'merged pairs': 1, 'rejected lines': 1 })
  })

  it('of pairs scores equal texts above others, and compares with readers where they said so', async () => {
    const [port, , match, strike] = ARTICLES.map(({ body }) => body)
    const pairs = [
      { pairId: 'other', textA: port, textB: match, score: 1 },
      { pairId: 'near', textA: port, textB: strike, score: 2.5 },
      { pairId: 'same', textA: match, textB: match, score: 4 },
    ]
    const { records, values } = await measure(measurePairs, files.write('pairs.jsonl', pairs))
    const scores = Object.fromEntries(
      (records as { pairId: string; score: number }[]).map((one) => [one.pairId, one.score]),
    )
    expect(scores).toMatchObject({ other: 0, same: expect.closeTo(1, 5) })
    expect(scores.near).toBeGreaterThan(0.05)
    expect(values.Spearman).toBeCloseTo(1)
  })

  it('of stories reads labels, else takes titles that say the same', async () => {
    const labelled = await measure(measureStories, STORIES, STORIES)
    expect(labelled.values['labelled articles']).toBe(111)
    expect(labelled.values['B³ F1']).toBeGreaterThan(0.8)
    const weak = await measure(measureStories, articles)
    expect(weak.values).toMatchObject({ 'labelled articles': 2, 'link recall': 1 })
  })

  it('of tags counts those that a reader judged, of pages without an address by their title', async () => {
    const title = 'عمال ميناء سندان يعودون إلى العمل'
    const page = files.writeText(
      'page.txt',
      `الساحل:\n\n${title}\n\nتاريخ النشر: 2nd, March 2026 GMT\n\n${title}\n\nعاد عمال ميناء سندان إلى العمل.\n\nكلمات دلالية: ميناء سندان`,
    )
    const tagged = files.write('tagged.jsonl', [{ ...ARTICLES[2]!, tags: ['كأس الجمهورية'] }])
    const judgements = files.write('judged.jsonl', [
      { articleId: judgedId(urlOf('match')), tag: 'كاس الجمهوريه', right: true },
      { articleId: judgedId(title), tag: 'صفحة', right: false },
    ])
    const { records, values } = await measure(measureTags, tagged, judgements, page)
    expect(records).toEqual([
      { url: urlOf('match'), tags: expect.arrayContaining(['كأس الجمهورية']) },
      { url: title, tags: expect.any(Array) },
    ])
    expect(values).toMatchObject({ 'precision of the first five': 1, articles: 2 })
  })

  it('of search reads a folder in BEIR’s layout', async () => {
    files.write('corpus.jsonl.gz', [
      ...ARTICLES.map(({ id, title, body }) => ({ _id: id, title, text: body })),
      { _id: 'no' },
    ])
    files.write('queries.jsonl', [
      { _id: 'q1', text: 'من أجرى عملية زراعة الكبد؟' },
      { _id: 'q2', text: 'كاس الجمهوریه' },
    ])
    files.writeText('qrels.tsv', 'query-id\tcorpus-id\tscore\nq1\thospital\t1\nq2\tmatch\t1\n')
    const { records, values } = await measure(measureSearch, files.folder)
    expect(records).toEqual([
      { queryId: 'q1', docs: expect.arrayContaining(['hospital']) },
      { queryId: 'q2', docs: ['match'] },
    ])
    expect(values).toMatchObject({ 'MRR@10': 1, 'recall@10': 1, queries: 2 })
  })

  it('of search asks the titles of articles for their bodies, in three spellings', async () => {
    const { records, values } = await measure(measureSearch, articles)
    expect(records).toHaveLength(3 * ARTICLES.length)
    expect(values['MRR@10 between spellings']).toBe(0)
    expect(values['MRR@10, titles as users spell']).toBeGreaterThan(0.7)
  })

  it('says which line of the labels is wrong', async () => {
    const links = files.write('links.jsonl', [LINKS[0]!, { sourceUrl: 'x' }])
    await expect(measureSimilar([articles, links], onTestDatabase)).rejects.toThrow(/links\.jsonl, line 2: targetUrls/)
  })
})
