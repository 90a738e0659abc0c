import { describe, expect, it } from 'vitest'
import { aliasesOf } from '../../src/arabic/aliases.ts'
import { fold } from '../../src/arabic/fold.ts'

describe('aliasesOf', () => {
  it.each([
    ['والجيوش', 'جيش'],
    ['وزراء', 'وزير'],
    ['بالصواريخ', 'صاروخ'],
    ['قاض', 'قضاة'],
    ['صحفيون', null],
    ['ليبيا', 'ليبي'],
    ['والليبية', 'ليبيا'],
    ['الألماني', 'ألمانيا'],
    ['نتانياهو', 'نتنياهو'],
    ['ترمب', 'ترامب'],
    ['مسئول', 'مسؤول'],
    ['شئون', 'شؤون'],
    ['أميركا', 'أمريكا'],
  ])('gives for «%s» also «%s»', (word, other) => {
    if (other === null) expect(aliasesOf(fold(word))).toEqual([])
    else expect(aliasesOf(fold(word))).toContain(fold(other))
  })

  it('is mutual, folded, and never names the word itself', () => {
    for (const word of ['جيش', 'ليبيا', 'غوغل', 'دين', 'سبتمبر'].map(fold)) {
      for (const other of aliasesOf(word)) {
        expect(other).toBe(fold(other))
        expect(other).not.toBe(word)
        expect(aliasesOf(other)).toContain(word)
      }
    }
  })

  it('has none for words of other scripts or that stand for themselves', () => {
    for (const word of ['covid', '170', 'كل', 'بين', '']) expect(aliasesOf(word)).toEqual([])
  })
})
