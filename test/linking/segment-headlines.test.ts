import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, titleKey } from '../../src/arabic/fold.ts'
import { knownWords } from '../../src/linking/known-words.ts'
import { segmentHeadlines } from '../../src/linking/segment-headlines.ts'
import { analyzer, lexicon } from '../arabic/lexicon.ts'

const words = (text: string): Set<string> => new Set(fold(text).split(' '))

describe('segmentHeadlines', () => {
  it.each([
    [
      'teh marbuta',
      'انطلاق معرض الزهور في الحديقةوزير السياحة يزور القرى الجبلية',
      ['انطلاق معرض الزهور في الحديقة', 'وزير السياحة يزور القرى الجبلية'],
    ],
    [
      'teh marbuta with a mark',
      'اختتام الدورة التدريبية الثالثةِرئيس الجامعة يكرّم الأوائل اليوم',
      ['اختتام الدورة التدريبية الثالثةِ', 'رئيس الجامعة يكرّم الأوائل اليوم'],
    ],
    [
      'tanwin on the alif',
      'الحكومة تدرس القرار مجدداًنقابة الأطباء تدعو إلى إضراب',
      ['الحكومة تدرس القرار مجدداً', 'نقابة الأطباء تدعو إلى إضراب'],
    ],
    [
      'tanwin before the alif',
      'الحكومة تدرس القرار مجددًانقابة الأطباء تدعو إلى إضراب',
      ['الحكومة تدرس القرار مجددًا', 'نقابة الأطباء تدعو إلى إضراب'],
    ],
    [
      'tanwin on a hamza',
      'حفل الأوركسترا يقام مساءًفرقة الرقص تعود من جولتها',
      ['حفل الأوركسترا يقام مساءً', 'فرقة الرقص تعود من جولتها'],
    ],
    [
      'alif maqsura before «ال»',
      'المنتخب يخسر مباراته الأولىالاتحاد يقيل المدرب بعد الهزيمة',
      ['المنتخب يخسر مباراته الأولى', 'الاتحاد يقيل المدرب بعد الهزيمة'],
    ],
  ])('cuts after %s', (_, line, headlines) => {
    expect(segmentHeadlines(line)).toEqual({ headlines, certain: true })
  })

  it('cuts an unknown word that is two, the second attested with «ال»', () => {
    const line = 'مزارعو الوادي يحصدون الزيتونالبلدية تفتح معصرة جديدة للسكان'
    expect(segmentHeadlines(line, { vocabulary: words('قالت البلدية أمس') })).toEqual({
      headlines: ['مزارعو الوادي يحصدون الزيتون', 'البلدية تفتح معصرة جديدة للسكان'],
      certain: true,
    })
    expect(segmentHeadlines(line, { vocabulary: words('قالت الوزارة أمس') }).headlines).toEqual([line])
  })

  it('does not cut a word that the document has elsewhere', () => {
    const line = 'مزارعو الوادي يحصدون الزيتونالبلدية تفتح معصرة جديدة للسكان'
    const vocabulary = words('البلدية الزيتونالبلدية')
    expect(segmentHeadlines(line, { vocabulary }).headlines).toEqual([line])
  })

  it.each([
    ['a name in one word', 'الرئيس عبدالناصر يلتقي وفد الطلاب في القصر', 'الناصر'],
    ['a name after a particle', 'كتاب جديد لعبدالناصر عن تاريخ المدينة القديمة', 'الناصر'],
    ['particles before the article', 'سفر الوفد وبالطائرة الجديدة إلى مطار العاصمة', 'الطائرة الجديدة'],
    ['a left part that ends like a particle', 'وصول القادة الأجانبوالوزراء إلى قاعة المؤتمر الكبرى', 'الوزراء'],
    ['alif maqsura in place of yeh', 'لاعبو المنتخب المصرىين يعودون إلى القاهرة غدا', 'القاهرة'],
    ['a hamza after alif maqsura', 'مسؤول: كل شىء جاهز لموسم الحج هذا العام', 'الحج'],
    ['a suffix after alif maqsura', 'القاضي يستمع إلىهم في جلسة مغلقة أمس', 'القاضي'],
    ['a tatweel after teh marbuta', 'القاهرةـ افتتاح معرض الكتاب الدولي السنوي الجديد', 'معرض'],
    ['a long word', 'السيناريوهات الاقتصادية والاستراتيجيات المستقبلية للمنطقة', 'المستقبل'],
  ])('keeps %s', (_, line, vocabulary) => {
    expect(segmentHeadlines(line, { vocabulary: words(vocabulary) })).toEqual({ headlines: [line], certain: true })
  })

  it('never cuts where a headline only begins like another', () => {
    const line = 'حرس السواحل: قارب يغرق قبالة الجزيرةخفر وحرس السواحل يبحثان عن ناجين حرس السواحل: لا ناجين'
    expect(segmentHeadlines(line).headlines).toEqual([
      'حرس السواحل: قارب يغرق قبالة الجزيرة',
      'خفر وحرس السواحل يبحثان عن ناجين حرس السواحل: لا ناجين',
    ])
  })

  it.each([
    ['a part would be too short', 'انطلاق معرض الزهورةوزير السياحة'],
    ['a part would be too long', `${'خبر طويل جدا '.repeat(8)}في الحديقةوزير السياحة يزور القرى`],
    ['an unknown word is two known ones', 'حفل في الحديقة الكبيرةوزير السياحة يزور قصرموسكو مع وفد كبير من التجار'],
    ['a number runs into «ال»', 'الأرصاد تحذر من عواصف عام 2025الحكومة تستعد للشتاء بخطة'],
  ])('keeps the line and says so where %s', (_, line) => {
    const vocabulary = words('موسكو قصر')
    expect(segmentHeadlines(line, { vocabulary })).toEqual({ headlines: [line.trim()], certain: false })
  })

  const first = 'حريق محدود في مخزن قرب ميناء الشمال'
  const second = '"لجنة الحكام".. قرارات جديدة قبل النهائي؟'
  const third = 'حريق محدود في مخزن قرب ميناء الشمال يوقع ثلاثة جرحى'

  it.each([
    ['in any order', [first, second, third], `${second}${third}${first}`, [second, third, first]],
    ['with a blank between them', [first, second], `${first} ${second}`, [first, second]],
    ['before an unknown one', [second], `${second}سوق السمك يعاود البيع غدا`, [second, 'سوق السمك يعاود البيع غدا']],
    ['after an unknown one', [first], `سوق السمك يعاود البيع غدا${first}`, ['سوق السمك يعاود البيع غدا', first]],
    [
      'in another spelling',
      [first.replaceAll('ي', 'ی')],
      `${first}سوق السمك يعاود البيع غدا`,
      [first, 'سوق السمك يعاود البيع غدا'],
    ],
  ])('cuts at known titles %s', (_, knownTitles, line, headlines) => {
    expect(segmentHeadlines(line, { knownTitles })).toEqual({ headlines, certain: true })
  })

  it('does not take the beginning of a longer headline for a known title', () => {
    expect(segmentHeadlines(third, { knownTitles: [first] })).toEqual({ headlines: [third], certain: true })
  })

  it.each([
    ['that was cut short', 'سوق السمك يعاود البيع غ…', 'سوق السمك يعاود البيع غدا بعد العطلة'],
    ['that ends within a number', 'سوق السمك يعاود البيع بعد 1', 'سوق السمك يعاود البيع بعد 14 يوما من العطلة'],
  ])('does not cut at a title %s', (_, title, line) => {
    expect(segmentHeadlines(line, { knownTitles: [title] })).toEqual({ headlines: [line], certain: true })
  })

  it('learns nothing from a known title that is the line itself', () => {
    const line = 'انطلاق معرض الزهور في الحديقةوزير السياحة يزور القرى الجبلية'
    expect(segmentHeadlines(line, { knownTitles: [line] }).headlines).toHaveLength(2)
  })
})

