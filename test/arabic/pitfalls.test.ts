import { describe, expect, it } from 'vitest'
import { aliasesOf } from '../../src/arabic/aliases.ts'
import { datesIn } from '../../src/arabic/dates.ts'
import { fold, titleKey } from '../../src/arabic/fold.ts'
import { tokenize } from '../../src/arabic/tokens.ts'
import { analyzer, lexemeOf } from './lexicon.ts'

const lexemes = (words: string): string[] => [...new Set(words.split(' ').map(lexemeOf))]
const written = (text: string): string[] => tokenize(text).map((token) => token.text)

describe('the analyzer', () => {
  it('pitfall 1: takes the article off with whatever is attached before it', () => {
    expect(lexemes('جيش الجيش والجيش فالجيش بالجيش للجيش كالجيش وللجيش وجيش')).toEqual(['جيش'])
  })

  it('pitfall 2: keeps first letters that belong to the word', () => {
    expect(lexemes('وزير الوزير والوزير ووزير')).toEqual(['وزير'])
    expect(lexemeOf('زير')).not.toBe('وزير')
    for (const word of ['وليد', 'وفد', 'والد', 'بالغ', 'كل', 'بعيد', 'كبير', 'لجان', 'فريق'])
      expect(lexemeOf(word)).toBe(word)
    expect(lexemeOf('بطاقات')).toMatch(/^بطاق/)
    expect(lexemes('إلغاء الإلغاء')).toEqual(['الغاء'])
  })

  it('pitfall 3: tells Lebanon from milk', () => {
    expect(lexemes('لبنان للبنان بلبنان ولبنان')).toEqual(['لبنان'])
    expect(lexemeOf('لبن')).toBe('لبن')
  })

  it('pitfall 4: reads the letters of a Persian keyboard as Arabic', () => {
    expect(lexemes('فی في فى')).toHaveLength(1)
    expect(lexemes('کتاب كتاب')).toHaveLength(1)
    expect(lexemes('اللیبی الليبي الليبى')).toHaveLength(1)
  })

  it('pitfall 5: ignores tatweel, vowel marks and presentation forms', () => {
    expect(lexemes('محـمد مُحَمَّد ﻣﺤﻤﺪ محمد')).toEqual(['محمد'])
    expect(lexemes('ﷲ الله')).toEqual(['الله'])
    expect(lexemes('ﻻ لا')).toEqual(['لا'])
  })

  it('pitfall 6: is not split by a vowel mark that stands alone among the presentation forms', () => {
    expect(fold('مح\uFE76مد')).toBe('محمد')
  })

  it('pitfall 7: composes letters with their hamza', () => {
    expect(lexemes('أحمد ا\u0654حمد احمد')).toEqual(['احمد'])
  })

  it('pitfall 8: reads all digits as numbers, and no hyphen as a minus', () => {
    expect(lexemes('١٧٠ ۱۷۰ 170')).toEqual(['170'])
    expect(lexemes('١٬٥٠٠ 1,500')).toEqual(['1500'])
    expect(analyzer.analyze('إف-16').map(({ lexeme }) => lexeme)).toEqual(['اف', '16'])
  })

  it('pitfall 9: leaves out what is a mark and nothing else', () => {
    expect(analyzer.analyze('\u064E ـــ \u200F محمد \u0651\u064E')).toHaveLength(1)
  })

  it('pitfall 10: finds the words of a hashtag', () => {
    expect(written('#غزة_الآن')).toEqual(['غزة', 'الآن'])
  })

  it('pitfall 11: finds the word after an article written apart', () => {
    expect(analyzer.analyze('الـ20 والـ«ناتو»').map(({ lexeme }) => lexeme)).toEqual(
      expect.arrayContaining(['20', 'ناتو']),
    )
  })

  it('pitfall 13: has «على» and «علي» in one, as no topic', () => {
    expect(lexemes('على علي')).toHaveLength(1)
    expect(analyzer.isStopWord(fold('علي'))).toBe(true)
  })

  it('pitfall 14: keeps what was written beside the lexeme, for words that fold to one', () => {
    const [city, verb] = analyzer.analyze('حماة حماه')
    expect(city!.lexeme).toBe(verb!.lexeme)
    expect(city!.text).not.toBe(verb!.text)
  })

  it('pitfall 19: says which table it knows words from', () => {
    expect(analyzer.version).toBe(0)
  })

  it('pitfall 20: shows text as it was written and keeps direction marks out of keys', () => {
    const text = '\u200Fوالوزراء\u200E!'
    expect(analyzer.analyze(text).map((token) => text.slice(token.start, token.end))).toEqual([
      analyzer.analyze(text)[0]!.text,
    ])
    expect(titleKey('قال\u200F\u200E: نعم')).toBe(titleKey('قال: نعم'))
  })

  it('pitfall 21: knows a month by all its names', () => {
    for (const name of ['أيلول', 'سبتمبر', 'شتنبر']) expect(datesIn(`في ${name} 2023`)[0]).toMatchObject({ month: 9 })
    for (const name of ['كانون الثاني', 'يناير', 'جانفي']) expect(datesIn(name)[0]).toMatchObject({ month: 1 })
    expect(aliasesOf(fold('أيلول'))).toContain('سبتمبر')
  })

  it.each([
    ['بوتين', 'بوتن'],
    ['زيلينسكي', 'زيلنسكي'],
    ['غوغل', 'جوجل'],
    ['قوقل', 'غوغل'],
  ])('pitfall 22: knows %s by the name of %s', (name, other) => {
    expect(aliasesOf(fold(name))).toContain(fold(other))
    expect(lexemeOf(name)).not.toBe(lexemeOf(other))
  })
})
