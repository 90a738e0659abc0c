import { seededRandom } from '../../src/sample/seeded-random.ts'
import type { InboxItem } from '../../src/stores/inbox-store.ts'
import { inboxItem, paragraphs } from './desk-room.ts'

const LETTERS = [...'ابتثجحخدذرزسشصضطظعغفقكلمنهوي']
const PREFIXES = ['', '', 'ال', 'وال', 'ب', 'و'] as const
/** Words of a topic, and words that any article may use. */
const TOPIC_WORDS = 24
const COMMON_WORDS = 400
/** Articles after which the topics are others. */
const TOPIC_LIFE = 40

/**
 * News of a made-up language in Arabic letters, with its particles: topics that come and go, told by four sources, some by copying
 * another and some again with another text. Dates are hours, so that many share one. One seed always gives the same.
 */
export function randomNews(seed: number, count: number): InboxItem[] {
  const random = seededRandom(`news ${seed}`)
  const below = (bound: number): number => Math.floor(random() * bound)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const word = () => Array.from({ length: 3 + below(4) }, () => pick(LETTERS)).join('')
  const words = (size: number) => Array.from({ length: size }, word)
  const common = words(COMMON_WORDS)
  const topics: string[][] = []
  const told: { title: string; text: string[] }[] = []
  return Array.from({ length: count }, (_, number) => {
    const topic = Math.floor(number / TOPIC_LIFE) + below(4)
    while (topics.length <= topic) topics.push(words(TOPIC_WORDS))
    const phrase = (size: number, share: number) =>
      Array.from({ length: size }, () => pick(PREFIXES) + pick(random() < share ? topics[topic]! : common)).join(' ')
    const isCopy = told.length > 0 && random() < 0.1
    const news = isCopy
      ? told.at(-1 - below(Math.min(told.length, 20)))!
      : { title: phrase(6, 0.7), text: [phrase(30, 0.5), phrase(40, 0.3)] }
    told.push(news)
    const isRevision = number > 10 && random() < 0.05
    const source = pick(['one', 'two', 'three', 'four'])
    return inboxItem({
      source: { slug: source },
      url: `https://${source}.example/${isRevision ? number - 1 - below(10) : number}`,
      title: news.title,
      blocks: paragraphs(...news.text),
      publishedAt: new Date(Date.UTC(2026, 2, 1, Math.floor(number / 8))).toISOString(),
    })
  })
}
