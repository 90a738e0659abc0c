import { decodeId, type NodePrefix } from '../entities/node-id.ts'
import { AppError } from '../errors.ts'
import { boundedList } from './bounded-input.ts'

/** `not` within `not` goes at most so deep. */
const MAX_DEPTH = 5

/** Things named by id or by slug. */
export interface Names {
  ids: string[]
  slugs: string[]
}

/** A filter as its SQL and its predicate read it: names parted into ids and slugs, null where nothing is asked. */
export interface ArticleFilter {
  sources: Names | null
  tags: Names | null
  allTags: Names | null
  /** In lower case. */
  languages: string[] | null
  /** In upper case. */
  countries: string[] | null
  publishedFrom: Date | null
  publishedBefore: Date | null
  hasReadAlso: boolean | null
  includeCopies: boolean
  isLate: boolean | null
  not: ArticleFilter | null
  /** What must hold as well: the source or tag whose articles are listed. */
  within: ArticleFilter | null
}

/** A filter as clients write it. Null means the same as left out. */
export interface ArticleFilterInput {
  sources?: string[] | null
  tags?: string[] | null
  allTags?: string[] | null
  languages?: string[] | null
  countries?: string[] | null
  publishedFrom?: Date | null
  publishedBefore?: Date | null
  text?: string | null
  story?: string | null
  hasReadAlso?: boolean | null
  includeCopies?: boolean | null
  isLate?: boolean | null
  not?: ArticleFilterInput | null
}

/** Every article that is published. */
export const EVERYTHING: Readonly<ArticleFilter> = Object.freeze({
  sources: null,
  tags: null,
  allTags: null,
  languages: null,
  countries: null,
  publishedFrom: null,
  publishedBefore: null,
  hasReadAlso: null,
  includeCopies: true,
  isLate: null,
  not: null,
  within: null,
})

/** Checks a client's filter and makes it ready to be used. Throws BAD_USER_INPUT. */
export function resolveArticleFilter(
  input: ArticleFilterInput | null | undefined,
  path = 'filter',
  depth = 0,
): ArticleFilter {
  if (depth > MAX_DEPTH) throw new AppError('BAD_USER_INPUT', `'not' may be nested at most ${MAX_DEPTH} deep`)
  for (const name of ['text', 'story'] as const) {
    if (input?.[name] != null) throw new AppError('BAD_USER_INPUT', `'${name}' is not served yet`, { field: path })
  }
  const entries = (name: 'sources' | 'tags' | 'allTags' | 'languages' | 'countries') =>
    boundedList(input?.[name], `${path}.${name}`)
  return {
    sources: names('src', entries('sources')),
    tags: names('tag', entries('tags')),
    allTags: names('tag', entries('allTags')),
    languages: entries('languages')?.map((language) => language.toLowerCase()) ?? null,
    countries: entries('countries')?.map((country) => country.toUpperCase()) ?? null,
    publishedFrom: input?.publishedFrom ?? null,
    publishedBefore: input?.publishedBefore ?? null,
    hasReadAlso: input?.hasReadAlso ?? null,
    includeCopies: input?.includeCopies ?? false,
    isLate: input?.isLate ?? null,
    not: input?.not == null ? null : resolveArticleFilter(input.not, `${path}.not`, depth + 1),
    within: null,
  }
}

/** Ids of another type are kept as slugs: they hold an underscore, so they name nothing. */
function names(prefix: NodePrefix, entries: string[] | null): Names | null {
  if (entries === null) return null
  const named: Names = { ids: [], slugs: [] }
  for (const entry of entries) {
    const node = decodeId(entry)
    if (node?.prefix === prefix) named.ids.push(node.id)
    else named.slugs.push(entry)
  }
  return named
}
