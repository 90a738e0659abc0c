import type { Random } from '../src/sample/seeded-random.ts'
import { below, oneOf } from './sampling.ts'
import { asUsersSpell, onPersianKeyboard } from './spellings.ts'

/** What another page makes of a title that it points to. */
export interface HeadlineNoise {
  name: string
  /** @param words of other titles */
  print(title: string, random: Random, words: readonly string[]): string
}

const LABELS = ['بالفيديو.. ', 'شاهد: ', 'عاجل | ', 'بالصور.. ']
const SITES = [' | بوابة الخبر', ' - موقع الساحل الإخباري', ' | وكالة المرفأ للأنباء']
const KEPT = 0.8

const wordsOf = (title: string): string[] => title.trim().split(/\s+/)

/** The noises that headlines on pages have. */
export const HEADLINE_NOISES: readonly HeadlineNoise[] = [
  {
    name: 'respelt',
    print: (title) => onPersianKeyboard(asUsersSpell(title)).replace(/["«»“”]/g, ''),
  },
  {
    name: 'with a label or the name of a site',
    print: (title, random) => (random() < 0.5 ? oneOf(random, LABELS) + title : title + oneOf(random, SITES)),
  },
  {
    name: 'cut short',
    print: (title) => `${title.slice(0, Math.ceil(title.length * KEPT)).trimEnd()}…`,
  },
  {
    name: 'a word dropped',
    print: (title, random) => {
      const words = wordsOf(title)
      return words.toSpliced(below(random, words.length), 1).join(' ')
    },
  },
  {
    name: 'a word replaced',
    print: (title, random, others) => {
      const words = wordsOf(title)
      return words.with(below(random, words.length), oneOf(random, others)).join(' ')
    },
  },
]
