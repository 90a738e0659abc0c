import { effect, signal, untracked } from '@preact/signals'
import { type Column, type ColumnFilter, filterWord } from '../address.ts'
import { key } from '../api/client.ts'
import { columns } from '../place.ts'
import { say } from '../words/say.ts'
import { ColumnFeed } from './column-feed.ts'

const feeds = new Map<string, ColumnFeed>()
/** Whether all columns are paused at once. */
export const allPaused = signal(false)
/** The names of sources by their slugs, as far as they are known. */
export const sourceNames = signal<ReadonlyMap<string, string>>(new Map())

/** The feed of a column; moving or naming a column leaves it as it is. */
export function feedOf(filter: ColumnFilter): ColumnFeed {
  const word = filterWord(filter)
  const known = feeds.get(word)
  if (known) return known
  const feed = new ColumnFeed(filter)
  feed.paused.value = allPaused.peek()
  feeds.set(word, feed)
  return feed
}

export const openFeeds = (): Iterable<ColumnFeed> => feeds.values()

/** Opens the feeds of all columns, seen or not; ends those of columns that are gone, and all of them when another key is used. */
export function keepFeeds(): void {
  effect(() => {
    const words = new Set(columns.value.map(({ filter }) => filterWord(filter)))
    for (const { filter } of columns.value) untracked(() => feedOf(filter))
    for (const [word, feed] of feeds) {
      if (words.has(word)) continue
      feed.close()
      feeds.delete(word)
    }
  })
  let used = key.peek()
  effect(() => {
    if (key.value === used) return
    used = key.value
    for (const feed of feeds.values()) feed.close()
    feeds.clear()
    columns.value = [...columns.peek()]
  })
}

export function pauseAll(paused: boolean): void {
  allPaused.value = paused
  for (const feed of feeds.values()) feed.paused.value = paused
}

const LANGUAGE_NAMES = new Map<string, Intl.DisplayNames>()
/** A language by its name in the language of the page. */
export function languageName(tag: string): string {
  const shown = document.documentElement.lang || 'ar'
  const names = LANGUAGE_NAMES.get(shown) ?? new Intl.DisplayNames([shown], { type: 'language' })
  LANGUAGE_NAMES.set(shown, names)
  try {
    return names.of(tag) ?? tag
  } catch {
    return tag
  }
}

/** What a column is called: as the reader named it, else by what it shows. */
export function titleOf({ title, filter }: Column): string {
  if (title !== '') return title
  const comma = say('language') === 'Language' ? ', ' : '، '
  const parts = [
    ...(filter.text ? [filter.text] : []),
    ...(filter.sources ?? []).map((slug) => sourceNames.value.get(slug) ?? slug),
    ...(filter.tags ?? []).map((tag) => `#${tag.replaceAll('-', ' ')}`),
    ...(filter.languages ?? []).map(languageName),
  ]
  if (parts.length > 0) return parts.join(comma)
  return say(filter.hasReadAlso ? 'readAlsoOnly' : 'allNews')
}
