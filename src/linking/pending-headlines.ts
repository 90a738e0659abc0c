import { type HeadlineForm, headlineForm, printedForms } from './headline-form.ts'
import type { Printed } from './headline-index.ts'
import { namesTitle } from './headline-match.ts'
import { WordPairs } from './word-pairs.ts'

interface Pending<Id> extends Printed {
  id: Id
  forms: readonly HeadlineForm[]
}

/** Headlines that wait; beyond them the one that has waited longest is given up. About 50 MB. */
const CAPACITY = 50_000
/** Label and site's name off, a headline has this many forms. */
const FORMS = 4

/** Printed headlines whose article has not come: asked with each new title for those that named it, in the order in which they came. */
export class PendingHeadlines<Id> {
  readonly #pairs = new WordPairs()
  readonly #slots = new Map<Id, number>()
  readonly #pending: (Pending<Id> | undefined)[] = []
  readonly #free: number[] = []

  constructor(private readonly capacity = CAPACITY) {}

  get size(): number {
    return this.#slots.size
  }

  /** Takes a headline in, with who printed it and when. */
  add(id: Id, headline: string, { sourceId, publishedAt }: Printed): void {
    this.remove(id)
    if (this.#slots.size >= this.capacity) this.remove(this.#slots.keys().next().value as Id)
    const slot = this.#free.pop() ?? this.#slots.size
    const forms = printedForms(headline)
    this.#slots.set(id, slot)
    this.#pending[slot] = { id, forms, sourceId, publishedAt }
    for (const [index, form] of forms.entries()) this.#pairs.add(slot * FORMS + index, form.words)
  }

  remove(id: Id): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.#slots.delete(id)
    for (let index = 0; index < FORMS; index++) this.#pairs.remove(slot * FORMS + index)
    this.#pending[slot] = undefined
    this.#free.push(slot)
  }

  /** The headlines that a new article's title answers; they go on waiting until they are removed. */
  named(title: string, { sourceId }: Pick<Printed, 'sourceId'>): Id[] {
    const form = headlineForm(title)
    const slots = new Set(this.#pairs.sharing(form.words).map((slot) => Math.floor(slot / FORMS)))
    return [...slots]
      .map((slot) => this.#pending[slot]!)
      .filter(({ forms, sourceId: from }) => forms.some((printed) => namesTitle(printed, form, from === sourceId) > 0))
      .map(({ id }) => id)
  }
}
