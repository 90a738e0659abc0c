import type { PlacedArticle } from '../src/desk/placement.ts'
import type { Window } from '../src/desk/window.ts'
import type { Analysis } from '../src/linking/analysis.ts'
import { headlineKey } from '../src/linking/keys.ts'

/** Terms of more articles than this stay what they are from one edition to the next: they make the long lists of a large window. */
const COMMON = 30
/** Of the terms of a single article so many in ten are new in each edition, as news brings new words: more words than a language has. */
const NEW_OF_TEN = 4
/** Bytes of a fingerprint that count its shingles, which stay. */
const SIZE_BYTES = [126, 127]
/** Letters that stand for the digits of an edition within its words. */
const DIGITS = 'ابتثجحخدذر'
const STEP = 37
/** Articles made before they are taken in. */
const AT_ONCE = 5_000

/** What of filling a window is the window's own work: CPU seconds of this process. */
export interface Filled {
  cpuSeconds: number
}

/**
 * Fills a window with as many articles as are wanted: the given ones again and again as other editions, in which the rarer terms
 * are others that are as rare, or new, and the fingerprints and titles others too. So lists grow as the window grows, and no
 * edition repeats another. They come in one order, spread over the days of the window.
 */
export function fillWindow(
  window: Window,
  articles: readonly PlacedArticle[],
  size: number,
  [from, to]: readonly [Date, Date],
): Filled {
  const words = new EditionWords(articles.map(({ analysis }) => analysis))
  const editions = Math.ceil(size / articles.length)
  const clusters = new Map<string, number>()
  let cpuSeconds = 0
  for (let start = 1; start <= size; start += AT_ONCE) {
    const placed: PlacedArticle[] = []
    for (let order = start; order < Math.min(start + AT_ONCE, size + 1); order++) {
      const edition = order % editions
      const article = articles[Math.floor((order / editions) % articles.length)]!
      const at = new Date(from.getTime() + ((to.getTime() - from.getTime()) * order) / size)
      const cluster = clusters.get(`${article.cluster} ${edition}`) ?? order
      clusters.set(`${article.cluster} ${edition}`, cluster)
      placed.push({ ...words.another(article, edition), id: `${order}`, order, cluster, at, publishedAt: at })
    }
    const before = process.cpuUsage()
    for (const article of placed) window.restore(article)
    const { user, system } = process.cpuUsage(before)
    cpuSeconds += (user + system) / 1e6
  }
  return { cpuSeconds }
}

/** The words of other editions. */
class EditionWords {
  readonly #documents = new Map<string, number>()
  /** Terms by the number of articles that hold them, and the place of each among those. */
  readonly #equals = new Map<number, string[]>()
  readonly #places = new Map<string, number>()

  constructor(analyses: readonly Analysis[]) {
    for (const { lexemes } of analyses) {
      for (const lexeme of lexemes.split(' ')) this.#documents.set(lexeme, (this.#documents.get(lexeme) ?? 0) + 1)
    }
    for (const [lexeme, documents] of this.#documents) {
      const equals = this.#equals.get(documents) ?? []
      this.#equals.set(documents, equals)
      this.#places.set(lexeme, equals.push(lexeme) - 1)
    }
  }

  another(article: PlacedArticle, edition: number): PlacedArticle {
    const { analysis, title } = article
    const sign = [...String(edition)].map((digit) => DIGITS[Number(digit)]).join('')
    const other = `${title.split(' ').slice(0, -2).join(' ')} ${sign} ${title.split(' ').slice(-2).join(sign)}`
    const { fingerprint, textKey, lexemes } = analysis
    return {
      ...article,
      title: other,
      titleKey: headlineKey(other),
      copyOfId: null,
      analysis: {
        ...analysis,
        lexemes: lexemes
          .split(' ')
          .map((lexeme) => this.#another(lexeme, edition, sign))
          .join(' '),
        fingerprint:
          fingerprint?.map((byte, at) => (SIZE_BYTES.includes(at) ? byte : byte ^ spread(edition, at))) ?? null,
        textKey: (textKey + edition * 2 ** 20) % 2 ** 53,
      },
    }
  }

  #another(lexeme: string, edition: number, sign: string): string {
    const documents = this.#documents.get(lexeme)!
    if (documents > COMMON) return lexeme
    const [equals, place] = [this.#equals.get(documents)!, this.#places.get(lexeme)!]
    if (documents === 1 && place % 10 < NEW_OF_TEN) return lexeme + sign
    return equals[(place + edition * STEP) % equals.length]!
  }
}

const spread = (edition: number, at: number): number => (Math.imul(edition * 131 + at, 0x9e3779b1) >>> 11) & 255
