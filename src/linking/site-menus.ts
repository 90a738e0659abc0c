import type { TaggingOrigin } from '../entities/enums.ts'
import { SUPPORTED } from './given-tags.ts'

/** A tag as an article was given it, and whether its text bears it out. */
export interface SeenTag {
  slug: string
  isSupported: boolean
}

/** What a decided or stored list of taggings teaches of a menu: only what the publisher gave counts. */
export function seenTags(taggings: readonly { slug: string; origin: TaggingOrigin; confidence: number }[]): SeenTag[] {
  const given = taggings.filter(({ origin }) => origin === 'PUBLISHER' || origin === 'SITE_MENU')
  return given.map(({ slug, origin, confidence }) => ({
    slug,
    isSupported: origin === 'PUBLISHER' && confidence >= SUPPORTED,
  }))
}

/** A tag on more of a day's articles of a source than this, which their texts do not bear out, belongs to its menu. */
const MENU_SHARE = 0.2
/** Fewer articles of a day tell nothing. */
const LEAST_ARTICLES = 10
/** Where this part of a tag's articles bears it out, it is a subject of the day. */
const SUBJECT_SHARE = 0.5
/** Tags remembered of one source and day; a menu has dozens, and those that came first go on being counted. */
const MAX_TAGS = 2_000
/** Sources remembered; the one that was silent longest is forgotten. */
const MAX_SOURCES = 5_000

interface Day {
  day: number
  articles: number
  tags: Map<string, { seen: number; supported: number }>
}

/**
 * The menus of sources, learnt by frequency: words of the navigation that a site prints among the tags of every article. It is
 * fed in the order of admission, so that the same articles always teach the same, also when they are read again from the store.
 */
export class SiteMenus {
  /** Of each source its present day and the last one before that told enough; the most recently active last. */
  readonly #sources = new Map<string, { now: Day; told: Day | null }>()

  /** Takes in the publisher's tags of one article; `day` is its day of admission, in days since any fixed one. */
  learn(sourceId: string, day: number, tags: readonly SeenTag[]): void {
    const known = this.#sources.get(sourceId) ?? { now: newDay(day), told: null }
    this.#sources.delete(sourceId)
    this.#sources.set(sourceId, known)
    if (this.#sources.size > MAX_SOURCES) this.#sources.delete(this.#sources.keys().next().value!)
    if (day > known.now.day) {
      if (known.now.articles >= LEAST_ARTICLES) known.told = known.now
      known.now = newDay(day)
    }
    known.now.articles++
    for (const { slug, isSupported } of tags) {
      const tag = known.now.tags.get(slug)
      if (tag !== undefined) {
        tag.seen++
        tag.supported += Number(isSupported)
      } else if (known.now.tags.size < MAX_TAGS) known.now.tags.set(slug, { seen: 1, supported: Number(isSupported) })
    }
  }

  /** Whether a tag belongs to the menu of a source, as far as its present day or the last that told enough shows. */
  isMenu(sourceId: string, slug: string): boolean {
    const known = this.#sources.get(sourceId)
    if (known === undefined) return false
    const day = known.now.articles >= LEAST_ARTICLES ? known.now : known.told
    const tag = day?.tags.get(slug)
    if (day == null || tag === undefined) return false
    return tag.seen > MENU_SHARE * day.articles && tag.supported < SUBJECT_SHARE * tag.seen
  }
}

const newDay = (day: number): Day => ({ day, articles: 0, tags: new Map() })
