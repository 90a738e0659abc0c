/** An article as lists show it. */
export const CARD = /* GraphQL */ `
  fragment Card on Article {
    id
    title
    excerpt
    language
    direction
    publishedAt
    publishedAtPrecision
    isLate
    status
    source { slug name }
    story { id articleCount sourceCount }
  }
`

export const COLUMN_PAGE = /* GraphQL */ `
  query ColumnPage($filter: ArticleFilter, $first: Int, $after: Cursor) {
    articles(filter: $filter, orderBy: LATEST_INGESTED, first: $first, after: $after) {
      edges { cursor node { ...Card } }
      pageInfo { hasNextPage endCursor }
      liveCursor
    }
  }
  ${CARD}
`

export const COLUMN_CHANGES = /* GraphQL */ `
  subscription ColumnChanges($filter: ArticleFilter, $after: ChangeCursor) {
    changes(
      filter: $filter
      types: [ARTICLE_INGESTED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN, STORY_CHANGED]
      after: $after
    ) {
      __typename
      cursor
      ... on ArticleIngested { article { ...Card } }
      ... on ArticleUpdated { article { ...Card } }
      ... on ArticleWithdrawn { article { id } }
      ... on StoryChanged { story { id articleCount sourceCount lead { id } } }
    }
  }
  ${CARD}
`

export const SOURCES = /* GraphQL */ `
  query Sources($after: Cursor) {
    sources(first: 100, after: $after) {
      nodes { slug name articleCount }
      pageInfo { hasNextPage endCursor }
    }
  }
`

export const TAG_NAMES = /* GraphQL */ `
  query TagNames($query: String!) {
    tags(query: $query, first: 10) { nodes { slug name articleCount } }
  }
`

export const PULSE = /* GraphQL */ `
  query Pulse {
    stories(first: 6, filter: { minSources: 2 }) {
      nodes { id title articleCount sourceCount latestActivityAt lead { language direction } }
    }
    trendingTags(first: 10) { count lift tag { slug name } }
  }
`

export const TRENDS = /* GraphQL */ `
  query Trends($window: TrendWindow!) {
    trendingTags(window: $window, first: 30) { count lift tag { slug name } }
  }
`

export const ARRIVALS = /* GraphQL */ `
  query Arrivals {
    arrivals(hours: 25) { hour count source { slug name } }
  }
`

export const SEARCH = /* GraphQL */ `
  query WallSearch(
    $query: String!
    $filter: ArticleFilter
    $order: SearchOrder
    $after: Cursor
    $timeZone: String
    $withFacets: Boolean!
  ) {
    search(query: $query, filter: $filter, orderBy: $order, first: 20, after: $after) {
      edges {
        node { ...Card }
        highlights(first: 3) { field text ranges { start end } }
      }
      pageInfo { hasNextPage endCursor }
      totalCount
      suggestion
      facets @include(if: $withFacets) {
        sources(first: 12) { count source { slug name } }
        tags(first: 15) { count tag { slug name } }
        days(first: 14, timeZone: $timeZone) { day count }
      }
    }
  }
  ${CARD}
`
