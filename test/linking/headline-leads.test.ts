import { describe, expect, it } from 'vitest'
import { titleKey } from '../../src/arabic/fold.ts'
import { tokenize } from '../../src/arabic/tokens.ts'
import { leadLength, printedForms } from '../../src/linking/headline-form.ts'

const TITLE = 'افتتاح الرصيف الجديد في الميناء'

describe('a line that points to a headline', () => {
  it.each([
    ['إقرأ أيضاً: ', 2],
    ['قد يهمك/ ', 2],
    ['قد يهمك أيضا.. ', 3],
    ['للمزيد - ', 1],
    ['اقرأ: ', 1],
    ['أيضاً.. ', 1],
    ['شاهد.. ', 1],
    ['', 0],
  ])('holds it behind «%s»', (lead, words) => {
    expect(leadLength(tokenize(lead + TITLE))).toBe(words)
    expect(printedForms(lead + TITLE).map(({ key }) => key)).toContain(titleKey(TITLE))
  })

  it('is a headline itself where no mark parts its first word', () => {
    expect(printedForms(`اقرأ ${TITLE}`).map(({ key }) => key)).toEqual([titleKey(`اقرأ ${TITLE}`)])
  })
})
