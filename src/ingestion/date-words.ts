import { fold } from '../arabic/fold.ts'
import { ARABIC_MONTHS, HIJRI_MONTHS, numbered, wordPattern } from '../arabic/months.ts'

/** English and French names of the months; the Arabic ones are the analyzer's. */
const MONTH_NAMES: readonly string[] = [
  'january|jan|janvier|janv',
  'february|feb|février|fevrier|févr|fevr',
  'march|mar|mars',
  'april|apr|avril|avr',
  'may|mai',
  'june|jun|juin',
  'july|jul|juillet|juil',
  'august|aug|août|aout',
  'september|sept|sep|septembre',
  'october|oct|octobre',
  'november|nov|novembre',
  'december|dec|décembre|decembre|déc',
]
const WEEKDAYS =
  'sunday|sun|monday|mon|tuesday|tues|tue|wednesday|wed|thursday|thurs|thur|thu|friday|fri|saturday|sat|' +
  'lundi|lun|mardi|mercredi|mer|jeudi|jeu|vendredi|ven|samedi|sam|dimanche|dim|' +
  'الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|يوم'
/** Words around a date that say nothing about it. */
const FILLERS =
  'of|the|on|at|le|à|de|published|updated|posted|date|last|نشر|نشرت|نشرت في|في|بتاريخ|تاريخ|النشر|تاريخ النشر|آخر تحديث|تحديث|' +
  'الساعة|ساعة|عام|سنة|من|شهر|ميلادية|ميلادي|بالتوقيت|بتوقيت|توقيت|المحلي|المكرمة|standard time|daylight time|time'

/** Offsets in minutes. Names that two zones share are read as a publisher in the Arab world would mean them. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  wet: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  west: 60,
  cet: 60,
  cest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  trt: 180,
  ast: 180,
  ksa: 180,
  gst: 240,
  ist: 330,
  غرينتش: 0,
  جرينتش: 0,
  غرينيتش: 0,
  جرينيتش: 0,
  'مكة المكرمة': 180,
  مكة: 180,
  السعودية: 180,
  الرياض: 180,
  الكويت: 180,
  الدوحة: 180,
  بغداد: 180,
  أبوظبي: 240,
  'أبو ظبي': 240,
  الإمارات: 240,
  دبي: 240,
}

/** Latin words keep their accents in a fold, and so do these lists. */
const words = (list: string): string[] => list.split('|').map(fold)

/** Folded month name → 1 to 12. */
export const MONTHS: ReadonlyMap<string, number> = new Map([...numbered(MONTH_NAMES), ...ARABIC_MONTHS])
/** Folded zone name → minutes east of Greenwich. */
export const ZONE_OFFSETS: ReadonlyMap<string, number> = new Map(
  Object.entries(ZONES).map(([name, minutes]) => [fold(name), minutes]),
)
export const MONTH_PATTERN = wordPattern(MONTHS.keys())
export const HIJRI_PATTERN = wordPattern(HIJRI_MONTHS.keys())
export const WEEKDAY_PATTERN = wordPattern(words(WEEKDAYS))
export const FILLER_PATTERN = wordPattern(words(FILLERS))
