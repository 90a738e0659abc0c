import { describe, expect, it } from 'vitest'
import { keyphrases } from '../../src/linking/keyphrases.ts'
import { tagText } from '../../src/linking/tag-text.ts'
import { WordKinds } from '../../src/linking/word-kinds.ts'
import { bootstrapAnalyzer, readText } from '../support/bootstrap-analyzer.ts'

const kinds = new WordKinds(bootstrapAnalyzer.table)
function phrases(title: string, ...paragraphs: string[]): string[] {
  const text = tagText(readText(title, ...paragraphs))
  const found = keyphrases(text, kinds, () => 5, new Uint8Array(text.words.length))
  return found.map(({ label }) => label)
}

describe('keyphrases', () => {
  it('gives what is said often, in its commonest print and without particles', () => {
    const found = phrases(
      'خطة لتحسين النقل النهري',
      'ناقش المجلس مشروع النقل النهري. ويرى خبراء أن النقل النهري أرخص.',
      'وترتبط جودة الهواء بالنقل النهري، وفق الدراسة.',
    )
    expect(found[0]).toBe('النقل النهري')
  })

  it('is one phrase in all spellings', () => {
    expect(phrases('القرى الذكية', 'مؤتمر عن القُرى الذكيّة', 'القري الذکیه')).toContain('القرى الذكية')
  })

  it('takes no verbs, no common words and nothing said once', () => {
    const found = phrases(
      'أعلنت الوزارة الخطة الجديدة',
      'أعلنت الوزارة العام الماضي. وقال المتحدث الرسمي إن أعلنت الوزارة العام الماضي.',
    )
    expect(found.filter((phrase) => /أعلنت|العام|المتحدث|الجديدة/.test(phrase))).toEqual([])
  })

  it('goes across no punctuation and is no part of a longer phrase', () => {
    expect(phrases('السكك، الحديدية', 'السكك، الحديدية', 'السكك، الحديدية')).toEqual([])
    const found = phrases('حركة القطارات السريعة', 'زادت حركة القطارات السريعة', 'توقفت حركة القطارات السريعة')
    expect(found).toEqual(['حركة القطارات السريعة'])
  })

  it('bears any text', () => {
    for (const text of ['', '؟!', 'a b c', 'ـــ ـــ', '١٢٣ ١٢٣ ١٢٣', 'ال ال ال'])
      expect(phrases(text, text, text)).toEqual([])
  })
})
