import { describe, expect, it } from 'vitest'
import { HEADLINE_NOISES } from '../../eval/headline-noise.ts'
import { TEXT_EDITS } from '../../eval/text-edits.ts'
import { fold, titleKey } from '../../src/arabic/fold.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'

const TITLE = 'وزارة النقل تفتتح «الرصيف الجديد» في ميناء إسندان'
const TEXT = Array.from({ length: 40 }, (_, at) => `كلمة${at}${at % 10 === 9 ? '. ' : ''}`).join(' ')
const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean)

describe('a headline with noise', () => {
  const print = (name: string, seed = 'a') =>
    HEADLINE_NOISES.find((noise) => noise.name === name)!.print(TITLE, seededRandom(seed), ['غريب'])

  it('keeps its letters as they are compared where it is respelt only', () => {
    expect(print('respelt')).not.toBe(TITLE)
    expect(titleKey(print('respelt'))).toBe(titleKey(TITLE))
  })

  it('differs by one word, or is cut, or stands between a label and a site', () => {
    expect(wordsOf(print('a word dropped'))).toHaveLength(wordsOf(TITLE).length - 1)
    expect(wordsOf(print('a word replaced')).filter((word) => word === 'غريب')).toHaveLength(1)
    expect(print('cut short')).toMatch(/^وزارة النقل.*…$/)
    expect(print('with a label or the name of a site')).toContain(TITLE)
  })
})

describe('an edited copy', () => {
  const edit = (name: string) => TEXT_EDITS.find((one) => one.name === name)!.edit(TEXT, seededRandom('a'), ['غريب'])

  it('has as much of the text as its name says', () => {
    expect(edit('boilerplate added')).toContain(TEXT)
    expect(wordsOf(edit('boilerplate added'))).toHaveLength(70)
    expect(TEXT.startsWith(edit('cut to 70 %'))).toBe(true)
    expect(wordsOf(edit('cut to 70 %')).length).toBeGreaterThan(25)
    expect(wordsOf(edit('10 % of words replaced')).filter((word) => word === 'غريب')).toHaveLength(4)
    expect(wordsOf(edit('sentences shuffled')).toSorted()).toEqual(wordsOf(TEXT).toSorted())
    expect(edit('sentences shuffled')).not.toBe(TEXT)
    expect(fold(edit('respelt'))).toBe(fold(TEXT))
  })
})
