/** The documents that GraphiQL opens with, a tab each. */
export const EXAMPLES = [
  `# أحدث المقالات: the newest, with what their
# publishers say to read next, and what is similar.
query NewestArticles($first: Int = 10) {
  articles(first: $first) {
    totalCount
    liveCursor
    nodes {
      id
      title
      publishedAt
      source { name slug }
      tags(first: 5) { name }
      readAlso { headline article { id title } }
      similar(first: 5) { headline score }
    }
  }
}
`,
  `# جديد الآن: every article as it comes in.
# With "after" (a liveCursor, or a cursor from here)
# nothing in between is missed.
subscription LiveArticles($after: ChangeCursor) {
  articleIngested(after: $after) {
    cursor
    article {
      title
      publishedAt
      source { name }
      readAlso { headline }
    }
  }
}
`,
  `# مقال واحد: one article with its text.
# Take an id from the first tab.
query OneArticle($id: ID!) {
  article(id: $id) {
    title
    body
    authors
    publishedAt
    source { name homepage }
    readAlso { headline url article { id } }
    similar { headline score reasons article { id } }
  }
}
`,
  `# المصادر: the sources, and how much each has.
query Sources {
  sources(first: 50) {
    nodes { id slug name country articleCount lastArticleAt }
  }
}
`,
]
