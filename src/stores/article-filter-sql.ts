import type { ArticleFilter, Names } from './article-filter.ts'
import { type Bind, type TextCondition, textSql } from './text-condition.ts'

/**
 * The SQL condition of a filter over `article` under an alias; pushes what it binds to `parameters`. It is never null, so
 * that its negation is right. `filterPredicate` says the same of a state in the log.
 * @param alsoMatches what else an article must answer, under an alias, so that its copies are kept out
 */
export function filterSql(
  filter: ArticleFilter,
  parameters: unknown[],
  alias = 'a',
  alsoMatches: (alias: string) => string = () => 'true',
): string {
  const bind: Bind = (value) => `$${parameters.push(value)}`
  const matching = conditionsOf(filter, bind, alias)
  if (filter.includeCopies) return matching
  const original = `${alias}o`
  // Not `not exists`, which the planner may answer by reading every article.
  return `${matching} and (${alias}.copy_of_id is null or not coalesce((
    select true from article ${original} where ${original}.id = ${alias}.copy_of_id and ${original}.status = 'PUBLISHED'
      and ${conditionsOf(filter, bind, original)} and ${alsoMatches(original)}), false))`
}

/** Everything but the rule about copies. */
function conditionsOf(filter: ArticleFilter, bind: Bind, a: string): string {
  const conditions = ['true']
  const { sources, tags, allTags, languages, countries, publishedFrom, publishedBefore } = filter
  if (sources !== null) conditions.push(`${a}.source_id ${isOneOf('source', sources, bind)}`)
  if (tags !== null) conditions.push(isTagged(tags, bind, a))
  if (allTags !== null) conditions.push(...isTaggedAll(allTags, bind, a))
  if (languages !== null) conditions.push(languageSql(`${a}.language`, languages, bind))
  if (countries !== null)
    conditions.push(`${a}.source_id in (select id from source where country = any(${bind(countries)}::text[]))`)
  if (publishedFrom !== null) conditions.push(`${a}.published_at >= ${bind(publishedFrom.toISOString())}::timestamptz`)
  if (publishedBefore !== null)
    conditions.push(`${a}.published_at < ${bind(publishedBefore.toISOString())}::timestamptz`)
  if (filter.text !== null) conditions.push(holdsText(filter.text, bind, a))
  if (filter.story !== null)
    conditions.push(`${a}.story_id is not null and ${a}.story_id = ${bind(filter.story)}::bigint`)
  if (filter.hasReadAlso !== null) conditions.push(`${filter.hasReadAlso ? '' : 'not '}${a}.has_read_also`)
  if (filter.isLate !== null) conditions.push(`${filter.isLate ? '' : 'not '}${a}.is_late`)
  if (filter.not !== null) conditions.push(`not (${conditionsOf(filter.not, bind, a)})`)
  if (filter.within !== null) conditions.push(conditionsOf(filter.within, bind, a))
  return conditions.join(' and ')
}

/** Whether a language is one of those asked for, or a variety of one: `ar` stands for `ar-EG` too. */
export function languageSql(column: string, languages: string[], bind: Bind): string {
  return `exists (select 1 from unnest(${bind(languages)}::text[]) l (tag)
    where starts_with(lower(${column}) || '-', l.tag || '-'))`
}

/** What is rare is found first and then looked up; of what is common the planner knows best. */
function holdsText({ queries, isRare }: TextCondition, bind: Bind, a: string): string {
  const found = `select t.article_id from article_text t where ${textSql(queries, bind, 't', isRare)}`
  return isRare ? `${a}.id = any(array(${found}))` : `${a}.id in (${found})`
}

function isTagged(tags: Names, bind: Bind, a: string): string {
  return `exists (select 1 from tagging g where g.article_id = ${a}.id and g.origin <> 'SITE_MENU'
    and g.tag_id ${isOneOf('tag', tags, bind)})`
}

/** Tags that are asked for one by one, so that the rarest finds the candidates; the others are compared as a list. */
const SINGLE_TAGS = 4

/** A slug that nothing bears gives a null in the wanted list, which no array contains. */
function isTaggedAll({ ids, slugs }: Names, bind: Bind, a: string): string[] {
  const each = [...ids.map((id) => ({ ids: [id], slugs: [] })), ...slugs.map((slug) => ({ ids: [], slugs: [slug] }))]
  const single = each.slice(0, SINGLE_TAGS).map((one) => isTagged(one, bind, a))
  if (each.length <= SINGLE_TAGS) return single
  const all = `array(select g.tag_id from tagging g where g.article_id = ${a}.id and g.origin <> 'SITE_MENU')
    @> (${bind(ids)}::bigint[] || array(
      select t.id from unnest(${bind(slugs)}::text[]) s (slug) left join tag t on t.slug = s.slug))`
  return [...single, all]
}

/** A single name becomes an equality, so that an index also gives the order. */
function isOneOf(table: 'source' | 'tag', { ids, slugs }: Names, bind: Bind): string {
  if (slugs.length === 0) return ids.length === 1 ? `= ${bind(ids[0])}::bigint` : `= any(${bind(ids)}::bigint[])`
  if (slugs.length === 1 && ids.length === 0)
    return `= coalesce((select id from ${table} where slug = ${bind(slugs[0])}), 0)`
  return `= any(${bind(ids)}::bigint[] || array(select id from ${table} where slug = any(${bind(slugs)}::text[])))`
}
