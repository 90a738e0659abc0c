/** What is asked of whom: the same of all, each in the words of its schema. */
export type Style = 'ours' | 'postgraphile' | 'mercurius'

/** A page of articles before a moment, of one source or of all. */
export interface PageQuestion {
  before: Date
  source: string | null
}

const TEXT = 'url title excerpt language direction publishedAt observedAt isLate'
const BESIDE = 'source { id slug name country } tags { id slug name kind }'
const LINKED = 'article { id title publishedAt source { name } }'
const ROW_BESIDE = `sourceBySourceId { rowId slug name country }
  taggingsByArticleId { nodes { tagByTagId { rowId slug name kind } } }`
const ROW_LINKED = 'articleByArticleId { rowId title publishedAt sourceBySourceId { name } }'

/** Twenty articles with source and tags. */
export const PAGE = `query Page($filter: ArticleFilter) {
  articles(first: 20, filter: $filter) { nodes { id ${TEXT} ${BESIDE} } pageInfo { hasNextPage endCursor } } }`

const PAGES: Readonly<Record<Style, string>> = {
  ours: PAGE,
  postgraphile: `query Page($before: Datetime!, $source: String) {
    benchPeersArticlesBefore(moment: $before, sourceSlug: $source, first: 20) {
      nodes { rowId ${TEXT} ${ROW_BESIDE} } pageInfo { hasNextPage endCursor } } }`,
  mercurius: `query Page($before: String!, $source: String) {
    articles(before: $before, source: $source, first: 20) { nodes { id ${TEXT} ${BESIDE} } hasNextPage endCursor } }`,
}

const STORY = `query Story($id: ID!) { article(id: $id) { id ${TEXT} body ${BESIDE}
  readAlso { id headline url ${LINKED} } similar { id headline url score ${LINKED} }
  copies { id title source { name } } story { id title articleCount sourceCount } } }`

/** All that stands on the page of one article. */
const STORIES: Readonly<Record<Style, string>> = {
  ours: STORY,
  postgraphile: `query Story($id: BigInt!) { articleByRowId(rowId: $id) { rowId ${TEXT} articleBodyByArticleId { blocks } ${ROW_BESIDE}
    readAlso(first: 5) { nodes { rowId headline url ${ROW_LINKED} } }
    similar(first: 10) { nodes { rowId headline url score ${ROW_LINKED} } }
    copies(first: 20) { nodes { rowId title sourceBySourceId { name } } }
    storyByStoryId { rowId title articleCount sourceCount } } }`,
  mercurius: STORY,
}

/** The body of a request for a page. */
export function pageBody(style: Style, { before, source }: PageQuestion): string {
  const at = before.toISOString()
  const variables =
    style === 'ours'
      ? { filter: { publishedBefore: at, ...(source !== null && { sources: [source] }) } }
      : { before: at, source }
  return JSON.stringify({ query: PAGES[style], variables })
}

/** The body of a request for all that stands on the page of an article, by the id that this server shows of it. */
export const storyBody = (style: Style, id: string): string =>
  JSON.stringify({ query: STORIES[style], variables: { id } })
