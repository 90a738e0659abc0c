import type { Analyzer } from '../arabic/analyzer.ts'
import { editDistance } from '../arabic/edit-distance.ts'
import { isPlace } from '../arabic/place-names.ts'
import type { ArticleTerms } from './article-terms.ts'
import { headlineValues } from './headline-numbers.ts'
import { isRecurring, type TemplateTitle } from './template-title.ts'

/** An article as it is told from others of its kind. */
export interface Told {
  title: string
  template: TemplateTitle
}

/** The words in one order that two headlines have in common, as a share of the longer, from which they are one sentence. */
const FRAME = 0.5
/** The same where only one name in it is another: it may be another word for the same. */
const FRAME_OF_ONE = 0.75
/** Inverse document frequency of what stands in one of a hundred articles, as names do. */
const RARE = 4.6

/** Tells reports of one kind of event from each other. */
export class OtherEvents {
  constructor(
    private readonly articles: ArticleTerms,
    private readonly analyzer: () => Analyzer,
    /** By slot. */
    private readonly told: readonly (Told | undefined)[],
  ) {}

  /**
   * Whether two articles, by slot, cannot be of one story: they are issues of a series, or report two events in one form. Of the latter the
   * headlines are one sentence with other names in it («a raid in … ends with the arrest of …»), and neither article has the names of
   * the other's headline anywhere.
   */
  differ(slot: number, otherSlot: number): boolean {
    const [one, other] = [this.told[slot]!, this.told[otherSlot]!]
    if (isRecurring(one.template, other.template)) return true
    const [a, b] = [one.template.words, other.template.words]
    const longest = Math.max(a.length, b.length)
    // Most headlines have next to nothing in common, in whatever order.
    if (longest === 0 || inCommon(a, b) / longest < FRAME) return false
    const frame = inOrder(a, b) / longest
    if (frame < FRAME) return false
    const [names, others] = [this.#names(one, other), this.#names(other, one)]
    const fewest = Math.min(names.length, others.length)
    if (fewest === 0 || (fewest === 1 && frame < FRAME_OF_ONE)) return false
    if (names.some((name) => others.some((another) => isOneName(name, another)))) return false
    return !this.#hasAny(otherSlot, names) && !this.#hasAny(slot, others)
  }

  /** Rare words and places of a headline that the other headline has not, as lexemes. */
  #names({ title }: Told, other: Told): string[] {
    const analyzer = this.analyzer()
    const there = new Set(analyzer.analyze(other.title).map(({ lexeme }) => lexeme))
    const words = analyzer.analyze(title)
    const values = headlineValues(title, words)
    return words
      .filter(({ folded, lexeme }, at) => values[at] === null && !there.has(lexeme) && !analyzer.isStopWord(folded))
      .map(({ lexeme }) => lexeme)
      .filter((lexeme) => isPlace(lexeme) || analyzer.rarity(lexeme) >= RARE)
  }

  #hasAny(slot: number, lexemes: readonly string[]): boolean {
    const { terms, from, to } = this.articles.of(slot)
    const { vocabulary } = this.articles
    for (let at = from; at < to; at++) if (lexemes.includes(vocabulary.lexeme(terms[at]! >>> 8))) return true
    return false
  }
}

/** How many words of one stand in the other: no fewer than in one order. */
function inCommon(a: readonly number[], b: readonly number[]): number {
  let common = 0
  for (let at = 0; at < a.length; at++) if (b.includes(a[at]!)) common++
  return common
}

/** Length of the longest common subsequence. */
function inOrder(a: readonly number[], b: readonly number[]): number {
  let before = [0]
  for (const word of a) {
    const row = [0]
    for (const [at, other] of b.entries())
      row.push(word === other ? (before[at] ?? 0) + 1 : Math.max(before[at + 1] ?? 0, row[at]!))
    before = row
  }
  return before[b.length] ?? 0
}

const LONG_NAME = 6

/** Whether two words may be one name in two spellings: a letter apart, of long ones two («ميونيخ», «ميونخ»). */
function isOneName(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length) >= LONG_NAME ? 2 : 1
  return editDistance(a, b, most) <= most
}
