import type { ArticleItem } from '../entities/article-item.ts'
import { canonicalUrl } from '../ingestion/urls.ts'
import { seededRandom } from './seeded-random.ts'

/** A story begins up to this many minutes after its edition: so the stories interleave as in a newsroom. */
const LATEST_START = 1_200

/** One line of a story: an article, or the correction of one at the same address. */
export interface StoryLine extends ArticleItem {
  /** Slug of the sample source that publishes it. */
  source: string
  /** Minutes since the story began. */
  after: number
  /** Holds `{edition}`. */
  url: string
  title: string
  correction?: boolean
}

/** A story of the sample. `{name}` in its texts stands for a number within the bounds of that name. */
export interface Story {
  story: string
  numbers: Readonly<Record<string, readonly [min: number, max: number]>>
  lines: readonly StoryLine[]
}

/** One article of an edition as it would come from its publisher; without dates, which are the newsroom's. */
export interface EditionItem {
  /** Minutes since the edition began. */
  minute: number
  /** Slug of its source. */
  source: string
  item: ArticleItem & { guid: string; url: string; title: string }
}

/** How many items every edition has. */
export const editionSize = (stories: readonly Story[]): number =>
  stories.reduce((size, { lines }) => size + lines.length, 0)

/**
 * The items of an edition in the order of their publication. Each edition tells the same stories with other addresses,
 * other numbers and another order; the same number always gives the same items.
 */
export function edition(stories: readonly Story[], number: number): EditionItem[] {
  const items = stories.flatMap((story) => {
    const random = seededRandom(`${number}:${story.story}`)
    const start = Math.floor(random() * LATEST_START)
    const values: Record<string, number> = { edition: number }
    for (const [name, [min, max]] of Object.entries(story.numbers)) {
      values[name] = min + Math.floor(random() * (max - min + 1))
    }
    return story.lines.map((line) => {
      const { source, after, correction: _correction, ...item } = filled(line, values)
      return { minute: start + after, source, item }
    })
  })
  // The sort is stable: lines of one story keep their order.
  return items
    .sort((a, b) => a.minute - b.minute)
    .map(({ item, ...rest }, index) => ({ ...rest, item: { ...item, guid: sampleGuid(number, index) } }))
}

/** The GUID of an item, which tells where it stands. */
export const sampleGuid = (number: number, index: number): string => `sample:${number}:${index}`

/** The edition that an address belongs to, by the addresses of the stories; null where it is of none of them. */
export function editionOf(stories: readonly Story[], url: string): number | null {
  for (const { lines } of stories) {
    for (const line of lines) {
      const [before, after] = canonicalUrl(line.url.replace('{edition}', MARK))!.split(MARK)
      const number = url.slice(before!.length, url.length - after!.length)
      if (url === `${before}${number}${after}` && /^\d{1,9}$/.test(number)) return Number(number)
    }
  }
  return null
}

const MARK = 'edition-number'

/** Every text in a value with its placeholders filled. */
function filled<T>(value: T, values: Readonly<Record<string, number>>): T {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])) as T
  if (Array.isArray(value)) return value.map((entry) => filled(entry, values)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, filled(entry, values)])) as T
}
