import type { ArticleState } from '../entities/change.ts'
import type { ArticleFilter, Names } from './article-filter.ts'
import type { LoggedChange } from './change-store.ts'

type Predicate = (state: ArticleState) => boolean

/** A filter as a predicate over what the log of changes keeps of an article. `filterSql` says the same of the stored one. */
export function filterPredicate(filter: ArticleFilter): Predicate {
  const matches = everyConditionOf(filter)
  if (filter.includeCopies) return matches
  return (state) => matches(state) && !(state.copyOf !== null && matches(state.copyOf))
}

/**
 * Whether a change of the log is told to whoever asks for a filter: the article matched before it, or matches as it left it; of a
 * story, its lead or the article that changed it matches. Texts are those that the change left (`ArticleTextStore.addTo`).
 */
export function changePredicate(filter: ArticleFilter): (change: Pick<LoggedChange, 'before' | 'after'>) => boolean {
  const matches = filterPredicate(filter)
  return ({ before, after }) => (after !== null && matches(after)) || (before !== null && matches(before))
}

/** Everything but the rule about copies. */
function everyConditionOf(filter: ArticleFilter): Predicate {
  const { sources, tags, allTags, languages, countries, publishedFrom, publishedBefore } = filter
  const { text, story, hasReadAlso, isLate, not, within } = filter
  const conditions: Predicate[] = []
  if (sources !== null) {
    const named = namedBy(sources)
    conditions.push(({ sourceId, sourceSlug }) => named(sourceId, sourceSlug))
  }
  if (tags !== null) {
    const named = namedBy(tags)
    conditions.push(({ tagIds, tagSlugs }) => tagIds.some((id, index) => named(id, tagSlugs[index]!)))
  }
  if (allTags !== null) {
    const { ids, slugs } = allTags
    conditions.push(
      ({ tagIds, tagSlugs }) =>
        ids.every((id) => tagIds.includes(id)) && slugs.every((slug) => tagSlugs.includes(slug)),
    )
  }
  if (languages !== null) {
    conditions.push(({ language }) => languages.some((wanted) => `${language.toLowerCase()}-`.startsWith(`${wanted}-`)))
  }
  if (countries !== null) conditions.push(({ country }) => country !== null && countries.includes(country))
  if (publishedFrom !== null) conditions.push(({ publishedAt }) => new Date(publishedAt) >= publishedFrom)
  if (publishedBefore !== null) conditions.push(({ publishedAt }) => new Date(publishedAt) < publishedBefore)
  if (text !== null) conditions.push((state) => state.text != null && text.matches(state.text))
  if (story !== null) conditions.push(({ storyId }) => storyId === story)
  if (hasReadAlso !== null) conditions.push((state) => state.hasReadAlso === hasReadAlso)
  if (isLate !== null) conditions.push((state) => state.isLate === isLate)
  if (not !== null) {
    const refused = everyConditionOf(not)
    conditions.push((state) => !refused(state))
  }
  if (within !== null) conditions.push(everyConditionOf(within))
  return (state) => conditions.every((condition) => condition(state))
}

function namedBy(names: Names): (id: string, slug: string) => boolean {
  const ids = new Set(names.ids)
  const slugs = new Set(names.slugs)
  return (id, slug) => ids.has(id) || slugs.has(slug)
}
