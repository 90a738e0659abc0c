/** An article as lists show it. */
export interface Card {
  readonly id: string
  readonly title: string
  readonly excerpt: string | null
  readonly language: string
  readonly direction: 'RTL' | 'LTR'
  readonly publishedAt: string
  readonly publishedAtPrecision: 'TIME' | 'DAY' | 'OBSERVED'
  readonly isLate: boolean
  readonly status: 'PUBLISHED' | 'WITHDRAWN'
  readonly source: { readonly slug: string; readonly name: string }
  readonly story: { readonly id: string; readonly articleCount: number; readonly sourceCount: number } | null
}

export interface CardPage {
  readonly articles: {
    readonly edges: readonly { readonly cursor: string; readonly node: Card }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    readonly liveCursor: string
  }
}

/** What happens to articles and stories, as a column hears of it. */
export type WallChange = { readonly cursor: string } & (
  | { readonly __typename: 'ArticleIngested' | 'ArticleUpdated'; readonly article: Card }
  | { readonly __typename: 'ArticleWithdrawn'; readonly article: { readonly id: string } }
  | {
      readonly __typename: 'StoryChanged'
      readonly story: {
        readonly id: string
        readonly articleCount: number
        readonly sourceCount: number
        readonly lead: { readonly id: string }
      }
    }
  | { readonly __typename: 'Checkpoint' }
)

export interface StoryCard {
  readonly id: string
  readonly title: string
  readonly articleCount: number
  readonly sourceCount: number
  readonly latestActivityAt: string
  readonly lead: { readonly language: string; readonly direction: 'RTL' | 'LTR' }
}

export interface TrendingTag {
  readonly count: number
  readonly lift: number
  readonly tag: { readonly slug: string; readonly name: string }
}
