import { describe, expect, it } from 'vitest'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { analyse, LEAD_WORDS, MAX_TERMS } from '../../src/linking/analyse.ts'
import { countsCode } from '../../src/linking/term-counts.ts'

const words = 'الجيش جيش البرلمان برلمان ميناء الميناء سفينة السفينة'.split(' ')
const analyzer = new Analyzer(new FrequencyTable(3, 100, new Map(words.map((word) => [word, 5]))))
const marks = { fingerprint: null, textKey: 7, lines: [1, 2] }
const analysed = (title: string, text: string) =>
  analyse(analyzer, analyzer.analyze(title), analyzer.analyze(text), marks)
/** A word of its own for each number. */
const letters = (at: number): string => `ض${[...String(at)].map((digit) => 'زشصقكلمنهط'[Number(digit)]).join('')}ظ`

describe('analyse', () => {
  it('counts each lexeme in the title, in title and lead, and in all', () => {
    const rest = Array.from({ length: LEAD_WORDS }, (_, at) => letters(at)).join(' ')
    const { lexemes, counts, words, version } = analysed('الجيش في الميناء', `والجيش ${rest} جيش الجيش`)
    expect(counts[lexemes.split(' ').indexOf('جيش')]).toBe(countsCode({ title: 1, lead: 2, all: 4 }))
    expect(words).toBe(3 + 1 + LEAD_WORDS + 2)
    expect(version).toBe(3)
  })

  it('leaves out stop words, bare numbers, single letters and what any news may say', () => {
    const { lexemes } = analysed('من يؤكد 170 ٢٠١٨ 1,500 و سفينة', 'تسعى تعزيز في على')
    expect(lexemes).toBe(analyzer.lexeme('سفينه'))
  })

  it('keeps the most telling terms, in an order that does not depend on the text’s', () => {
    const many = Array.from({ length: 300 }, (_, at) => letters(at))
    const { lexemes, counts } = analysed('السفينة', many.join(' '))
    expect(counts).toHaveLength(MAX_TERMS)
    expect(lexemes.split(' ')).toHaveLength(MAX_TERMS)
    expect(lexemes.split(' ')[0]).toBe(analyzer.lexeme('السفينه'))
    const [forth, back] = [many.slice(0, 40), many.slice(0, 40).reverse()]
    expect(analysed('', forth.join(' '))).toEqual(analysed('', back.join(' ')))
  })

  it('carries the marks of the search for copies, and bears an empty text', () => {
    expect(analysed('', '')).toEqual({ version: 3, words: 0, lexemes: '', counts: new Uint8Array(), ...marks })
  })

  it.each([
    [{ title: 0, lead: 0, all: 1 }, 0b00_00_0001],
    [{ title: 1, lead: 3, all: 4 }, 0b01_10_0001],
    [{ title: 9, lead: 99, all: 999 }, 0b11_11_1111],
  ])('packs the counts %j into a byte', (counts, code) => {
    expect(countsCode(counts)).toBe(code)
  })
})
