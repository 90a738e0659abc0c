import { fold } from './fold.ts'

/** Arabic names of the Gregorian months as written in Egypt and the Gulf, the Levant, the Maghreb. */
const GREGORIAN: readonly string[] = [
  'يناير|ينّاير|كانون الثاني|كانون ثاني|جانفي',
  'فبراير|شباط|فيفري',
  'مارس|آذار|أذار',
  'أبريل|إبريل|نيسان|أفريل',
  'مايو|أيار|ماي',
  'يونيو|يونيه|حزيران|جوان',
  'يوليو|يوليه|تموز|جويلية|يوليوز',
  'أغسطس|آب|أوت|غشت|أغشت',
  'سبتمبر|أيلول|شتنبر|شتمبر',
  'أكتوبر|أوكتوبر|تشرين الأول|تشرين أول',
  'نوفمبر|تشرين الثاني|تشرين ثاني|نونبر',
  'ديسمبر|كانون الأول|كانون أول|دجنبر|دجمبر',
]
const HIJRI: readonly string[] = [
  'محرم|المحرم|محرم الحرام',
  'صفر|صفر الخير',
  'ربيع الأول|ربيع أول',
  'ربيع الآخر|ربيع الثاني|ربيع ثاني',
  'جمادى الأولى|جمادى الأول|جماد الأول',
  'جمادى الآخرة|جمادى الثانية|جمادى الثاني|جمادى الآخر',
  'رجب',
  'شعبان',
  'رمضان',
  'شوال',
  'ذو القعدة|ذي القعدة|ذوالقعدة',
  'ذو الحجة|ذي الحجة|ذوالحجة',
]

/** Names in lists parted by «|», the first list for 1: folded name → its number. */
export function numbered(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.flatMap((list, index) => list.split('|').map((name) => [fold(name), index + 1] as const)))
}

/** Folded Arabic name of a month → 1 to 12; names of two words are parted by one space. */
export const ARABIC_MONTHS = numbered(GREGORIAN)
/** Folded name of a month of the Hijri year → 1 to 12. */
export const HIJRI_MONTHS = numbered(HIJRI)

/** A pattern for whole words of a list, longest first, Arabic or Latin alike. */
export function wordPattern(list: Iterable<string>, flags = 'gu'): RegExp {
  const sorted = [...list].sort((a, b) => b.length - a.length)
  return new RegExp(`(?<!\\p{L})(?:${sorted.join('|')})(?!\\p{L})`, flags)
}
