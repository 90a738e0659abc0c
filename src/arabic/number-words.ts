import { fold } from './fold.ts'

/** What a number word adds to, or multiplies. */
export interface NumberWord {
  value: number
  /** Thousand and above: it multiplies what stands before it. */
  isScale: boolean
  /** What it says by itself: 2,000 of «ألفا», null of «آلاف», which tells no number alone. */
  alone: number | null
}

const SMALL: Readonly<Record<number, string>> = {
  0.25: 'ربع',
  0.5: 'نصف',
  1: 'واحد واحدة',
  2: 'اثنان اثنين اثنا اثني اثنتان اثنتين إثنان إثنين اثنتا اثنتي',
  3: 'ثلاثة ثلاث',
  4: 'أربعة أربع',
  5: 'خمسة خمس',
  6: 'ستة ست',
  7: 'سبعة سبع',
  8: 'ثمانية ثماني ثمان',
  9: 'تسعة تسع',
  10: 'عشرة عشر',
  20: 'عشرون عشرين',
  30: 'ثلاثون ثلاثين',
  40: 'أربعون أربعين',
  50: 'خمسون خمسين',
  60: 'ستون ستين',
  70: 'سبعون سبعين',
  80: 'ثمانون ثمانين',
  90: 'تسعون تسعين',
  100: 'مئة مائة',
  200: 'مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي',
}
const HUNDREDS = 'ثلاث أربع خمس ست سبع ثمان|ثماني تسع'
const SCALES: readonly [number, one: string, two: string, many: string][] = [
  [1e3, 'ألف', 'ألفان ألفين ألفا ألفي', 'آلاف'],
  [1e6, 'مليون', 'مليونان مليونين مليونا مليوني', 'ملايين'],
  [1e9, 'مليار بليون', 'ملياران مليارين مليارا ملياري', 'مليارات بلايين'],
  [1e12, 'تريليون ترليون', 'تريليونان تريليونين تريليونا', 'تريليونات'],
]
const ORDINALS: readonly string[] = [
  'أول أولى حادي حادية',
  'ثاني ثانية ثان',
  'ثالث ثالثة',
  'رابع رابعة',
  'خامس خامسة',
  'سادس سادسة',
  'سابع سابعة',
  'ثامن ثامنة',
  'تاسع تاسعة',
  'عاشر عاشرة',
]

const words = (list: string): string[] => fold(list).split(' ')

function numberWords(): ReadonlyMap<string, NumberWord> {
  const found = new Map<string, NumberWord>()
  for (const [value, list] of Object.entries(SMALL)) {
    for (const word of words(list)) found.set(word, { value: Number(value), isScale: false, alone: Number(value) })
  }
  words(HUNDREDS).forEach((units, index) => {
    for (const unit of units.split('|')) {
      const value = (index + 3) * 100
      for (const hundred of words('مئة مائة')) found.set(unit + hundred, { value, isScale: false, alone: value })
    }
  })
  for (const [value, one, two, many] of SCALES) {
    for (const word of words(one)) found.set(word, { value, isScale: true, alone: value })
    for (const word of words(two)) found.set(word, { value, isScale: true, alone: 2 * value })
    for (const word of words(many)) found.set(word, { value, isScale: true, alone: null })
  }
  return found
}

/** Folded cardinal word → what it says. */
export const NUMBER_WORDS = numberWords()
/** Folded ordinal word → 1 to 10. */
export const ORDINAL_WORDS: ReadonlyMap<string, number> = new Map(
  ORDINALS.flatMap((list, index) => words(list).map((word) => [word, index + 1] as const)),
)
