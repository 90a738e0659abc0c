import type { EntityManager } from 'typeorm'
import type { ArticleFilter, Names } from './article-filter.ts'
import { select } from './database.ts'

/**
 * The filter with tags by id where their slug is known: only then can the planner tell a tag of every other article from a
 * rare one, which is a matter of a hundred to one. A slug that nothing bears yet stays, so that the page and the head of the
 * log, which are read afterwards in one snapshot, still agree about it.
 */
export async function withTagIds(manager: EntityManager, filter: ArticleFilter): Promise<ArticleFilter> {
  const slugs = slugsOf(filter)
  if (slugs.length === 0) return filter
  const rows = await select<{ slug: string; id: string }>(
    manager,
    'select slug, id from tag where slug = any($1::text[])',
    [slugs],
  )
  const ids = new Map(rows.map(({ slug, id }) => [slug, id]))
  return rows.length === 0 ? filter : named(filter, ids)
}

function slugsOf({ tags, allTags, not, within }: ArticleFilter): string[] {
  const nested = [not, within].flatMap((filter) => (filter === null ? [] : slugsOf(filter)))
  return [...(tags?.slugs ?? []), ...(allTags?.slugs ?? []), ...nested]
}

function named(filter: ArticleFilter, ids: ReadonlyMap<string, string>): ArticleFilter {
  const byId = (names: Names | null): Names | null =>
    names && {
      ids: [...names.ids, ...names.slugs.flatMap((slug) => ids.get(slug) ?? [])],
      slugs: names.slugs.filter((slug) => !ids.has(slug)),
    }
  return {
    ...filter,
    tags: byId(filter.tags),
    allTags: byId(filter.allTags),
    not: filter.not && named(filter.not, ids),
    within: filter.within && named(filter.within, ids),
  }
}