describe('a line of headlines before the words of the whole language', () => {
  const vocabulary = knownWords(analyzer)
  const words = [...lexicon.counts.keys()].filter((word, index) => /^[ء-ي]{3,9}$/.test(word) && index % 7 === 0)
  const headline = fc
    .uniqueArray(fc.constantFrom(...words), { minLength: 4, maxLength: 8 })
    .map((words) => words.join(' '))

  it('is parted nowhere but between two headlines', () => {
    const lines = fc.uniqueArray(headline, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(lines, fc.nat(15), fc.array(headline, { maxLength: 3 }), (titles, known, others) => {
        const knownTitles = [...titles.filter((_, at) => known & (1 << at)), ...others]
        const { headlines } = segmentHeadlines(titles.join(''), { knownTitles, vocabulary })
        const ends = (parts: string[]) => parts.map((_, at) => parts.slice(0, at + 1).join('').length)
        expect(ends(titles)).toEqual(expect.arrayContaining(ends(headlines)))
      }),
      { numRuns: 500 },
    )
  })

  it('is parted at all of them where all titles are known', () => {
    fc.assert(
      fc.property(fc.uniqueArray(headline, { minLength: 2, maxLength: 4 }), (titles) => {
        fc.pre(titles.every((title) => titleKey(title).length >= 16))
        expect(segmentHeadlines(titles.join(''), { knownTitles: titles, vocabulary })).toEqual({
          headlines: titles,
          certain: true,
        })
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['an ending that the table does not list', 'حريق محدود في مخزن', 'حريق محدود في مخزنهما القديم قرب الميناء'],
    ['what stands after a mark', 'اعتراض صاروخ فوق مدينة الساحل', 'اعتراض صاروخ فوق مدينة الساحل.. وإصابة مقيم فيها'],
    ['two ways to part it', 'فريق المدينة يصل إلى دوري', 'غوارديولا حائر بين حسم الدوري ومغادرة الأبطالصلاح يكشف سرا'],
  ])('is not parted for %s', (_, title, line) => {
    expect(segmentHeadlines(line, { knownTitles: [title], vocabulary }).headlines).toEqual([line])
  })
})
