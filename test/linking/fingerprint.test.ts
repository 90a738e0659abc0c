import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordHash } from '../../src/arabic/word-hash.ts'
import { articlePrint as printOfLines, tellingPart } from '../../src/linking/article-print.ts'
import { FINGERPRINT_BYTES, fingerprint as printOfWords, resemblance } from '../../src/linking/fingerprint.ts'
import { textKey as keyOfWords } from '../../src/linking/text-key.ts'

const hashed = (text: readonly string[]): number[] => text.map(wordHash)
const fingerprint = (text: readonly string[]) => printOfWords(hashed(text))
const articlePrint = (lines: readonly string[][], isBoilerplate: (line: number) => boolean) =>
  printOfLines(lines.map(hashed), isBoilerplate)
const textKey = (title: readonly string[], text: readonly string[]) => keyOfWords(hashed(title), hashed(text))
const words = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const shingles = (text: readonly string[]): Set<string> =>
  new Set(text.slice(2).map((word, at) => `${text[at]} ${text[at + 1]} ${word}`))
function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((one) => b.has(one)).length
  return shared / (a.size + b.size - shared)
}

describe('fingerprint', () => {
  it('is null of a text of fewer than ten different 3-grams', () => {
    expect(fingerprint([])).toBeNull()
    expect(fingerprint(words('ا', 11))).toBeNull()
    expect(fingerprint(Array.from({ length: 500 }, () => 'غزه'))).toBeNull()
    expect(fingerprint(words('ا', 12))).toHaveLength(FINGERPRINT_BYTES)
  })

  it('says the same of the same words, however hamza is written', () => {
    const text = [...words('ا', 20), 'مسؤول', 'شئون']
    expect(fingerprint([...words('ا', 20), 'مسوول', 'شيون'])).toEqual(fingerprint(text))
    expect(fingerprint([...text])).toEqual(fingerprint(text))
  })

  it('estimates Jaccard similarity without bias, within the error of 126 hashes', () => {
    for (const shared of [40, 100, 160, 190]) {
      const errors = Array.from({ length: 60 }, (_, run) => {
        const common = words(`م${run}`, shared)
        const [a, b] = [
          [...common, ...words(`ا${run}`, 200 - shared)],
          [...common, ...words(`ب${run}`, 200 - shared)],
        ]
        return resemblance(fingerprint(a)!, fingerprint(b)!).shingles - jaccard(shingles(a), shingles(b))
      })
      const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length
      expect(Math.abs(bias)).toBeLessThan(0.02)
      for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.2)
    }
  })

  it('tells a part of a text from a text with as much of its own', () => {
    const whole = words('ا', 200)
    const half = resemblance(fingerprint(whole)!, fingerprint(whole.slice(0, 100))!)
    expect(half.contained).toBeGreaterThan(0.8)
    const other = [...whole.slice(0, 100), ...words('ب', 100)]
    expect(resemblance(fingerprint(whole)!, fingerprint(other)!).contained).toBeLessThan(0.75)
  })

  it('tells words replaced here and there from another text on the subject', () => {
    const text = words('ا', 200)
    const replaced = text.map((word, index) => (index % 10 === 5 ? `ب${index}` : word))
    expect(resemblance(fingerprint(text)!, fingerprint(replaced)!).words).toBeGreaterThan(0.6)
    const retold = [...text.slice(0, 90).reverse(), ...words('ب', 110)]
    expect(resemblance(fingerprint(text)!, fingerprint(retold)!).words).toBeLessThan(0.6)
  })

  it('finds any text like itself and nothing in common with one that shares no word', () => {
    const text = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 15, maxLength: 80 })
    fc.assert(
      fc.property(text, (some) => {
        const print = fingerprint(some)
        if (print === null) return
        expect(resemblance(print, print)).toEqual({ shingles: 1, contained: 1, words: 1 })
        const other = fingerprint(some.map((word) => `${word}\u0000`))!
        expect(resemblance(print, other).shingles).toBeLessThan(0.1)
      }),
      { numRuns: 50 },
    )
  })
})

describe('articlePrint', () => {
  const text = words('ا', 80)
  const notice = words('ن', 30)

  it('is the fingerprint of the whole text where no line is boilerplate', () => {
    const print = articlePrint([text, notice], () => false)!
    expect(print).toEqual(fingerprint([...text, ...notice]))
    expect(tellingPart(print)).toBeUndefined()
  })

  it('says beside it what is left without boilerplate', () => {
    const print = articlePrint([text, notice], (line) => line === 1)!
    expect(print.subarray(0, FINGERPRINT_BYTES)).toEqual(fingerprint([...text, ...notice]))
    expect(tellingPart(print)).toEqual(fingerprint(text))
  })

  it('says that nothing is left of a notice alone, and keeps a long text whose paragraphs all stood elsewhere', () => {
    expect(tellingPart(articlePrint([notice], () => true)!)).toBeNull()
    expect(tellingPart(articlePrint([text], () => true)!)).toBeUndefined()
  })
})

describe('textKey', () => {
  it('is equal for equal texts alone, in order', () => {
    const text = words('ا', 40)
    expect(textKey(['عنوان'], text)).toBe(textKey(['غيره'], [...text]))
    expect(textKey([], text)).not.toBe(textKey([], [...text].reverse()))
    expect(Number.isSafeInteger(textKey([], text))).toBe(true)
  })

  it('tells short texts by their titles too', () => {
    const text = ['شاهد', 'التقرير']
    expect(textKey(['زلزال', 'كريت'], text)).not.toBe(textKey(['هدنه', 'غزه'], text))
    expect(textKey(['زلزال', 'كريت'], text)).toBe(textKey(['زلزال', 'كريت'], text))
  })
})
