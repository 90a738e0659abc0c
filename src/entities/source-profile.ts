/**
 * What an operator has found out about one publisher's pages; every part is optional, and what is left out is found out from
 * the page itself. Plain JSON, kept with the source. Selectors are CSS.
 */
export interface SourceProfile {
  /** Fetch the page of each item: always, never, or (left out) where the feed gives only a teaser. */
  fullText?: 'ALWAYS' | 'NEVER' | null
  selectors?: {
    title?: string | null
    body?: string | null
    author?: string | null
    date?: string | null
    image?: string | null
    tags?: string | null
    /** Elements that hold links to other articles. */
    related?: string[] | null
    /** Elements that are no part of the article. */
    remove?: string[] | null
  } | null
  /** Further spellings of the markers on this publisher's pages and page dumps, compared folded. */
  markers?: { readAlso?: string[] | null; similar?: string[] | null; chrome?: string[] | null } | null
}
