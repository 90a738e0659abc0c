import type { Random } from '../src/sample/seeded-random.ts'
import { below, oneOf } from './sampling.ts'
import { asUsersSpell, onPersianKeyboard } from './spellings.ts'

/** What another outlet makes of a text that it takes over. */
export interface TextEdit {
  name: string
  /** @param words of other texts */
  edit(text: string, random: Random, words: readonly string[]): string
}

/** What outlets print around what they take over; 30 words are made of it, in another order each time. */
const BOILERPLATE = `جميع الحقوق محفوظة للموقع ولا يجوز إعادة نشر هذه المادة دون إذن مكتوب من إدارة التحرير تابعوا صفحاتنا على
  مواقع التواصل واشتركوا في النشرة البريدية لتصلكم آخر الأخبار والتقارير أولا بأول كما يمكنكم تحميل التطبيق على الهواتف الذكية`
const BOILERPLATE_WORDS = 30
const KEPT = 0.7
const REPLACED = 0.1
const WORD = /\S+/gu
const SENTENCE_END = /(?<=[.!؟?؛])\s+|\n+/u

const wordsOf = (text: string): string[] => text.match(WORD) ?? []

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items]
  return items.map(() => left.splice(below(random, left.length), 1)[0]!)
}

/** A text with about so large a share of its words replaced, its lines as they were. */
function withWordsReplaced(text: string, random: Random, words: readonly string[]): string {
  const count = wordsOf(text).length
  const replaced = new Set(shuffled([...Array(count).keys()], random).slice(0, Math.round(count * REPLACED)))
  let place = 0
  return text.replace(WORD, (word) => (replaced.has(place++) ? oneOf(random, words) : word))
}

/** The edits after which a text is still a copy. */
export const TEXT_EDITS: readonly TextEdit[] = [
  {
    name: 'boilerplate added',
    edit: (text, random) => {
      const line = shuffled(wordsOf(BOILERPLATE), random).slice(0, BOILERPLATE_WORDS).join(' ')
      return random() < 0.5 ? `${line}\n\n${text}` : `${text}\n\n${line}`
    },
  },
  {
    name: 'cut to 70 %',
    edit: (text) => text.slice(0, Math.ceil(text.length * KEPT)).replace(/\S*$/u, ''),
  },
  {
    name: '10 % of words replaced',
    edit: withWordsReplaced,
  },
  {
    name: 'sentences shuffled',
    edit: (text, random) => shuffled(text.split(SENTENCE_END), random).join('\n\n'),
  },
  {
    name: 'respelt',
    edit: (text) => onPersianKeyboard(asUsersSpell(text)),
  },
]
