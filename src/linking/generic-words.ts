import type { Analyzer } from '../arabic/analyzer.ts'
import { fold } from '../arabic/fold.ts'

/** What any news may say of anybody: it makes no two articles alike, and a table that has counted little cannot know it. */
const WORDS = `
تسعى يسعى سعي تعزيز يعزز تعاون تعاونها تعاونه تطوير دعم يدعم تدعم بحث يبحث تبحث مباحثات محادثات لقاء يلتقي تلتقي اجتماع يجتمع زيارة يزور
تصريح تصريحات بيان أعرب أعربت شدد شددت أبرز لفت لفتت نفى نفت يؤكد تؤكد يعلن تعلن يكشف تكشف يدعو تدعو دعا دعت طالب طالبت يطالب تطالب
حذر حذرت يحذر تحذر وصف وصفت اعتبر اعتبرت رأى تابع تابعت واصل تواصل يواصل استمرار استعداد مستوى إطار ملف ملفات قضايا شأن أهمية ضرورة
علاقات ثنائي ثنائية مشترك مشتركة مجال مجالات جهود دور تحقيق تنفيذ اتخاذ إجراء إجراءات خطوة خطوات هدف أهداف سبيل قيام قام قامت
مسؤول مسؤولون مسؤولين مصدر مصادر تقرير تقارير وكالة أنباء صحيفة موقع صفحة تغريدة حساب فيديو صورة نقلت نقل أفاد أفادت
بداية نهاية فترة مرحلة ساعة ساعات دقيقة أيام أشهر سنوات أعوام قليل كبير كبيرة جديد جديدة عدد نسبة حوالي تقريبا مزيد
`
const FOLDED = WORDS.split(/\s+/).filter(Boolean).map(fold)
const byAnalyzer = new WeakMap<Analyzer, ReadonlySet<string>>()

/** The lexemes that no article is about. */
export function genericLexemes(analyzer: Analyzer): ReadonlySet<string> {
  let lexemes = byAnalyzer.get(analyzer)
  if (lexemes === undefined) {
    lexemes = new Set(FOLDED.map((word) => analyzer.lexeme(word)))
    byAnalyzer.set(analyzer, lexemes)
  }
  return lexemes
}
