import type { AnalyzedToken, Analyzer } from '../arabic/analyzer.ts'
import { fold } from '../arabic/fold.ts'
import { WordNote } from '../arabic/word-note.ts'

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
/** Bare numbers are no terms: two articles that share «2018» or «5» share nothing, and tolls of one event differ. */
const BARE_NUMBER = /^[\p{N}.,٫٬]+$/u
/** In place of the rarity of a word that no article is about. */
export const NO_TERM = 0

type TermRarities = WordNote<AnalyzedToken, number>
const byAnalyzer = new WeakMap<Analyzer, TermRarities>()

/** How rare the words are that an article may be about; NO_TERM of stop words, bare numbers and what any news says. */
export function termRarities(analyzer: Analyzer): TermRarities {
  let rarities = byAnalyzer.get(analyzer)
  if (rarities === undefined) {
    const generic = new Set(FOLDED.map((word) => analyzer.lexeme(word)))
    rarities = new WordNote(({ lexeme, folded, isStopWord }) => {
      const isTerm = !isStopWord && lexeme.length > 1 && !generic.has(lexeme) && !BARE_NUMBER.test(folded)
      return isTerm ? analyzer.rarity(lexeme) : NO_TERM
    })
    byAnalyzer.set(analyzer, rarities)
  }
  return rarities
}
