import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/linking/analyse.ts'
import { ArticleTerms } from '../../src/linking/article-terms.ts'
import { OtherEvents, type Told } from '../../src/linking/other-event.ts'
import { templateTitle } from '../../src/linking/template-title.ts'
import { analyzer } from '../arabic/lexicon.ts'

const NOON = new Date(Date.UTC(2026, 2, 1, 12))
type Article = readonly [title: string, text?: string]

function areOthers(...articles: readonly [Article, Article]): boolean {
  const terms = new ArticleTerms((lexeme) => analyzer.rarity(lexeme))
  const told = articles.map(([title, text = ''], slot): Told => {
    terms.set(
      slot,
      analyse(analyzer, analyzer.analyze(title), analyzer.analyze(text), { fingerprint: null, textKey: 0, lines: [] }),
    )
    return { title, template: templateTitle(title, String(slot), NOON) }
  })
  const events = new OtherEvents(terms, () => analyzer, told)
  expect(events.differ(1, 0)).toBe(events.differ(0, 1))
  return events.differ(0, 1)
}

describe('two reports', () => {
  it.each<[what: string, one: Article, other: Article]>([
    [
      'of one form, with other names in it',
      ['مقتل ثلاثة في حريق بمصنع للنسيج في المنصورة', 'اندلع الحريق فجرا في المنصورة.'],
      ['مقتل سبعة في حريق بمستودع للوقود في صفاقس', 'اندلع الحريق فجرا في صفاقس.'],
    ],
    [
      'of one form, with another place in it',
      ['انفجار سيارة مفخخة قرب مركز للشرطة وسط بغداد', 'هز انفجار المدينة ظهر اليوم.'],
      ['انفجار سيارة مفخخة قرب مركز للشرطة وسط دمشق', 'هز انفجار المدينة ظهر اليوم.'],
    ],
    [
      'of one form, with another guest in it',
      ['الرئيس التونسي يستقبل رئيس الوزراء الإيطالي لبحث ملف الهجرة', 'وصل الضيف الإيطالي صباحا.'],
      ['الرئيس التونسي يستقبل رئيس الوزراء الياباني لبحث ملف الموانئ', 'وصل الضيف الياباني صباحا.'],
    ],
  ])('%s are of two events', (_, one, other) => {
    expect(areOthers(one, other)).toBe(true)
  })

  it.each<[what: string, one: Article, other: Article]>([
    [
      'whose texts name what the headlines do',
      ['مقتل ثلاثة في حريق بمصنع للنسيج في المنصورة', 'قال الدفاع المدني في الدقهلية إن المصنع احترق.'],
      ['مقتل ثلاثة في حريق بمصنع للنسيج في الدقهلية', 'اندلع الحريق في المنصورة.'],
    ],
    [
      'whose tolls differ',
      ['مقتل ثلاثة في حريق بمصنع للنسيج في المنصورة'],
      ['مقتل 9 في حريق بمصنع للنسيج في المنصورة'],
    ],
    [
      'that spell a name in two ways',
      ['بايرن ميونيخ يتوج بطلا للدوري للمرة السادسة'],
      ['بايرن ميونخ يتوج بطلا للدوري للمرة السادسة'],
    ],
    [
      'that say it with one other word',
      ['إسرائيل: الطائرة التي أسقطناها كانت محملة بالمتفجرات'],
      ['إسرائيل: الدرون التي أسقطناها كانت تحمل متفجرات'],
    ],
    [
      'that share a place and no form',
      ['إخلاء قريتين قرب القصر بعد امتداد النيران في غابات الأرز'],
      ['طائرات الإطفاء تحاصر النيران في غابات الأرز'],
    ],
    ['without words', ['170'], ['…']],
  ])('%s may be of one', (_, one, other) => {
    expect(areOthers(one, other)).toBe(false)
  })
})
