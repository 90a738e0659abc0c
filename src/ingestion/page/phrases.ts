import { fold } from '../../arabic/fold.ts'
import { stripArticle } from '../../arabic/light-stem.ts'
import { type Token, tokenize } from '../../arabic/tokens.ts'

/** What a word is compared by among tags: folded, without the article and the particles on it. */
export function wordKey(word: Pick<Token, 'folded'>): string {
  return stripArticle(word.folded)
}

/** Words of a text that no punctuation parts, the text beside them. */
interface Segment {
  text: string
  tokens: Token[]
  keys: string[]
  title: boolean
}

interface Place {
  segment: Segment
  at: number
}

const MAX_LENGTH = 5
/** Places looked at for one word: enough to find its phrases, and a bound on hostile pages. */
const MAX_PLACES = 500
const PARTS = /[.،؛:؟!?,;()[\]{}\n–—|]+(?!\d)/u

/** The phrases of an article as far as words of a tag line begin them. */
export class Phrases {
  readonly #places = new Map<string, Place[]>()
  readonly #persian: boolean

  constructor(article: { title: string | null; body: readonly string[] }, tagLine: string) {
    for (const word of tokenize(tagLine.replaceAll('_', ' '))) this.#places.set(wordKey(word), [])
    this.#addText(article.title ?? '', true)
    for (const paragraph of article.body) this.#addText(paragraph, false)
    this.#persian = [article.title ?? '', ...article.body].some((text) => /[یک]/u.test(text))
  }

  #addText(text: string, title: boolean): void {
    for (const part of text.split(PARTS)) {
      const tokens = tokenize(part)
      const segment: Segment = { text: part, tokens, keys: tokens.map(wordKey), title }
      segment.keys.forEach((key, at) => {
        const places = this.#places.get(key)
        if (places && places.length < MAX_PLACES) places.push({ segment, at })
      })
    }
  }

  has(word: Token): boolean {
    return (this.#places.get(wordKey(word))?.length ?? 0) > 0
  }

  inTitle(word: Token): boolean {
    return this.#places.get(wordKey(word))?.some((place) => place.segment.title) ?? false
  }

  /** How many words from `at` on stand together in the article. */
  longestAt(words: readonly Token[], at: number): number {
    const keys = words.slice(at, at + MAX_LENGTH).map(wordKey)
    let longest = 0
    for (const place of this.#places.get(keys[0] ?? '') ?? []) {
      let length = 1
      while (length < keys.length && place.segment.keys[place.at + length] === keys[length]) length += 1
      longest = Math.max(longest, length)
    }
    return longest
  }

  /** A phrase with the word before it, where the title has both and the article never has the one without the other. */
  completed(words: readonly Token[]): readonly Token[] {
    if (words.length < 2) return words
    const places = this.#placesOf(words)
    const inTitle = places.find((place) => place.segment.title)
    const before = inTitle?.segment.keys[inTitle.at - 1]
    if (!inTitle || before === undefined || places.length < 2) return words
    if (!places.every((place) => place.segment.keys[place.at - 1] === before)) return words
    // The word before is written as the title has it, the others as the tag line does: they are only compared.
    this.#places.set(before, this.#placesBefore(places))
    return [inTitle.segment.tokens[inTitle.at - 1]!, ...words]
  }

  #placesBefore(places: readonly Place[]): Place[] {
    return places.map(({ segment, at }) => ({ segment, at: at - 1 }))
  }

  #placesOf(words: readonly Token[]): Place[] {
    const keys = words.map(wordKey)
    const places = this.#places.get(keys[0] ?? '') ?? []
    return places.filter(({ segment, at }) => keys.every((key, index) => segment.keys[at + index] === key))
  }

  /** The phrase as the article prints it: in the title if it is there, else as it is printed most; null where the article has it only with particles. */
  print(words: readonly Token[]): string | null {
    const folded = words.map((word) => word.folded).join(' ')
    const prints = new Map<string, number>()
    for (const { segment, at } of this.#placesOf(words)) {
      const tokens = segment.tokens.slice(at, at + words.length)
      if (tokens.map((token) => token.folded).join(' ') !== folded) continue
      const print = segment.text.slice(tokens[0]!.start, tokens.at(-1)!.end)
      prints.set(print, (prints.get(print) ?? 0) + (segment.title ? MAX_PLACES : 1))
    }
    const best = [...prints].sort((a, b) => b[1] - a[1])[0]?.[0]
    if (best !== undefined || this.#persian) return best ?? null
    // A Persian keyboard in an Arabic article: the letters are not meant.
    const own = words.map((word) => word.text).join(' ')
    return fold(own) === '' ? null : own.replaceAll('ی', 'ي').replaceAll('ک', 'ك')
  }
}
