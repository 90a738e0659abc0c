import { expect, it } from 'vitest'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { printedReasons } from '../../src/linking/printed-reasons.ts'

const words = ['ليبيا', 'الجيش', 'جيش', 'الليبي', 'حفتر', 'بنغازي']
const analyzer = new Analyzer(new FrequencyTable(1, 100, new Map(words.map((word) => [word, 9]))))

it('reasons are words as printed in either article, the form with the fewest affixes, in the order of the lexemes', () => {
  const texts = ['حفتر يستقبل وفداً للجيش', 'الجيــش وحفتر في بنغازي']
  const lexemes = ['الجيش', 'حفتر', 'بنغازي', 'غائب'].map((word) => analyzer.lexeme(word))
  expect(printedReasons(analyzer, lexemes, texts)).toEqual(['الجيش', 'حفتر', 'بنغازي'])
})

it('reasons are at most four', () => {
  expect(printedReasons(analyzer, ['ا1', 'ا2', 'ا3', 'ا4', 'ا5'], ['ا1 ا2 ا3 ا4 ا5']).length).toBeLessThanOrEqual(4)
})
