import { effect, signal } from '@preact/signals'
import {
  type Column,
  filterWord,
  MOST_COLUMNS,
  type Opened,
  readAddress,
  type SearchPlace,
  type View,
  writeAddress,
} from './address.ts'

const KEPT = 'sila.columns'
const DEFAULT: readonly Column[] = [
  { title: '', filter: {} },
  { title: '', filter: { hasReadAlso: true } },
]

const given = readAddress(location.search)
export const columns = signal<readonly Column[]>(distinct(given.columns ?? keptColumns() ?? DEFAULT))
export const view = signal<View>(given.view)
export const opened = signal<Opened | null>(given.opened)

/** Each filter once: two columns of the same would show the same. */
export function distinct(columns: readonly Column[]): readonly Column[] {
  const words = columns.map(({ filter }) => filterWord(filter))
  return columns.filter((_, index) => words.indexOf(words[index]!) === index).slice(0, MOST_COLUMNS)
}

function keptColumns(): readonly Column[] | null {
  try {
    return readAddress(localStorage.getItem(KEPT) ?? '').columns
  } catch {
    return null
  }
}

const here = () => writeAddress({ columns: columns.value, view: view.value, opened: opened.value })

/** Goes somewhere, so that the browser's way back leads here again. */
export function go(to: { view?: View; opened?: Opened | null }): void {
  if (to.view !== undefined) view.value = to.view
  if (to.opened !== undefined) opened.value = to.opened
  if (new URL(here(), location.href).search !== location.search) history.pushState(null, '', here())
}

/** The address of somewhere, for links that can be opened in another tab. */
export const addressOf = (to: { view?: View; opened?: Opened | null }): string =>
  writeAddress({
    columns: columns.value,
    view: to.view ?? view.value,
    opened: to.opened === undefined ? opened.value : to.opened,
  })

export const searchFor = (query: string, more: Partial<SearchPlace> = {}): View => ({
  kind: 'search',
  search: { query, sources: [], tags: [], day: null, order: 'RELEVANCE', ...more },
})

/** Keeps columns in the address and in the browser, and follows its way back and forth. */
export function keepPlace(): void {
  effect(() => {
    const word = writeAddress({ columns: columns.value, view: { kind: 'wall' }, opened: null })
    try {
      localStorage.setItem(KEPT, word)
    } catch {
      // Then the address alone keeps them.
    }
    const { view: at, opened: open } = readAddress(location.search)
    history.replaceState(history.state, '', writeAddress({ columns: columns.value, view: at, opened: open }))
  })
  addEventListener('popstate', () => {
    const place = readAddress(location.search)
    view.value = place.view
    opened.value = place.opened
    // The columns are as the reader has them now, however they were when he was there.
    history.replaceState(history.state, '', here())
  })
}
