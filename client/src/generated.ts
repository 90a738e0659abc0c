// Made by `npm run generate` from schema.graphql and documents/; not to be changed by hand.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/**
 * مرشِّح المقالات: يجب أن تصحّ الشروط كلها
 * Every condition must hold. The same filter means the same in a query and in a subscription, e.g. { sources: ["bbc"], text: "غزة -كأس", includeCopies: false }.
 */
export type ArticleFilter = {
  /**
   * كل هذه الوسوم معاً
   * All of. Ids or slugs, e.g. ["غزه", "هدنه"].
   */
  readonly allTags?: ReadonlyArray<string> | null | undefined;
  /**
   * من مصادر أي من هذه البلدان، مثل EG
   * Any of; of the source, ISO 3166-1 alpha-2, e.g. ["EG", "SA"].
   */
  readonly countries?: ReadonlyArray<string> | null | undefined;
  /**
   * هل في «إقرأ أيضاً» ما يُعرض
   * Whether readAlso has something to show.
   */
  readonly hasReadAlso?: boolean | null | undefined;
  /**
   * هل تُعرض النسخ مع أصلها
   * False hides a copy where the article that it copies matches as well. Means nothing inside `not`.
   */
  readonly includeCopies?: boolean | null | undefined;
  /**
   * الأرشيف وحده true والأخبار وحدها false
   * True for archive only, false for news only.
   */
  readonly isLate?: boolean | null | undefined;
  /**
   * بأي من هذه اللغات، مثل ar
   * Any of; BCP 47, and `ar` stands for `ar-EG` too.
   */
  readonly languages?: ReadonlyArray<string> | null | undefined;
  /**
   * ما لا يوافق هذا المرشِّح
   * None of what this matches, e.g. { tags: ["رياضه"] }.
   */
  readonly not?: ArticleFilter | null | undefined;
  /**
   * نُشر قبلها
   * Published earlier than this.
   */
  readonly publishedBefore?: string | null | undefined;
  /**
   * نُشر حينها أو بعدها
   * Published then or later, e.g. 2025-05-02T00:00:00Z.
   */
  readonly publishedFrom?: string | null | undefined;
  /**
   * أي من هذه المصادر
   * Any of. Ids or slugs, e.g. ["bbc"]; an empty list matches nothing.
   */
  readonly sources?: ReadonlyArray<string> | null | undefined;
  /**
   * ضمن هذه القصة
   * Within this story, by its id.
   */
  readonly story?: string | null | undefined;
  /**
   * أي من هذه الوسوم
   * Any of. Ids or slugs, e.g. ["هدنه"]; an empty list matches nothing.
   */
  readonly tags?: ReadonlyArray<string> | null | undefined;
  /**
   * كلمات يجب أن ترد كلها، بلغة البحث
   * The query language of search; every word must hold, e.g. "هدنة غزة" -كأس.
   */
  readonly text?: string | null | undefined;
};

/**
 * ترتيب المقالات
 * In which order articles stand.
 */
export type ArticleOrder =
  /**
   * الأحدث وصولاً أولاً
   * The latest to arrive first.
   */
  | 'LATEST_INGESTED'
  /**
   * الأحدث نشراً أولاً
   * The latest published first.
   */
  | 'NEWEST'
  /**
   * الأقدم نشراً أولاً
   * The first published first.
   */
  | 'OLDEST';

/**
 * حال المقال
 * Whether an article is still to be shown.
 */
export type ArticleStatus =
  /**
   * منشور
   * It may be shown.
   */
  | 'PUBLISHED'
  /**
   * مسحوب
   * It keeps its id and address, and shows little more.
   */
  | 'WITHDRAWN';

/**
 * نوع القطعة من النص
 * What a block of a body is.
 */
export type BlockKind =
  /**
   * مضمَّن من موقع آخر
   * A post or video of another site, with its own language and direction.
   */
  | 'EMBED'
  /**
   * عنوان فرعي
   * A heading within the text.
   */
  | 'HEADING'
  /**
   * صورة
   * A picture with its caption.
   */
  | 'IMAGE'
  /**
   * قائمة
   * A list, an item a line.
   */
  | 'LIST'
  /**
   * فقرة
   * A paragraph.
   */
  | 'PARAGRAPH'
  /**
   * اقتباس
   * What somebody else said.
   */
  | 'QUOTE';

/**
 * أنواع التغييرات
 * What the log of changes tells; more may come.
 */
