import { CARD } from './documents.ts'

const RELATED = /* GraphQL */ `
  fragment Related on RelatedLink {
    id
    origin
    headline
    url
    excerpt
    score
    reasons
    article { id title language direction source { name } }
  }
`

export const ARTICLE = /* GraphQL */ `
  query WholeArticle($id: ID!) {
    article(id: $id) {
      ...Card
      url
      observedAt
      ingestedAt
      revisedAt
      display
      authors
      blocks { kind text language direction url attribution }
      tags(first: 12) { slug name }
      readAlso(first: 20) { ...Related }
      similar(first: 10) { ...Related }
      copyOf { id title language direction publishedAt publishedAtPrecision source { name } }
      copies(first: 20) { id title language direction publishedAt publishedAtPrecision source { name } }
      story { title }
      replacedBy { id title language direction }
      revisions(first: 20) { at title paragraphs { before after } }
    }
  }
  ${CARD}
  ${RELATED}
`

export const STORY = /* GraphQL */ `
  query WholeStory($id: ID!, $after: Cursor) {
    story(id: $id) {
      id
      title
      firstSeenAt
      latestActivityAt
      articleCount
      sourceCount
      mergedInto { id title }
      lead { id language direction }
      tags(first: 10) { slug name }
      sources(first: 50) { slug name }
      articles(orderBy: OLDEST, first: 50, after: $after, filter: { includeCopies: true }) {
        nodes { ...Card copyOf { id } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  ${CARD}
`
