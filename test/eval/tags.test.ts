import { expect, it } from 'vitest'
import { judgedId, scoreTags } from '../../eval/tags.ts'

const URL = 'https://example.com/1'
const value = (figures: ReturnType<typeof scoreTags>, name: string) =>
  figures.find(({ figure }) => figure === name)?.value

it('counts the first five tags that were judged, in any spelling, of articles that were', () => {
  const judge = (tag: string, right: boolean) => ({ articleId: judgedId(URL), tag, right })
  const judgements = [judge('ليبيا', true), judge('حفتر', true), judge('غزة', false)]
  const articles = [
    { url: URL, tags: ['لیبیا', 'حفتر', 'غزه', 'سرت', 'درنة', 'غزة'] },
    { url: 'https://example.com/2', tags: ['ليبيا'] },
  ]
  const figures = scoreTags(articles, judgements)
  expect(value(figures, 'precision of the first five')).toBeCloseTo(2 / 3)
  expect(value(figures, 'tags not judged')).toBeCloseTo(2 / 5)
  expect(value(figures, 'articles')).toBe(1)
})

it('says nothing of nothing', () => {
  expect(scoreTags([], []).map(({ value }) => value)).toEqual([0, 0, 0, 0])
})
