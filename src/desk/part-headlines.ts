import type { DeliveredLink } from '../entities/delivered-article.ts'
import { headlineKey } from '../linking/keys.ts'
import { KnownTitles } from '../linking/known-titles.ts'
import { knownWords } from '../linking/known-words.ts'
import { segmentHeadlines } from '../linking/segment-headlines.ts'
import type { Draft } from './draft.ts'
import type { Window } from './window.ts'

/**
 * A list in which headlines that a page ran together are parted: at titles of recent articles, then where no word goes on. Who read
 * the page knew no other titles than its own. What stays in doubt stays as it is.
 */
export function partHeadlines(list: readonly DeliveredLink[], draft: Draft, window: Window): DeliveredLink[] {
  return list.flatMap((item) => (item.url === null ? partsOf(item, draft, window) : [item]))
}

function partsOf(item: DeliveredLink, { links }: Draft, window: Window): DeliveredLink[] {
  const own = links.filter(({ origin, concatenated }) => origin === 'PUBLISHER' && !concatenated)
  const key = headlineKey(item.headline)
  if (own.some((link) => link.isShown && link.headlineKey === key)) return [item]
  // With what it was parted into before: the window forgets, the article does not.
  const titles = [...window.titlesIn(item.headline), ...own.map(({ headline }) => headline)]
  if (!item.concatenated && titles.length === 0) return [item]
  const { headlines, certain } = segmentHeadlines(item.headline, {
    knownTitles: new KnownTitles(titles),
    vocabulary: knownWords(window.analyzer),
  })
  if (!certain || headlines.length === 1) return [item]
  return headlines.map((headline) => ({ headline, url: null, excerpt: null, concatenated: false }))
}
