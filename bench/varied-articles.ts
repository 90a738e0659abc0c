import type { ArticleItem } from '../src/entities/article-item.ts'

/** A text that is one of many made of the same sentences. */
export interface VariedArticle {
  title: string
  source: string
  /** Two places in the list of halves. */
  halves: readonly [first: number, second: number]
  publishedAt: Date
}

/** Articles cut in two, and as many others as are wanted that are put together of the halves. */
export interface VariedArticles {
  /** Beginnings at even places, ends at odd ones. */
  halves: readonly string[]
  articles: Iterable<VariedArticle>
}

/** What lies between two neighbours of one edition must not be the same in the next. */
const STRIDE = 7_919
const YEAR_MS = 365 * 86_400_000
const END_OF_SENTENCE = /(?<=[.!؟…])\s+|\n+/

/**
 * As many articles as are wanted, of the beginning of one article and the end of another: every word stays about as common as it is,
 * and no two texts are the same. They come in the order of their publication, spread over a year.
 */
export function variedArticles(items: readonly ArticleItem[], count: number, until: Date): VariedArticles {
  const usable = items.filter(({ title, text }) => title && text)
  const halves = usable.flatMap(({ text }) => halvesOf(text!))
  function* articles(): Generator<VariedArticle> {
    for (let number = 0; number < count; number++) {
      const edition = Math.floor(number / usable.length)
      const first = number % usable.length
      const second = (first + edition * STRIDE) % usable.length
      const { title, source } = usable[first]!
      yield {
        title: edition === 0 ? title! : `${firstWords(title!)} ${lastWords(usable[second]!.title!)}`,
        source: source ?? 'press',
        halves: [first * 2, second * 2 + 1],
        publishedAt: new Date(until.getTime() - YEAR_MS + Math.floor((YEAR_MS * number) / count)),
      }
    }
  }
  return { halves, articles: { [Symbol.iterator]: articles } }
}

function halvesOf(text: string): [string, string] {
  const sentences = text.split(END_OF_SENTENCE)
  if (sentences.length === 1) return [text, text]
  const middle = Math.ceil(sentences.length / 2)
  return [sentences.slice(0, middle).join('\n'), sentences.slice(middle).join('\n')]
}

const firstWords = (title: string): string => words(title, 0)
const lastWords = (title: string): string => words(title, 1)

function words(title: string, half: 0 | 1): string {
  const all = title.split(/\s+/)
  const middle = Math.ceil(all.length / 2)
  return (half === 0 ? all.slice(0, middle) : all.slice(middle)).join(' ')
}
