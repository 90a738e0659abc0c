import { type HeadlineForm, headlineForm, headlineWords, lineForm, printedForms } from './headline-form.ts'
import { namesTitle } from './headline-match.ts'
import { WordPairs } from './word-pairs.ts'

/** Who prints a headline, or published a title, and when. */
export interface Printed {
  sourceId: string
  publishedAt: Date
}

/** The article that a headline names, and how surely: 1 for an equal key. */
export interface Named {
  slot: number
  likeness: number
}

interface Title extends Printed {
  title: string
  order: number
}

/** Words of a line that are looked for at once. */
const STRETCH = 8
/** Forms remembered; the others are read again from the titles, for they are needed seldom and take more memory than these. */
const MAX_FORMS = 20_000
/** Two titles as near as this to one headline leave open which of them it names. */
const TOO_CLOSE = 0.02

/**
 * The titles of recent articles, asked for the one that a printed headline names: cut short, with a site's name behind it or a label
 * before it, with a word dropped or another. Finds nothing rather than the wrong one. About 500 bytes an article.
 */
export class HeadlineIndex {
  readonly #pairs = new WordPairs()
  readonly #titles: (Title | undefined)[] = []
  readonly #forms = new Map<number, HeadlineForm>()
  #admitted = 0

  /** Bytes of the arrays, without the keys of the titles. */
  get bytes(): number {
    return this.#pairs.bytes
  }

  /** Takes an article's title in; what stood in the slot leaves. */
  add(slot: number, title: string, { sourceId, publishedAt }: Printed): void {
    this.remove(slot)
    this.#pairs.add(slot, headlineWords(title))
    this.#titles[slot] = { sourceId, publishedAt, title, order: ++this.#admitted }
  }

  remove(slot: number): void {
    if (this.#titles[slot] === undefined) return
    this.#pairs.remove(slot)
    this.#titles[slot] = undefined
    this.#forms.delete(slot)
  }

  /**
   * The article that a headline names, not the one in the slot that shows it: of the publisher of the page first, then by likeness,
   * then the nearest in time, then the earlier admitted. Null where none does or where two titles are as like.
   */
  find(headline: string, from: Printed, own = -1): Named | null {
    const found = new Map<number, number>()
    for (const form of printedForms(headline)) {
      for (const slot of this.#pairs.sharing(form.words)) {
        if (slot === own) continue
        const title = this.#titles[slot]!
        const likeness = namesTitle(form, this.#formOf(slot), title.sourceId === from.sourceId)
        if (likeness > (found.get(slot) ?? 0)) found.set(slot, likeness)
      }
    }
    const [best, ...others] = [...found].sort((a, b) => this.#compare(from, a, b))
    if (best === undefined || others.some((other) => this.#isOpen(from, best, other))) return null
    return { slot: best[0], likeness: best[1] }
  }

  /** The titles that a line of several headlines holds, by their letters; none where it is a title itself. */
  within(line: string): number[] {
    const { key, words } = lineForm(line)
    const found = new Set<number>()
    for (let at = 0; at < words.length; at += STRETCH / 2) {
      for (const slot of this.#pairs.sharing(words.slice(at, at + STRETCH))) {
        const title = this.#formOf(slot).key
        if (title === key) return []
        if (key.includes(title)) found.add(slot)
      }
    }
    return [...found]
  }

  #formOf(slot: number): HeadlineForm {
    let form = this.#forms.get(slot)
    if (form === undefined) {
      form = headlineForm(this.#titles[slot]!.title)
      if (this.#forms.size >= MAX_FORMS) this.#forms.clear()
      this.#forms.set(slot, form)
    }
    return form
  }

  #compare(from: Printed, [a, likenessA]: [number, number], [b, likenessB]: [number, number]): number {
    const [titleA, titleB] = [this.#titles[a]!, this.#titles[b]!]
    const isOwn = (title: Title) => Number(title.sourceId === from.sourceId)
    const distance = (title: Title) => Math.abs(title.publishedAt.getTime() - from.publishedAt.getTime())
    const own = isOwn(titleB) - isOwn(titleA)
    return own || likenessB - likenessA || distance(titleA) - distance(titleB) || titleA.order - titleB.order
  }

  /** Whether a headline is as near to another title, of a publisher no further from the page, as to the best. */
  #isOpen(
    { sourceId }: Printed,
    [best, likeness]: [number, number],
    [other, othersLikeness]: [number, number],
  ): boolean {
    const [title, otherTitle] = [this.#titles[best]!, this.#titles[other]!]
    if (likeness === 1 || this.#formOf(best).key === this.#formOf(other).key) return false
    if (title.sourceId === sourceId && otherTitle.sourceId !== sourceId) return false
    return likeness - othersLikeness < TOO_CLOSE
  }
}
