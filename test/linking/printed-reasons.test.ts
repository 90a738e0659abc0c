import { expect, it } from 'vitest'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { fold } from '../../src/arabic/fold.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { printedForms, printedReasons } from '../../src/linking/printed-reasons.ts'

const words = ['ليبيا', 'الجيش', 'جيش', 'الليبي', 'حفتر', 'بنغازي']
const analyzer = new Analyzer(new FrequencyTable(1, 100, new Map(words.map((word) => [word, 9]))))
const formsOf = (lexemes: string[], ...texts: string[]) =>
  printedForms(
    lexemes,
    texts.map((text) => analyzer.analyze(text)),
  )

it('reasons are words as printed, the form with the fewest affixes, in the order of the lexemes', () => {
  const lexemes = ['الجيش', 'حفتر', 'بنغازي', 'غائب'].map((word) => analyzer.lexeme(word))
  const forms = formsOf(lexemes, 'حفتر يستقبل وفداً للجيش', 'وحفـتر في بنغازي والجيش')
  expect(printedReasons(lexemes, forms)).toEqual(['للجيش', 'حفتر', 'بنغازي'])
})

it('reasons are at most four', () => {
  const lexemes = ['كلمة', 'ثانية', 'ثالثة', 'رابعة', 'خامسة'].map((word) => analyzer.lexeme(fold(word)))
  expect(printedReasons(lexemes, formsOf(lexemes, 'كلمة ثانية ثالثة رابعة خامسة'))).toHaveLength(4)
})
