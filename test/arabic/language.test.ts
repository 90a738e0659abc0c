import { describe, expect, it } from 'vitest'
import { directionOf, languageOf } from '../../src/arabic/language.ts'

describe('languageOf', () => {
  it.each([
    ['Arabic', 'ar', 'قال وزير الخارجية إن المحادثات التي جرت في القاهرة كانت بناءة'],
    ['Arabic in the letters of a Persian keyboard', 'ar', 'الجیش الوطنی اللیبی فی لیبیا یعلن عن عملیة جدیدة'],
    ['Arabic with names that need foreign letters', 'ar', 'زار پوتين مدينة چنيف مع وزير الخارجية'],
    ['a headline without any common word', 'ar', 'زلزال جزيرة كريت'],
    ['Arabic with a word of English in it', 'ar', 'أعلنت شركة Apple عن هاتف جديد في السوق'],
    ['Persian', 'fa', 'این خبر را با دوستان خود به اشتراک بگذارید که برای همه مهم است'],
    ['Urdu', 'ur', 'وزیر اعظم نے کہا ہے کہ ملک میں حالات بہتر ہیں اور عوام کو ریلیف ملے گا'],
    ['English', 'en', 'The minister said that talks in Cairo will resume on Monday'],
    ['French', 'fr', 'Le ministre est arrivé dans la capitale pour les négociations'],
    ['Arabic with long names in it', 'ar', 'متاح الآن على أجهزة Samsung Galaxy وتطبيق WhatsApp'],
    ['Arabic that ends in an address', 'ar', 'شاهدوا المقطع https://media.example/watch/a-very-long-name-of-a-video'],
    ['English that an Arabic account wrote', 'en', 'The report is here for all of you: @الجزيرة and @الأهرام'],
    ['an address', 'und', 'https://news.example/a/1'],
    ['English with an Arabic name', 'en', 'The city of القاهرة is the capital and it was founded in 969'],
    ['Latin words that tell nothing', 'und', 'Lorem ipsum dolor'],
    ['numbers', 'und', '2013-2016'],
    ['nothing', 'und', ''],
  ])('knows %s as %s', (_, language, text) => {
    expect(languageOf(text)).toBe(language)
  })

  it('looks at the beginning of a long text and no further', () => {
    expect(languageOf(`${'قال الوزير في القاهرة '.repeat(300)}${'the end of it '.repeat(5_000)}`)).toBe('ar')
  })
})

describe('directionOf', () => {
  it.each([
    ['RTL', 'قال الوزير'],
    ['LTR', 'the minister'],
    ['RTL', 'زار Apple المدينة اليوم'],
    ['LTR', 'The city of القاهرة is the capital'],
    ['RTL', 'هاتف iPhone 17 Pro Max متوفر'],
    ['RTL', 'تطبيق WhatsApp Business للشركات'],
    ['RTL', 'المصدر: https://news.example/world/middle-east/2026/article'],
    ['RTL', 'راسلونا على newsroom@the-newspaper.example'],
    ['LTR', 'Al-Ahram (الأهرام) reported on it'],
    ['LTR', 'What does حبيبي mean in English?'],
    ['RTL', 'שלום'],
    ['RTL', '2013-2016'],
    ['RTL', ''],
  ])('is %s for «%s»', (direction, text) => {
    expect(directionOf(text)).toBe(direction)
  })
})
