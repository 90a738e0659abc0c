import { describe, expect, it } from 'vitest'
import { stripArticle } from '../../src/arabic/light-stem.ts'
import { STOP_WORDS } from '../../src/arabic/stop-words.ts'

describe('stripArticle', () => {
  it.each([
    'الجيش',
    'والجيش',
    'فالجيش',
    'بالجيش',
    'كالجيش',
    'للجيش',
    'وللجيش',
    'فللجيش',
    'وبالجيش',
    'وكالجيش',
    'فبالجيش',
    'جيش',
  ])('takes the article and what is written onto it off «%s»', (word) => {
    expect(stripArticle(word)).toBe('جيش')
  })

  it.each(['وزير', 'والد', 'والدة', 'بالغ', 'بالغة', 'الله', 'والي', 'وكالة', 'ليبيا', 'الان', 'فالح'])(
    'leaves «%s»',
    (word) => {
      expect(stripArticle(word)).toBe(word)
    },
  )
})

describe('stop words', () => {
  it('are folded, as the tokens that they are compared with', () => {
    expect(STOP_WORDS.has('الي')).toBe(true)
    expect(STOP_WORDS.has('إلى')).toBe(false)
  })

  it('hold no word that names a topic', () => {
    for (const word of ['غزه', 'ليبيا', 'جيش', 'رييس', 'حرب']) expect(STOP_WORDS.has(word)).toBe(false)
  })
})
