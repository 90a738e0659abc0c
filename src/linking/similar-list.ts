/** Shown beside an article, at most. */
export const LIST_LENGTH = 10
/** The list ends where it would have to be filled with what is less like the article. */
export const LEAST_SCORE = 0.1
const STORY_MATES = 4
const OF_ANOTHER_SOURCE = 2
/** The article's own source has half of the list: what its editors link to is their own, but a reader came to see others too. */
const OF_OWN_SOURCE = LIST_LENGTH / 2
/** Older articles that take one new article into their lists: the writes of an admission are bounded. */
const MOST_GAINERS = 10

/** An article that may be shown beside another. */
export interface Listed {
  slot: number
  source: number
  publishedAt: number
  /** Equal for the copies of one text; an article without copies has a group of its own. */
  copyGroup: number
}

/** One that was found by what it is about. */
export interface ListedSimilar extends Listed {
  score: number
}

/**
 * The list as it is shown: first what other sources write of the same story, the newest first, then the most similar in the order
 * in which they were found. One of a copy group, at most two of any other source, the own source up to half; what is less
 * like the article than the floor is left out, and the list is then shorter.
 */
export function similarList<Item extends Listed, Found extends ListedSimilar>(
  article: Listed,
  storyMates: readonly Item[],
  similar: readonly Found[],
): (Item | Found)[] {
  const list: (Item | Found)[] = []
  const groups = new Set([article.copyGroup])
  const ofSource = new Map<number, number>()
  const take = (item: Item | Found): void => {
    const taken = ofSource.get(item.source) ?? 0
    const most = item.source === article.source ? OF_OWN_SOURCE : OF_ANOTHER_SOURCE
    if (groups.has(item.copyGroup) || item.slot === article.slot || taken >= most) return
    groups.add(item.copyGroup)
    ofSource.set(item.source, taken + 1)
    list.push(item)
  }
  const newestFirst = [...storyMates].sort((a, b) => b.publishedAt - a.publishedAt || b.slot - a.slot)
  for (const mate of newestFirst) {
    if (list.length === STORY_MATES) break
    if (mate.source !== article.source) take(mate)
  }
  for (const found of similar) {
    if (list.length === LIST_LENGTH) break
    if (found.score >= LEAST_SCORE) take(found)
  }
  return list
}

/** The list of an article as far as it decides whether another comes in. */
export interface FilledList {
  length: number
  /** Of its least similar entry. */
  leastScore: number
}

/**
 * The older articles that a new one belongs beside, most similar first: those that it was found similar to, whose list has room
 * or ends with something less similar.
 */
export function gainers<Found extends { slot: number; score: number }>(
  similar: readonly Found[],
  listOf: (slot: number) => FilledList,
): Found[] {
  return similar
    .filter(({ slot, score }) => {
      if (score < LEAST_SCORE) return false
      const { length, leastScore } = listOf(slot)
      return length < LIST_LENGTH || score > leastScore
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_GAINERS)
}
