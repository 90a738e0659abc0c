import type { Card } from './types.ts'

type Named = Pick<Card, 'id' | 'title' | 'language' | 'direction'>

export interface Related {
  readonly id: string
  readonly origin: 'PUBLISHER' | 'COMPUTED' | 'EDITOR'
  readonly headline: string
  readonly url: string | null
  readonly excerpt: string | null
  readonly score: number | null
  readonly reasons: readonly string[]
  readonly article: (Named & { readonly source: { readonly name: string } }) | null
}

export interface Block {
  readonly kind: 'PARAGRAPH' | 'HEADING' | 'QUOTE' | 'LIST' | 'IMAGE' | 'EMBED'
  readonly text: string | null
  readonly language: string | null
  readonly direction: 'RTL' | 'LTR'
  readonly url: string | null
  readonly attribution: string | null
}

export interface ParagraphChange {
  readonly before: string | null
  readonly after: string | null
}

export interface Revision {
  readonly at: string
  readonly title: string
  readonly paragraphs: readonly ParagraphChange[]
}

export type Copy = Pick<Card, 'id' | 'title' | 'language' | 'direction' | 'publishedAt' | 'publishedAtPrecision'> & {
  readonly source: { readonly name: string }
}

export interface WholeArticle extends Card {
  readonly url: string | null
  readonly ingestedAt: string
  readonly revisedAt: string | null
  readonly display: 'FULL' | 'EXCERPT' | 'HEADLINE'
  readonly authors: readonly string[]
  readonly blocks: readonly Block[]
  readonly tags: readonly { readonly slug: string; readonly name: string }[]
  readonly readAlso: readonly Related[]
  readonly similar: readonly Related[]
  readonly copyOf: Copy | null
  readonly copies: readonly Copy[]
  readonly story: (NonNullable<Card['story']> & { readonly title: string }) | null
  readonly replacedBy: Named | null
  readonly revisions: readonly Revision[]
}

export interface WholeStory {
  readonly id: string
  readonly title: string
  readonly firstSeenAt: string
  readonly latestActivityAt: string
  readonly articleCount: number
  readonly sourceCount: number
  readonly mergedInto: { readonly id: string; readonly title: string } | null
  readonly lead: Pick<Card, 'id' | 'language' | 'direction'>
  readonly tags: readonly { readonly slug: string; readonly name: string }[]
  readonly sources: readonly { readonly slug: string; readonly name: string }[]
  readonly articles: {
    readonly nodes: readonly (Card & { readonly copyOf: { readonly id: string } | null })[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}
