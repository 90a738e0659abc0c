import { describe, expect, it } from 'vitest'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { Stemmer } from '../../src/arabic/stemmer.ts'
import { lexemeOf, lexicon } from './lexicon.ts'

describe('the stemmer', () => {
  it.each([
    ['a noun', 'حكومة الحكومة حكومات حكومتنا والحكومات'],
    ['a masculine noun', 'مسؤول المسؤولين مسؤولون والمسؤولون'],
    ['a nisba', 'الليبي ليبية الليبيين والليبيون'],
    ['a verb in both tenses', 'أعلن أعلنت يعلن تعلن وأعلن'],
    ['a verb with a vowel in the middle', 'قال قالت قالوا يقول تقول وقالت سيقول'],
    ['a verb of form X', 'استخدم استخدمت يستخدم يستخدمون'],
    ['a place', 'غزة وغزة بغزة لغزة'],
    ['a name', 'بوتين وبوتين لبوتين'],
    ['God', 'الله والله لله بالله'],
  ])('gives the forms of %s one stem', (_, words) => {
    expect(new Set(words.split(' ').map(lexemeOf)).size).toBe(1)
  })

  it.each([
    ['عمل', 'عملية'],
    ['شخص', 'شخصية'],
    ['حكومة', 'حكومي'],
    ['وزير', 'وزارة'],
    ['قوات', 'قوة'],
    ['انس', 'إنسان'],
    ['المانيا', 'مانيا'],
  ])('tells %s from %s', (one, other) => {
    expect(lexemeOf(one)).not.toBe(lexemeOf(other))
  })

  it.each(['كيري', 'كلينتون', 'بوتفليقة', 'لافروف', 'باريس', 'كوريا', 'ليبيا'])(
    'keeps the first letter of %s',
    (name) => {
      expect(lexemeOf(name).at(0)).toBe(name.at(0))
    },
  )

  it('leaves short words, numbers and other scripts as they are', () => {
    for (const word of ['في', '170', 'covid', 'и', '']) expect(lexemeOf(word)).toBe(word)
  })

  it('takes nothing off where no word is attested but the article', () => {
    const stemmer = new Stemmer(new FrequencyTable(1, 1, new Map()))
    expect(['والجيش', 'وجيش', 'جيوشهم', 'الجيش'].map((word) => stemmer.stem(word))).toEqual([
      'والجيش',
      'وجيش',
      'جيوشهم',
      'جيش',
    ])
  })

  it('says the same for equal tables, in whatever order words come', () => {
    const words = [...lexicon.counts.keys()].filter((_, index) => index % 20 === 0)
    const [one, other] = [new Stemmer(lexicon), new Stemmer(lexicon)]
    const forward = words.map((word) => one.stem(word))
    const backward = words.toReversed().map((word) => other.stem(word))
    expect(backward.toReversed()).toEqual(forward)
  })
})
