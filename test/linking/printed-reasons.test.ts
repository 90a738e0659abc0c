import { expect, it } from 'vitest'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { printedForms, printedReasons } from '../../src/linking/printed-reasons.ts'

const words = ['ليبيا', 'الجيش', 'جيش', 'الليبي', 'حفتر', 'بنغازي']
const analyzer = new Analyzer(new FrequencyTable(1, 100, new Map(words.map((word) => [word, 9]))))
const formsOf = (...texts: string[]) => printedForms(texts.map((text) => analyzer.analyze(text)))

it('reasons are words as printed, the form with the fewest affixes, in the order of the lexemes', () => {
  const lexemes = ['الجيش', 'حفتر', 'بنغازي', 'غائب'].map((word) => analyzer.lexeme(word))
  const forms = formsOf('حفتر يستقبل وفداً للجيش', 'وحفـتر في بنغازي والجيش')
  expect(printedReasons(lexemes, forms)).toEqual(['للجيش', 'حفتر', 'بنغازي'])
})

it('reasons are at most four', () => {
  expect(printedReasons(['ا1', 'ا2', 'ا3', 'ا4', 'ا5'], formsOf('ا1 ا2 ا3 ا4 ا5')).length).toBeLessThanOrEqual(4)
})