export type ChangeType =
  /**
   * مقال جديد
   * An article came in.
   */
  | 'ARTICLE_INGESTED'
  /**
   * تغيّر مقال
   * Text, tags, image, links or copyOf of an article changed.
   */
  | 'ARTICLE_UPDATED'
  /**
   * سُحب مقال
   * An article is no longer to be shown.
   */
  | 'ARTICLE_WITHDRAWN'
  /**
   * رابط عُرف مقاله
   * The article that a printed headline names is known.
   */
  | 'LINK_RESOLVED'
  /**
   * تغيّرت قصة
   * A story began, grew, got another lead, or was merged.
   */
  | 'STORY_CHANGED';

/**
 * دقّة التاريخ
 * How precisely a date is known.
 */
export type DatePrecision =
  /**
   * إلى اليوم
   * To the day in UTC: print the date and no time.
   */
  | 'DAY'
  /**
   * لا تاريخ من الناشر
   * The publisher gave none; it is when the article was seen.
   */
  | 'OBSERVED'
  /**
   * إلى الثانية
   * To the second.
   */
  | 'TIME';

/**
 * سياسة العرض
 * How much of an article may be shown.
 */
export type DisplayPolicy =
  /**
   * ملخصه
   * All but the text itself.
   */
  | 'EXCERPT'
  /**
   * كله
   * Everything.
   */
  | 'FULL'
  /**
   * عنوانه
   * All but text, excerpt and image.
   */
  | 'HEADLINE';

/**
 * نوع الرابط
 * In which list a link stands.
 */
export type LinkKind =
  /**
   * إقرأ أيضاً
   * The publisher points to it from inside the page.
   */
  | 'READ_ALSO'
  /**
   * مقالات مشابهة
   * It is like the article.
   */
  | 'SIMILAR';

/**
 * من قال بهذا الرابط
 * Who says that two articles belong together.
 */
export type LinkOrigin =
  /**
   * حساب التشابه
   * It was computed; `score` and `reasons` say how.
   */
  | 'COMPUTED'
  /**
   * محرّر ثبّته
   * An editor set it by hand.
   */
  | 'EDITOR'
  /**
   * الناشر في صفحته
   * The page itself prints it.
   */
  | 'PUBLISHER';

/**
 * حقول المقال التي يُبحث فيها
 * Where in an article a passage stands.
 */
export type SearchField =
  /**
   * النص
   * In the body.
   */
  | 'BODY'
  /**
   * الملخص
   * In the excerpt.
   */
  | 'EXCERPT'
  /**
   * الوسوم
   * Among the tags.
   */
  | 'TAGS'
  /**
   * العنوان
   * In the title.
   */
  | 'TITLE';

/**
 * ترتيب نتائج البحث
 * In which order a search gives what it finds.
 */
export type SearchOrder =
  /**
   * الأحدث نشراً أولاً
   * The latest published first.
   */
  | 'NEWEST'
  /**
   * الأوفق أولاً
   * The best match first.
   */
  | 'RELEVANCE';

/**
 * نوع الوسم
 * What a tag names.
 */
export type TagKind =
  /**
   * هيئة
   * An organisation.
   */
  | 'ORGANISATION'
  /**
   * شخص
   * A person.
   */
  | 'PERSON'
  /**
   * مكان
   * A place.
   */
  | 'PLACE'
  /**
   * قسم عند الناشر
   * The publisher's own desk: politics, economy, sport.
   */
  | 'SECTION'
  /**
   * موضوع
   * A subject.
   */
  | 'TOPIC';

/**
 * اتجاه الكتابة
 * The direction in which a text is written; the value of `dir` in HTML.
 */
export type TextDirection =
  /**
   * من اليسار إلى اليمين
   * Left to right, as English.
   */
  | 'LTR'
  /**
   * من اليمين إلى اليسار
   * Right to left, as Arabic.
   */
  | 'RTL';

export type ArticleCardFragment = { readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } };

export type RelatedCardFragment = { readonly id: string, readonly kind: LinkKind, readonly origin: LinkOrigin, readonly position: number, readonly headline: string, readonly url: string | null, readonly excerpt: string | null, readonly score: number | null, readonly reasons: ReadonlyArray<string>, readonly article: { readonly id: string, readonly title: string, readonly direction: TextDirection, readonly source: { readonly name: string } } | null };

export type ArticleQueryVariables = Exact<{
  id?: string | null | undefined;
  url?: string | null | undefined;
}>;


