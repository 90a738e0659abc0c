import { type Signal, signal } from '@preact/signals'
import { type ColumnFilter, filterWord } from '../address.ts'
import { reasonOf, sila } from '../api/client.ts'
import { COLUMN_CHANGES, COLUMN_PAGE } from '../api/documents.ts'
import type { Card, CardPage, WallChange } from '../api/types.ts'
import {
  type ColumnEvent,
  type ColumnState,
  EMPTY,
  withEvents,
  withOlder,
  withPage,
  withWaitingShown,
} from './column-state.ts'
import { forget, tell } from './connection.ts'
import { Together } from './together.ts'

const PAGE = 40
/** Events that are gathered at most, where timers stand still: in a tab that nobody sees. */
const GATHERED = 500
/** Pages that are walked to find a place whose cursor is not known. */
const MOST_PAGES = 8

const together = new Together(() => performance.now())

/** One column's articles: a page, then what changes from its cursor on, over as many connections as it takes. */
export class ColumnFeed {
  readonly state: Signal<ColumnState> = signal(EMPTY)
  readonly loading = signal(true)
  readonly failure = signal<string | null>(null)
  /** Whether what was missed could not be had from the log, and the column was loaded anew. */
  readonly hadGap = signal(false)
  readonly paused = signal(false)
  /** Whether new items may be shown at once, as the list on the screen says; they wait where there is none. */
  isAtTop: () => boolean = () => false
  readonly word: string
  readonly #stop = new AbortController()
  /** Where an item stands in the list, of those that came by a page. */
  readonly #cursors = new Map<string, string>()
  readonly #leave = together.join()
  #gathered: ColumnEvent[] = []

  constructor(readonly filter: ColumnFilter) {
    this.word = filterWord(filter)
    void this.#run()
  }

  /** Shows what waits. */
  showNew(): void {
    this.#take()
    this.state.value = withWaitingShown(this.state.value)
  }

  /** Loads what is older than the last item. */
  async loadOlder(): Promise<void> {
    if (this.loading.value) return
    this.loading.value = true
    try {
      const last = this.state.value.items.at(-1)
      const after = last && (this.#cursors.get(last.id) ?? (await this.#cursorOf(last.id)))
      const { articles } = await this.#page(PAGE, after ?? null)
      this.state.value = withOlder(this.state.value, cardsOf({ articles }), articles.pageInfo.hasNextPage)
      this.failure.value = null
    } catch (error) {
      if (!this.#stop.signal.aborted) this.failure.value = reasonOf(error)
    } finally {
      this.loading.value = false
    }
  }

  /** Begins anew after a failure that ended it. */
  restart(): void {
    this.failure.value = null
    void this.#run()
  }

  close(): void {
    this.#stop.abort()
    together.never(this.#take)
    this.#leave()
    forget(this.word)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    try {
      tell(this.word, 'connecting')
      const after = await this.#loadFirst()
      const variables = { filter: this.filter, after }
      await sila()
        .subscribe<{ changes: WallChange }>(COLUMN_CHANGES, {
          variables,
          signal,
          onState: (state) => {
            if (!signal.aborted) tell(this.word, state)
          },
          onGap: () => {
            this.hadGap.value = true
            return this.#loadFirst()
          },
        })
        .each(({ data, errors }) => {
          // An event that cannot be told is not passed over: the column says so, and can be loaded anew.
          if (data?.changes == null) throw new Error(errors?.[0]?.message ?? 'INTERNAL')
          this.#gather(data.changes)
        })
    } catch (error) {
      if (signal.aborted) return
      this.failure.value = reasonOf(error)
      tell(this.word, 'ended', this.failure.value)
    } finally {
      this.loading.value = false
    }
  }

  /** The first page in place of what was there; gives the cursor to go on from. */
  async #loadFirst(): Promise<string> {
    this.loading.value = true
    const { articles } = await this.#page(PAGE, null)
    this.#gathered = []
    this.state.value = withPage(cardsOf({ articles }), articles.pageInfo.hasNextPage)
    this.loading.value = false
    return articles.liveCursor
  }

  async #page(first: number, after: string | null): Promise<CardPage> {
    const variables = { filter: this.filter, first, after }
    const page = await sila().query<CardPage>(COLUMN_PAGE, variables, { signal: this.#stop.signal })
    if (this.#cursors.size > 4 * PAGE * MOST_PAGES) this.#cursors.clear()
    for (const { cursor, node } of page.articles.edges) this.#cursors.set(node.id, cursor)
    return page
  }

  /** Finds the place of an item that came live, from the front of the list. */
  async #cursorOf(id: string): Promise<string | undefined> {
    let after: string | null = null
    for (let page = 0; page < MOST_PAGES && !this.#cursors.has(id); page++) {
      const { articles }: CardPage = await this.#page(100, after)
      if (!articles.pageInfo.hasNextPage) break
      after = articles.pageInfo.endCursor
    }
    return this.#cursors.get(id)
  }

  #gather(change: WallChange): void {
    const event = eventOf(change)
    if (event === null) return
    this.#gathered.push(event)
    if (this.#gathered.length >= GATHERED) this.#take()
    else together.soon(this.#take)
  }

  readonly #take = (): void => {
    together.never(this.#take)
    if (this.#gathered.length === 0) return
    const events = this.#gathered
    this.#gathered = []
    this.state.value = withEvents(this.state.value, events, !this.paused.value && this.isAtTop())
  }
}

const cardsOf = ({ articles }: CardPage): Card[] => articles.edges.map(({ node }) => node)

function eventOf(change: WallChange): ColumnEvent | null {
  if (change.__typename === 'ArticleIngested') return { kind: 'ingested', card: change.article }
  if (change.__typename === 'ArticleUpdated') return { kind: 'updated', card: change.article }
  if (change.__typename === 'ArticleWithdrawn') return { kind: 'withdrawn', id: change.article.id }
  if (change.__typename !== 'StoryChanged') return null
  const { id, articleCount, sourceCount, lead } = change.story
  return { kind: 'story', story: { id, articleCount, sourceCount, leadId: lead.id } }
}
