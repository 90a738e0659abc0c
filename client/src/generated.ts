// Made by `npm run generate` from schema.graphql and documents/; not to be changed by hand.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Every condition must hold. The same filter means the same in a query and in a subscription. */
export type ArticleFilter = {
  /** All of. Ids or slugs. */
  readonly allTags?: ReadonlyArray<string> | null | undefined;
  /** Any of; of the source, ISO 3166-1 alpha-2. */
  readonly countries?: ReadonlyArray<string> | null | undefined;
  /** Whether readAlso has something to show. */
  readonly hasReadAlso?: boolean | null | undefined;
  /** False hides a copy where the article that it copies matches as well. Means nothing inside `not`. */
  readonly includeCopies?: boolean | null | undefined;
  /** True for archive only, false for news only. */
  readonly isLate?: boolean | null | undefined;
  /** Any of; BCP 47, and `ar` stands for `ar-EG` too. */
  readonly languages?: ReadonlyArray<string> | null | undefined;
  /** None of what this matches. */
  readonly not?: ArticleFilter | null | undefined;
  /** Published earlier. */
  readonly publishedBefore?: string | null | undefined;
  /** Published then or later. */
  readonly publishedFrom?: string | null | undefined;
  /** Any of. Ids or slugs; an empty list matches nothing. */
  readonly sources?: ReadonlyArray<string> | null | undefined;
  /** Within this story. */
  readonly story?: string | null | undefined;
  /** Any of. Ids or slugs; an empty list matches nothing. */
  readonly tags?: ReadonlyArray<string> | null | undefined;
  /** The query language of search; every word must hold. */
  readonly text?: string | null | undefined;
};

/** A withdrawn article keeps its id and address, and shows little more. */
export type ArticleStatus =
  | 'PUBLISHED'
  | 'WITHDRAWN';

/**
 * أنواع التغييرات
 * What the log of changes tells; more may come.
 */
export type ChangeType =
  | 'ARTICLE_INGESTED'
  | 'ARTICLE_UPDATED'
  | 'ARTICLE_WITHDRAWN'
  | 'LINK_RESOLVED'
  | 'STORY_CHANGED';

/** TIME to the second, DAY to the day in UTC, OBSERVED where the publisher gave no date. */
export type DatePrecision =
  | 'DAY'
  | 'OBSERVED'
  | 'TIME';

/** READ_ALSO is «إقرأ أيضاً», SIMILAR is «مقالات مشابهة». */
export type LinkKind =
  | 'READ_ALSO'
  | 'SIMILAR';

/** Who says so: the page itself, a computation, or an editor. */
export type LinkOrigin =
  | 'COMPUTED'
  | 'EDITOR'
  | 'PUBLISHER';

/** The direction in which a text is written. */
export type TextDirection =
  | 'LTR'
  | 'RTL';

export type ChangesSubscriptionVariables = Exact<{
  filter?: ArticleFilter | null | undefined;
  types?: ReadonlyArray<ChangeType> | ChangeType | null | undefined;
  after?: string | null | undefined;
}>;


export type ChangesSubscription = { readonly changes:
    | { readonly __typename: 'ArticleIngested', readonly cursor: string, readonly at: string, readonly article: { readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } } }
    | { readonly __typename: 'ArticleUpdated', readonly cursor: string, readonly at: string, readonly article: { readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } }, readonly revision: { readonly at: string, readonly title: string } | null }
    | { readonly __typename: 'ArticleWithdrawn', readonly reason: string | null, readonly cursor: string, readonly at: string, readonly article: { readonly id: string, readonly url: string | null, readonly title: string, readonly replacedBy: { readonly id: string } | null } }
    | { readonly __typename: 'Checkpoint', readonly cursor: string, readonly at: string }
    | { readonly __typename: 'LinkResolved', readonly cursor: string, readonly at: string, readonly link: { readonly id: string, readonly kind: LinkKind, readonly origin: LinkOrigin, readonly position: number, readonly headline: string, readonly from: { readonly id: string }, readonly article: { readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } } | null } }
    | { readonly __typename: 'StoryChanged', readonly cursor: string, readonly at: string, readonly story: { readonly id: string, readonly title: string, readonly latestActivityAt: string, readonly articleCount: number, readonly sourceCount: number, readonly lead: { readonly id: string }, readonly mergedInto: { readonly id: string } | null } }
   };

export type ArticleCardFragment = { readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } };

export type StartCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type StartCursorQuery = { readonly articles: { readonly liveCursor: string } };

/** The text of documents/changes.graphql. */
export const changesDocument = `subscription Changes($filter: ArticleFilter, $types: [ChangeType!], $after: ChangeCursor) {
  changes(filter: $filter, types: $types, after: $after) {
    __typename
    cursor
    at
    ... on ArticleIngested {
      article {
        ...ArticleCard
      }
    }
    ... on ArticleUpdated {
      article {
        ...ArticleCard
      }
      revision {
        at
        title
      }
    }
    ... on ArticleWithdrawn {
      article {
        id
        url
        title
        replacedBy {
          id
        }
      }
      reason
    }
    ... on LinkResolved {
      link {
        id
        kind
        origin
        position
        headline
        from {
          id
        }
        article {
          ...ArticleCard
        }
      }
    }
    ... on StoryChanged {
      story {
        id
        title
        latestActivityAt
        articleCount
        sourceCount
        lead {
          id
        }
        mergedInto {
          id
        }
      }
    }
  }
}

fragment ArticleCard on Article {
  id
  url
  title
  excerpt
  language
  direction
  image {
    url
    alt
  }
  source {
    id
    slug
    name
  }
  publishedAt
  publishedAtPrecision
  ingestedAt
  isLate
  status
}
`

/** The text of documents/startCursor.graphql. */
export const startCursorDocument = `query StartCursor {
  articles(first: 1) {
    liveCursor
  }
}
`
