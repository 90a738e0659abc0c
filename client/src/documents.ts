import type { TypedDocument } from './client.ts'
import {
  type ArticleQuery,
  type ArticleQueryVariables,
  type ArticlesQuery,
  type ArticlesQueryVariables,
  articlesDocument as articlesText,
  articleDocument as articleText,
  type SearchQuery,
  type SearchQueryVariables,
  searchDocument as searchText,
} from './generated.ts'

/** Ready-made documents for `SilaClient.query`, with the types of what they ask and give. */
const typed = <Data, Variables>(text: string) => text as unknown as TypedDocument<Data, Variables>

/** A page of articles, forwards or backwards, with the `liveCursor` to follow from. */
export const articlesDocument = typed<ArticlesQuery, ArticlesQueryVariables>(articlesText)

/** One article with its text and what it leads to, by `id` or `url`. */
export const articleDocument = typed<ArticleQuery, ArticleQueryVariables>(articleText)

/** What a search finds, with the passages that hold it. */
export const searchDocument = typed<SearchQuery, SearchQueryVariables>(searchText)
