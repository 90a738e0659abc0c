/**
 * What things cost, in points. An object of an answer is one point, a scalar none; beyond that only what stands here. Fields are named
 * `Type.field`. A list of objects is as long as its `first` or `last` says, as the page is that it is part of, or as its own bound allows.
 */

/** Points of a field itself, for each object that has it. */
export const FIELD_POINTS: Readonly<Record<string, number>> = {
  // A statement of its own over much that is not shown.
  'Query.search': 500,
  'Query.trendingTags': 200,
  'Query.arrivals': 200,
  'Query.operation': 100,
  'Query.stories': 20,
  'SearchConnection.totalCount': 200,
  'SearchConnection.suggestion': 200,
  'SearchFacets.sources': 200,
  'SearchFacets.tags': 200,
  'SearchFacets.days': 200,
  'ArticleConnection.totalCount': 50,
  'StoryConnection.totalCount': 50,
  // A statement for each source, tag or story of a page.
  'Source.articles': 20,
  'Tag.articles': 20,
  'Story.articles': 20,
  // Long texts.
  'Article.body': 10,
  'Article.blocks': 10,
  'Article.revisions': 10,
  'SearchEdge.highlights': 10,
  // Work beyond reading.
  'Query.feedPreview': 1_000,
}

/** Where a list is as long as a list among the arguments: the way to that. */
export const LENGTH_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'Query.nodes': ['ids'],
  'Mutation.articlesIngest': ['input', 'articles'],
}

/** Entries of a page where neither `first` nor `last` is given. */
export const DEFAULT_LENGTH = 20
/** Points of each field that is asked about the schema. */
export const INTROSPECTION_POINTS = 20
/** Points of a scalar that is asked for once more under another name. */
export const REPEATED_POINTS = 1
/** Points of a field that changes something. */
export const MUTATION_POINTS = 10
/** Points of an article that goes out whole in a feed or an export, or comes in. */
export const ARTICLE_POINTS = 10
/** Points of a request that is refused. */
export const REFUSED_POINTS = 1
