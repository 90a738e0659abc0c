import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { measureStemming } from '../../eval/stemming.ts'

const token = (id: number, form: string, lemma: string, part: string, notes = '_') =>
  [id, form, lemma, part, '_', '_', '0', 'dep', '_', notes].join('\t')

it('joins particles to the word they are written onto and counts pairs of one lemma', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sila-stemming-'))
  const lines = [
    '# text = والجيش وجيش.',
    token(1, 'و', 'وَ', 'CCONJ', 'SpaceAfter=No'),
    token(2, 'الجيش', 'جَيش', 'NOUN'),
    token(3, 'و', 'وَ', 'CCONJ', 'SpaceAfter=No'),
    token(4, 'جيش', 'جَيش', 'NOUN', 'SpaceAfter=No'),
    token(5, '.', '.', 'PUNCT'),
    '',
    token(1, 'لبنان', 'لُبنان', 'PROPN'),
    '',
  ]
  writeFileSync(join(folder, 'a.conllu'), lines.join('\n'))
  const { figures, records } = await measureStemming([folder], { say: () => {} })
  rmSync(folder, { recursive: true })
  expect(records).toEqual([
    { word: 'والجيش', lemma: 'جيش', lexeme: 'جيش' },
    { word: 'وجيش', lemma: 'جيش', lexeme: 'جيش' },
    { word: 'لبنان', lemma: 'لبنان', lexeme: 'لبنان' },
  ])
  expect(figures[0]).toMatchObject({ figure: 'pair F1', value: 1, met: true })
})