export type ArticleQuery = { readonly article: { readonly authors: ReadonlyArray<string>, readonly display: DisplayPolicy, readonly revisedAt: string | null, readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly blocks: ReadonlyArray<{ readonly kind: BlockKind, readonly text: string | null, readonly html: string, readonly language: string | null, readonly direction: TextDirection, readonly url: string | null, readonly attribution: string | null }>, readonly tags: ReadonlyArray<{ readonly id: string, readonly slug: string, readonly name: string, readonly kind: TagKind }>, readonly readAlso: ReadonlyArray<{ readonly id: string, readonly kind: LinkKind, readonly origin: LinkOrigin, readonly position: number, readonly headline: string, readonly url: string | null, readonly excerpt: string | null, readonly score: number | null, readonly reasons: ReadonlyArray<string>, readonly article: { readonly id: string, readonly title: string, readonly direction: TextDirection, readonly source: { readonly name: string } } | null }>, readonly similar: ReadonlyArray<{ readonly id: string, readonly kind: LinkKind, readonly origin: LinkOrigin, readonly position: number, readonly headline: string, readonly url: string | null, readonly excerpt: string | null, readonly score: number | null, readonly reasons: ReadonlyArray<string>, readonly article: { readonly id: string, readonly title: string, readonly direction: TextDirection, readonly source: { readonly name: string } } | null }>, readonly copyOf: { readonly id: string } | null, readonly story: { readonly id: string, readonly title: string, readonly articleCount: number, readonly sourceCount: number } | null, readonly replacedBy: { readonly id: string } | null, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } } | null };

export type ArticlesQueryVariables = Exact<{
  filter?: ArticleFilter | null | undefined;
  orderBy?: ArticleOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ArticlesQuery = { readonly articles: { readonly liveCursor: string, readonly nodes: ReadonlyArray<{ readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } };

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

export type SearchQueryVariables = Exact<{
  query: string;
  filter?: ArticleFilter | null | undefined;
  orderBy?: SearchOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { readonly search: { readonly totalCount: number, readonly suggestion: string | null, readonly liveCursor: string, readonly edges: ReadonlyArray<{ readonly score: number, readonly highlights: ReadonlyArray<{ readonly field: SearchField, readonly text: string, readonly ranges: ReadonlyArray<{ readonly start: number, readonly end: number }> }>, readonly node: { readonly id: string, readonly url: string | null, readonly title: string, readonly excerpt: string | null, readonly language: string, readonly direction: TextDirection, readonly publishedAt: string, readonly publishedAtPrecision: DatePrecision, readonly ingestedAt: string, readonly isLate: boolean, readonly status: ArticleStatus, readonly image: { readonly url: string, readonly alt: string | null } | null, readonly source: { readonly id: string, readonly slug: string, readonly name: string } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type StartCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type StartCursorQuery = { readonly articles: { readonly liveCursor: string } };

/** The text of documents/article.graphql. */
export const articleDocument = `query Article($id: ID, $url: URL) {
  article(id: $id, url: $url) {
    ...ArticleCard
    authors
    display
    blocks {
      kind
      text
      html
      language
      direction
      url
      attribution
    }
    tags {
      id
      slug
      name
      kind
    }
    readAlso {
      ...RelatedCard
    }
    similar {
      ...RelatedCard
    }
    copyOf {
      id
    }
    story {
      id
      title
      articleCount
      sourceCount
    }
    revisedAt
    replacedBy {
      id
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

fragment RelatedCard on RelatedLink {
  id
  kind
  origin
  position
  headline
  url
  excerpt
  score
  reasons
  article {
    id
    title
    direction
    source {
      name
    }
  }
}
`

/** The text of documents/articles.graphql. */
export const articlesDocument = `query Articles(
  $filter: ArticleFilter
  $orderBy: ArticleOrder
  $first: Int
  $after: Cursor
  $last: Int
  $before: Cursor
) {
  articles(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes {
      ...ArticleCard
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    liveCursor
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

/** The text of documents/search.graphql. */
export const searchDocument = `query Search($query: String!, $filter: ArticleFilter, $orderBy: SearchOrder, $first: Int, $after: Cursor) {
  search(query: $query, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    suggestion
    edges {
      score
      highlights {
        field
        text
        ranges {
          start
          end
        }
      }
      node {
        ...ArticleCard
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    liveCursor
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
