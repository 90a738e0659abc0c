import { fold } from '../arabic/fold.ts'

const words = (text: string): string[] => text.trim().split(/\s+/).map(fold)
const numbered = (first: number, step: number, lines: string): [string, string][] =>
  lines
    .trim()
    .split('\n')
    .flatMap((line, index) => words(line).map((word): [string, string] => [word, String(first + index * step)]))

/** Numbers in words, each line one number in its spellings. A lone «واحد» is mostly no number. */
const IN_WORDS = new Map([
  ...numbered(
    2,
    1,
    `اثنان اثنين اثنتان اثنتين إثنين
     ثلاثة ثلاث
     أربعة أربع
     خمسة خمس
     ستة
     سبعة سبع
     ثمانية ثماني ثمان
     تسعة تسع
     عشرة عشر`,
  ),
  ...numbered(
    20,
    10,
    `عشرون عشرين
     ثلاثون ثلاثين
     أربعون أربعين
     خمسون خمسين
     ستون ستين
     سبعون سبعين
     ثمانون ثمانين
     تسعون تسعين`,
  ),
  ...numbered(100, 100, 'مئة مائة\nمئتان مئتين مائتان مائتين'),
])
/** Ordinals of rounds, parts and days. */
const ORDINALS = new Map(
  numbered(
    1,
    1,
    `الأول الأولى
     الثاني الثانية
     الثالث الثالثة
     الرابع الرابعة
     الخامس الخامسة
     السادس السادسة
     السابع السابعة
     الثامن الثامنة
     التاسع التاسعة
     العاشر العاشرة`,
  ),
)
/** People counted in the dual, which is a two without a number: of other words the ending does not tell. */
const DUALS = new Set(
  words(`قتيلان قتيلين جريحان جريحين شخصان شخصين جنديان جنديين شرطيان شرطيين مدنيان مدنيين طفلان طفلين
    فلسطينيان فلسطينيين شهيدان شهيدين صحافيان صحافيين صحفيان صحفيين مسلحان مسلحين امرأتان امرأتين`),
)
/** Weekdays; and months by their number, in the names of both halves of the Arab world that mean nothing else. */
const DATES = new Map([
  ...words('السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة').map((day) => [day, day] as const),
  ...words('كانون تشرين رجب شعبان رمضان شوال').map((month) => [month, month] as const),
  ...numbered(
    1,
    1,
    `يناير جانفي
     فبراير فيفري شباط
     مارس آذار
     أبريل إبريل أفريل نيسان
     مايو أيار
     يونيو يونيه جوان حزيران
     يوليو يوليه يوليوز جويلية تموز
     أغسطس غشت
     سبتمبر شتنبر أيلول
     أكتوبر
     نوفمبر نونبر
     ديسمبر دجنبر`,
  ).map(([month, number]) => [month, `M${number}`] as const),
])
const NUMBER = /^\p{N}/u

/** What a folded word of a headline counts or dates; null of every other word. */
export function headlineValue(word: string): { kind: 'NUMBER' | 'DATE'; value: string } | null {
  if (NUMBER.test(word)) return { kind: 'NUMBER', value: word }
  const bare = word.startsWith('و') ? word.slice(1) : word
  const date = DATES.get(word) ?? DATES.get(bare)
  if (date !== undefined) return { kind: 'DATE', value: date }
  const number = IN_WORDS.get(word) ?? IN_WORDS.get(bare) ?? ORDINALS.get(word) ?? (DUALS.has(word) ? '2' : undefined)
  return number === undefined ? null : { kind: 'NUMBER', value: number }
}

/** Whether two lists of values contradict each other: each has one that the other has not. */
export function valuesConflict(a: readonly string[], b: readonly string[]): boolean {
  return a.some((value) => !b.includes(value)) && b.some((value) => !a.includes(value))
}
