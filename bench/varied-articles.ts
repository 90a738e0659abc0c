import { tokenize } from '../src/arabic/tokens.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'

/** A text that is one of many made of the same sentences. */
export interface VariedArticle {
  title: string
  source: string
  /** Places in the list of halves. */
  halves: readonly number[]
  publishedAt: Date
}

/** Articles cut in two, and as many others as are wanted that are put together of the halves. */
export interface VariedArticles {
  /** Beginnings at even places, ends at odd ones. */
  halves: readonly string[]
  articles: Iterable<VariedArticle>
}

/** Words of an article of a newspaper, about. */
const NEWS_WORDS = 250
/** What lies between two neighbours of one edition must not be the same in the next. */
const STRIDE = 7_919
const YEAR_MS = 365 * 86_400_000
const END_OF_SENTENCE = /(?<=[.!؟…])\s+|\n+/

/**
 * As many articles as are wanted, of the beginning of one article and the end of another; where the given ones are shorter than news
 * mostly are, of more of them. So words stay about as common as they are, and no two texts are the same. They come in the order of
 * their publication, spread over a year.
 */
export function variedArticles(items: readonly ArticleItem[], count: number, until: Date): VariedArticles {
  const usable = items.filter(({ title, text }) => title && text)
  const halves = usable.flatMap(({ text }) => halvesOf(text!))
  const words = halves.reduce((sum, half) => sum + tokenize(half).length, 0) / halves.length
  const size = Math.max(2, Math.ceil(NEWS_WORDS / words))
  function* articles(): Generator<VariedArticle> {
    for (let number = 0; number < count; number++) {
      const edition = Math.floor(number / usable.length)
      const places = Array.from(
        { length: size },
        (_, part) => (number + part * edition * STRIDE + part) % usable.length,
      )
      const { title, source } = usable[places[0]!]!
      yield {
        title: edition === 0 ? title! : `${wordsOf(title!, 0)} ${wordsOf(usable[places[1]!]!.title!, 1)}`,
        source: source ?? 'press',
        halves: places.map((place, part) => place * 2 + (part % 2)),
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

/** The first or the second half of a title. */
function wordsOf(title: string, half: 0 | 1): string {
  const all = title.split(/\s+/)
  const middle = Math.ceil(all.length / 2)
  return (half === 0 ? all.slice(0, middle) : all.slice(middle)).join(' ')
}
