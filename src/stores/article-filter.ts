import { decodeId, type NodePrefix } from '../entities/node-id.ts'
import { AppError } from '../errors.ts'
import { boundedList } from './bounded-input.ts'
import type { TextCondition, TextReader } from './text-condition.ts'

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
  text: TextCondition | null
  /** Id of the row; of an id that names no story '0'. */
  story: string | null
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
  text: null,
  story: null,
  hasReadAlso: null,
  includeCopies: true,
  isLate: null,
  not: null,
  within: null,
})

const noText: TextReader = () => {
  throw new AppError('BAD_USER_INPUT', "'text' is not served here")
}

/** Whether a filter lets nearly everything through. */
export const isOpen = (filter: ArticleFilter): boolean =>
  Object.entries(filter).every(([name, value]) => value === null || name === 'includeCopies')

/** The texts that a filter asks for anywhere. */
export const textsOf = ({ text, not, within }: ArticleFilter): TextCondition[] => [
  ...(text === null ? [] : [text]),
  ...[not, within].flatMap((part) => (part === null ? [] : textsOf(part))),
]

/** Whether a filter asks for words anywhere, so that a reader of texts is needed. */
export function asksText(input: ArticleFilterInput | null | undefined): boolean {
  for (let part = input; part != null; part = part.not) if (part.text != null) return true
  return false
}

/** Checks a client's filter and makes it ready to be used. Throws BAD_USER_INPUT. */
export function resolveArticleFilter(
  input: ArticleFilterInput | null | undefined,
  readText = noText,
  path = 'filter',
  depth = 0,
): ArticleFilter {
  if (depth > MAX_DEPTH) throw new AppError('BAD_USER_INPUT', `'not' may be nested at most ${MAX_DEPTH} deep`)
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
    text: input?.text == null ? null : readText(input.text),
    story: input?.story == null ? null : storyOf(input.story),
    hasReadAlso: input?.hasReadAlso ?? null,
    includeCopies: input?.includeCopies ?? false,
    isLate: input?.isLate ?? null,
    not: input?.not == null ? null : resolveArticleFilter(input.not, readText, `${path}.not`, depth + 1),
    within: null,
  }
}

/** No row has it: an id of another kind, or of none, is no story. */
const NO_STORY = '0'

function storyOf(id: string): string {
  const node = decodeId(id)
  return node?.prefix === 'sty' ? node.id : NO_STORY
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
