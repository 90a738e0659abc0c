import type { RecordStore } from '../stores/record-store.ts'

/** Tables whose rows a batch makes. */
export type Numbered = 'article' | 'related_link' | 'revision' | 'tag' | 'story'

/** Ids taken beyond what one article needs: one statement then serves many articles. */
const AHEAD = 50

/** Ids for the rows of one batch, taken many at once and given out in order; what is left over stays unused. */
export class IdStock {
  readonly #ids: Record<Numbered, string[]> = { article: [], related_link: [], revision: [], tag: [], story: [] }

  constructor(private readonly store: Pick<RecordStore, 'takeIds'>) {}

  /** Takes so many more ids of each. */
  async take(wanted: Partial<Record<Numbered, number>>): Promise<void> {
    const kinds = Object.entries(wanted).filter(([, count]) => count > 0)
    if (kinds.length === 0) return
    const taken = await this.store.takeIds(Object.fromEntries(kinds))
    for (const [kind] of kinds) this.#ids[kind as Numbered].push(...taken[kind]!)
  }

  /** Sees to it that so many ids of a kind are there, that nobody else counts on; takes many at once. */
  async has(kind: 'tag' | 'story', count: number): Promise<void> {
    if (this.#ids[kind].length < count) await this.take({ [kind]: count + AHEAD })
  }

  /** The next id of a kind. Throws where none was taken. */
  next(kind: Numbered): string {
    const id = this.#ids[kind].shift()
    if (id === undefined) throw new Error(`the batch took too few ids of ${kind}`)
    return id
  }
}
