/**
 * The menu of GraphiQL. Each runs as it stands on any store with articles in it, and shows something; `key` names the scope of the key
 * that it needs beyond reading, to be written into the headers.
 */
export const EXAMPLES = [
  {
    name: 'LatestArticles',
    ar: 'أحدث المقالات',
    en: 'The newest, with what their publishers say to read next, and what is similar',
    document: `query LatestArticles($first: Int = 10) {
  articles(first: $first) {
    totalCount
    liveCursor
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      title
      direction
      publishedAt
      publishedAtPrecision
      source { name slug }
      tags(first: 5) { name }
      readAlso { headline article { id title } }
      similar(first: 5) { headline origin score }
    }
  }
}
`,
  },
  {
    name: 'WholeArticle',
    ar: 'مقال كامل وما حوله',
    en: 'One article with its text, its links both ways, its copies, its story and its corrections',
    document: `query WholeArticle {
  # By id or address: article(id: "art_…") { … }
  articles(first: 1, filter: { hasReadAlso: true }) {
    nodes {
      title
      authors
      body(format: MARKDOWN)
      blocks { kind text language direction }
      image { url alt }
      readAlso { headline url article { id } }
      similar { headline reasons score article { id source { name } } }
      referencedBy(first: 5) { nodes { kind from { id title } } }
      copies { title source { name } }
      story { id title articleCount sourceCount }
      revisions { at title paragraphs { before after } }
    }
  }
}
`,
  },
  {
    name: 'Search',
    ar: 'بحث',
    en: 'Full-text search in any spelling, with highlights, facets and «did you mean»',
    variables: { query: 'الميناء OR الانتخابات' },
    document: `query Search($query: String!, $filter: ArticleFilter, $after: Cursor) {
  search(query: $query, filter: $filter, first: 10, after: $after) {
    totalCount
    suggestion
    edges {
      score
      highlights { field text ranges { start end } }
      node { id title publishedAt source { name } }
    }
    facets {
      sources(first: 5) { source { name } count }
      tags(first: 10) { tag { name } count }
      days(first: 7, timeZone: "Africa/Cairo") { day count }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'FilteredArticles',
    ar: 'مقالات بمرشِّح',
    en: 'A filter: conditions hold together, lists mean any of, not takes away',
    variables: { filter: { languages: ['ar'], isLate: false, not: { tags: ['رياضة'] } } },
    document: `query FilteredArticles($filter: ArticleFilter, $last: Int = 5, $before: Cursor) {
  # From the end of the list backwards; first and after lead forwards.
  articles(filter: $filter, orderBy: OLDEST, last: $last, before: $before) {
    totalCount
    nodes { id title language isLate publishedAt tags(first: 3) { name slug } }
    pageInfo { hasPreviousPage startCursor }
  }
}
`,
  },
  {
    name: 'Stories',
    ar: 'قصص',
    en: 'What several sources tell about the same event',
    document: `query Stories($filter: StoryFilter = { minSources: 2 }) {
  stories(filter: $filter, orderBy: MOST_COVERED, first: 5) {
    nodes {
      id
      title
      sourceCount
      latestActivityAt
      lead { id title }
      tags(first: 5) { name }
      sources(first: 5) { name }
      articles(first: 3) { nodes { title source { name } } }
    }
  }
}
`,
  },
  {
    name: 'Trending',
    ar: 'وسوم صاعدة',
    en: 'Tags that rise against their own past, with the newest articles of each',
    document: `query Trending($window: TrendWindow = WEEK) {
  trendingTags(window: $window, first: 10) {
    count
    lift
    tag {
      slug
      name
      kind
      articles(first: 2) { nodes { title source { name } } }
    }
  }
}
`,
  },
  {
    name: 'Sources',
    ar: 'المصادر',
    en: 'Who publishes, how each does, and its latest',
    document: `query Sources($filter: SourceFilter) {
  sources(filter: $filter, first: 20) {
    totalCount
    nodes {
      slug
      name
      country
      health
      display
      articleCount
      lastArticleAt
      articles(first: 2) { nodes { title publishedAt } }
    }
  }
}
`,
  },
  {
    name: 'Viewer',
    ar: 'من أنا',
    en: 'What the key in the headers may do, and what is left of its quota',
    document: `query Viewer {
  viewer {
    partner { name }
    scopes
    quota { limit remaining resetsAt }
  }
}
`,
  },
  {
    name: 'LiveArticles',
    ar: 'مباشر: مقالات جديدة',
    en: 'Live: every article as it comes in; with after nothing in between is missed',
    document: `subscription LiveArticles($filter: ArticleFilter, $after: ChangeCursor) {
  # after: a liveCursor of a query, or the last cursor from here.
  articleIngested(filter: $filter, after: $after) {
    cursor
    at
    article {
      title
      publishedAt
      source { name }
      readAlso { headline }
    }
  }
}
`,
  },
  {
    name: 'LiveChanges',
    ar: 'مباشر: كل التغييرات',
    en: 'Live: corrections, withdrawals, links that find their article, stories that grow',
    document: `subscription LiveChanges($filter: ArticleFilter, $types: [ChangeType!], $after: ChangeCursor) {
  changes(filter: $filter, types: $types, after: $after) {
    __typename
    cursor
    at
    ... on ArticleIngested { article { id title } }
    ... on ArticleUpdated { article { id title } revision { paragraphs { before after } } }
    ... on ArticleWithdrawn { article { id title } reason }
    ... on LinkResolved { link { headline from { title } article { id title } } }
    ... on StoryChanged { story { id title articleCount mergedInto { id } } }
  }
}
`,
  },
  {
    name: 'PushArticles',
    ar: 'إدخال مقال',
    en: 'Push an article in, under a source that there is',
    key: 'INGEST',
    variables: {
      input: {
        source: 'unknown',
        articles: [{ title: 'مقال للتجربة', text: 'فقرة أولى.\n\nفقرة ثانية.', readAlso: [{ headline: 'خبر آخر' }] }],
      },
    },
    document: `mutation PushArticles($input: ArticlesIngestInput!) {
  articlesIngest(input: $input) {
    results { outcome article { id title readAlso { headline } } error { code message } }
    userErrors { code field message english: message(language: "en") }
  }
}
`,
  },
  {
    name: 'Feeds',
    ar: 'حال الخلاصات',
    en: 'For operators: the feeds, and what is wrong with those that fail',
    key: 'OPERATE',
    document: `query Feeds($health: [SourceHealth!]) {
  feeds(health: $health, first: 50) {
    totalCount
    nodes {
      url
      health
      source { name }
      lastFetchedAt
      nextFetchAt
      itemsToday
      itemsUsual
      lastStatus
      lastError
    }
  }
}
`,
  },
]
