import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GivenTag, Tagger } from '../../src/linking/article-tags.ts'
import { Gazetteer } from '../../src/linking/gazetteer.ts'
import type { TaggableArticle } from '../../src/linking/tag-text.ts'
import { bootstrapAnalyzer, readText } from '../support/bootstrap-analyzer.ts'

const tagger = new Tagger(bootstrapAnalyzer, new Gazetteer())
const publisher = (...labels: string[]): GivenTag[] =>
  labels.map((label) => ({ label, origin: 'PUBLISHER', confidence: 1 }))
const names = (article: TaggableArticle, given: GivenTag[] = []) =>
  tagger.tagsOf(article, given).map(({ name }) => name)

const LIBYA = readText(
  'وفد من بنغازي يزور موسكو لبحث تسليح الجيش الوطني الليبي',
  'بنغازي – وصل خليفة حفتر إلى موسكو على رأس وفد من ليبيا، وفق مصادر روسية.',
  'وقال حفتر إن الجيش الوطني الليبي يحتاج إلى التدريب. وترى ليبيا في روسيا شريكا.',
)

describe('Tagger', () => {
  it('shows whom and what an article names much or in its title, best first and with their kinds', () => {
    const tags = tagger.tagsOf(LIBYA)
    expect(tags.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['موسكو', 'الجيش الوطني الليبي', 'خليفة حفتر', 'ليبيا']),
    )
    expect(tags.find(({ name }) => name === 'خليفة حفتر')?.kind).toBe('PERSON')
    expect(tags.every(({ origin }) => origin === 'EXTRACTED')).toBe(true)
    expect(tags.map(({ confidence }) => confidence)).toEqual(
      tags.map(({ confidence }) => confidence).sort((a, b) => b - a),
    )
  })

  it('keeps a tag of the publisher that the text bears out, however it is spelt, and says so by its confidence', () => {
    const given = publisher('اللیبی', 'الجيش الوطني الليبى', 'فی لیبیا', 'مستقبل الطاقة')
    const tags = tagger.tagsOf(LIBYA, given).filter(({ origin }) => origin === 'PUBLISHER')
    const confidence = Object.fromEntries(tags.map(({ name, confidence }) => [name, confidence]))
    expect(confidence).toEqual({ 'الجيش الوطني الليبى': 1, الليبي: 1, ليبيا: 0.9, 'مستقبل الطاقة': 0.5 })
  })

  it('pitfall 15: sets apart what the source prints under everything, unless the text bears it out', () => {
    const isMenu = (slug: string) => ['عام-الاستدامه', 'موسكو'].includes(slug)
    const tags = tagger.tagsOf(LIBYA, publisher('عام الاستدامة', 'موسكو'), isMenu)
    expect(tags.at(-1)).toMatchObject({ name: 'عام الاستدامة', origin: 'SITE_MENU' })
    expect(tags.find(({ name }) => name === 'موسكو')?.origin).toBe('PUBLISHER')
  })

  it('pitfall 13: makes no tag of على, علي, a stop word or a number', () => {
    const tags = tagger.tagsOf(readText('خبر', 'نص قصير'), publisher('على', 'علي', 'في', 'اليوم', '2024', '١٧٠', '#'))
    expect(tags.filter(({ origin }) => origin !== 'SITE_MENU')).toEqual([])
    expect(names(readText('على علي أن يقرر', 'على علي أن يقرر. على علي أن يقرر. على علي.'))).toEqual([])
  })

  it('pitfall 13: keeps a full name that begins with علي, and يوم or عام where they begin a name', () => {
    expect(names(readText('خبر', 'نص'), publisher('علي السيستاني', 'يوم الأرض', 'وادي_النيل'))).toEqual([
      'علي السيستاني',
      'يوم الأرض',
      'وادي النيل',
    ])
  })

  it('takes sections for what they are, and puts them after what the article is about', () => {
    const tags = tagger.tagsOf(LIBYA, publisher('سياسة', 'politics', 'ليبيا'))
    const about = tags.filter(({ kind }) => kind !== 'SECTION').length
    expect(tags.slice(about).map(({ name, kind }) => [name, kind])).toEqual([
      ['سياسة', 'SECTION'],
      ['politics', 'SECTION'],
    ])
  })

  it('knows sections by the names that the programs of sites give them, and never takes one for a menu', () => {
    const names = ['middleEast', 'internationalNews', 'world_news', 'أخبار الرياضة', 'Technology']
    const tags = tagger.tagsOf(LIBYA, publisher(...names, 'أخبار الساحل', 'iPhone'), () => true)
    const shown = tags.filter(({ origin }) => origin === 'PUBLISHER')
    expect(shown.map(({ name, kind }) => [name, kind])).toEqual(
      names.map((name) => [name.replace('_', ' '), 'SECTION']),
    )
  })

  it('pitfall 20: prints no stems, and names nothing twice', () => {
    const article = readText('ترامب يلتقي كيم', 'وصل ترامب إلى القمة. وقال ترامب إن كيم جونغ أون وافق. ولترامب خطة.')
    expect(names(article)).toContain('دونالد ترامب')
    expect(names(article, publisher('ترامب')).filter((name) => name.includes('ترامب'))).toEqual(['ترامب'])
    for (const { label } of tagger.tagsOf(article))
      expect(`${article.title.text} ${article.paragraphs[0]!.text}`).toContain(label)
  })

  it('knows people whom no list knows by their given names', () => {
    const article = readText(
      'تكريم الروائية سميرة الدلنجاوي',
      'فازت سميرة الدلنجاوي بالجائزة، وقالت الدلنجاوي إنها سعيدة.',
    )
    expect(tagger.tagsOf(article)[0]).toMatchObject({ name: 'سميرة الدلنجاوي', kind: 'PERSON' })
  })

  it('takes the place where a text was written, who tells it and whom a place merely describes for no subject', () => {
    const article = readText(
      'افتتاح متحف للفنون',
      'دبي، الإمارات العربية المتحدة (وكالات) – قالت وكالة رويترز إن متحفا افتتح.',
      'وقالت رويترز إن المدير الألماني شتاينكه حضر مع باحثين من جامعة واشنطن، وفق رويترز وجامعة واشنطن.',
    )
    expect(names(article)).toEqual([])
  })

  it('says the same of the same text, and bears any', () => {
    expect(new Tagger(bootstrapAnalyzer, new Gazetteer()).tagsOf(LIBYA)).toEqual(tagger.tagsOf(LIBYA))
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\u0600-\u06ff .،]{0,80}$/))
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 3 }), (title, body, labels) => {
        for (const { name, label, confidence } of tagger.tagsOf(readText(title, body, body), publisher(...labels))) {
          expect(name !== '' && label !== '' && confidence >= 0 && confidence <= 1).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })
})
