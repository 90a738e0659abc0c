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
const MAX_PLACES = 200
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

  /** How many words from `at` on stand together in the article, up to the next that parts phrases. */
  longestAt(words: readonly Token[], at: number, parts: (word: Token) => boolean): number {
    const next = words.slice(at, at + MAX_LENGTH)
    const end = next.findIndex((word, index) => index > 0 && parts(word))
    const keys = next.slice(0, end === -1 ? undefined : end).map(wordKey)
    let longest = 0
    for (const place of this.#places.get(keys[0] ?? '') ?? []) {
      let length = 1
      while (length < keys.length && place.segment.keys[place.at + length] === keys[length]) length += 1
      longest = Math.max(longest, length)
    }
    return longest
  }

  /**
   * The phrase as the article prints it: in the title if it is there, else as it is printed most; null where the article has it
   * only with particles. Completed, it takes in the word before it if the title and all other places have that.
   */
  print(words: readonly Token[], completed = false): string | null {
    const places = this.#placesOf(words)
    const begin = completed && words.length > 1 && isFragment(places) ? 1 : 0
    const folded = foldedWords(words)
    const prints = new Map<string, number>()
    for (const { segment, at } of places) {
      const tokens = segment.tokens.slice(at - begin, at + words.length)
      if (foldedWords(tokens.slice(begin)) !== folded) continue
      const print = segment.text.slice(tokens[0]!.start, tokens.at(-1)!.end)
      prints.set(print, (prints.get(print) ?? 0) + (segment.title ? MAX_PLACES : 1))
    }
    const best = [...prints].sort((a, b) => b[1] - a[1])[0]?.[0]
    return best ?? (this.#persian ? null : inArabicLetters(words))
  }

  #placesOf(words: readonly Token[]): Place[] {
    const keys = words.map(wordKey)
    const places = this.#places.get(keys[0] ?? '') ?? []
    return places.filter(({ segment, at }) => keys.every((key, index) => segment.keys[at + index] === key))
  }
}

/** A part of a longer name: never without the same word before it, which the title has without particles. */
function isFragment(places: readonly Place[]): boolean {
  const title = places.find((place) => place.segment.title)
  const before = title?.segment.tokens[title.at - 1]
  if (!before || places.length < 2 || !(before.folded.startsWith('ال') || wordKey(before) === before.folded))
    return false
  return places.every(({ segment, at }) => segment.keys[at - 1] === wordKey(before))
}

const foldedWords = (words: readonly Token[]): string => words.map((word) => word.folded).join(' ')

/** The words with the letters of a Persian keyboard, which an Arabic article does not mean, replaced. */
function inArabicLetters(words: readonly Token[]): string {
  return words.map((word) => word.text.replaceAll('ی', 'ي').replaceAll('ک', 'ك')).join(' ')
}
