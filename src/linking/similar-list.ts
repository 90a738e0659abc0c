/** Shown beside an article, at most. */
export const LIST_LENGTH = 10
/** The list ends where it would have to be filled with what is less like the article. */
export const LEAST_SCORE = 0.1
const STORY_MATES = 4
const OF_ANOTHER_SOURCE = 2
/** The article's own source has half of the list: what its editors link to is their own, but a reader came to see others too. */
const OF_OWN_SOURCE = LIST_LENGTH / 2

/** An article that may be shown beside another. */
export interface Listed {
  slot: number
  source: number
  publishedAt: number
  /** Equal for the copies of one text; an article without copies has a group of its own. */
  copyGroup: number
}

/** One that was found by what it is about. */
export interface FoundSimilar {
  listed: Listed
  score: number
}

/**
 * The list as it is shown: first what other sources write of the same story, the newest first, then the most similar in the order
 * in which they were found. One of a copy group, at most two of any other source, the own source up to half; what is less
 * like the article than the floor is left out, and the list is then shorter.
 * @param storyMates in the order in which they came
 */
export function similarList(
  article: Listed,
  storyMates: readonly Listed[],
  similar: readonly FoundSimilar[],
): Listed[] {
  const list: Listed[] = []
  const groups = new Set([article.copyGroup])
  const ofSource = new Map<number, number>()
  const take = (item: Listed): void => {
    const taken = ofSource.get(item.source) ?? 0
    const most = item.source === article.source ? OF_OWN_SOURCE : OF_ANOTHER_SOURCE
    if (groups.has(item.copyGroup) || item.slot === article.slot || taken >= most) return
    groups.add(item.copyGroup)
    ofSource.set(item.source, taken + 1)
    list.push(item)
  }
  // Of one moment the latest that came: a slot says nothing, it is used again.
  const newestFirst = storyMates.toReversed().sort((a, b) => b.publishedAt - a.publishedAt)
  for (const mate of newestFirst) {
    if (list.length === STORY_MATES) break
    if (mate.source !== article.source) take(mate)
  }
  for (const { listed, score } of similar) {
    if (list.length === LIST_LENGTH) break
    if (score >= LEAST_SCORE) take(listed)
  }
  return list
}
