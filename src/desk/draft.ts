import type { Analyzer } from '../arabic/analyzer.ts'
import type { Article } from '../entities/article.ts'
import type { ArticleState, StateText } from '../entities/change.ts'
import type { Block } from '../entities/delivered-article.ts'
import type { RelatedLink } from '../entities/related-link.ts'
import type { Source } from '../entities/source.ts'
import type { Tagging } from '../entities/tagging.ts'
import type { KnownArticle } from '../linking/identify.ts'
import { addressKey } from '../linking/keys.ts'
import { lexemesOf } from '../search/lexemes.ts'
import type { StrongKey } from '../stores/record-store.ts'
import type { ReadArticle } from './read-article.ts'

/** A tagging with the slug of its tag, which filters compare. */
export type SluggedTagging = Tagging & { slug: string }

/** An article as a batch sees it: its row and what hangs on it, changed in memory and written at the end of the batch. */
export class Draft implements KnownArticle {
  readonly article: Article
  readonly source: Source
  readonly isNew: boolean
  readonly keys: Map<string, string>
  readonly taggings: SluggedTagging[]
  readonly links: RelatedLink[] = []
  /** Digests of what channels said of it. */
  readonly digests = new Map<string, Set<string>>()
  blocks: Block[] | null = null
  /** What the decisions of this batch were made of; null of an article whose text they did not touch. */
  read: ReadArticle | null = null
  #first: Draft | null = null
  /** What search sees, and of what it was made. */
  #searched: { read: ReadArticle; taggings: number; excerpt: string | null; text: StateText } | null = null
  /** Before an item of this batch dated it: a source's latest article is counted as it came. */
  readonly publishedAtFirst: Date
  readonly #storedTaggings: number
  /** The tags under which the stored article is counted; null where it is not counted. */
  readonly #countedTags: ReadonlySet<string> | null

  constructor(parts: {
    article: Article
    source: Source
    keys: readonly StrongKey[]
    taggings: SluggedTagging[]
    isNew: boolean
  }) {
    this.article = parts.article
    this.source = parts.source
    this.keys = new Map(parts.keys.map(({ key, channel }) => [key, channel]))
    this.taggings = parts.taggings
    this.isNew = parts.isNew
    this.publishedAtFirst = parts.article.publishedAt
    this.#storedTaggings = parts.taggings.length
    this.#countedTags = !parts.isNew && this.isPublished ? this.#shownTags : null
  }

  get id(): string {
    return this.article.id
  }

  /** Ids are given in the order of admission. */
  get order(): number {
    return Number(this.article.id)
  }

  get sourceId(): string {
    return this.article.sourceId
  }

  get titleKey(): string {
    return this.article.titleKey
  }

  get publishedAt(): Date {
    return this.article.publishedAt
  }

  get publishedAtPrecision() {
    return this.article.publishedAtPrecision
  }

  get addressKey(): string | null {
    return this.article.url === null ? null : addressKey(this.article.url)
  }

  get isPublished(): boolean {
    return this.article.status === 'PUBLISHED'
  }

  /** The first to publish its text; null where this is the first. */
  get first(): Draft | null {
    return this.#first
  }

  set first(first: Draft | null) {
    this.#first = first
    this.article.copyOfId = first?.id ?? null
  }

  get newTaggings(): SluggedTagging[] {
    return this.taggings.slice(this.#storedTaggings)
  }

  /** By how much the counts of its source and of tags change with this batch. */
  get countChange(): { articles: number; tags: Map<string, number> } {
    const counted = this.isPublished ? this.#shownTags : null
    const tags = new Map<string, number>()
    for (const id of counted ?? []) tags.set(id, 1)
    for (const id of this.#countedTags ?? []) tags.set(id, (tags.get(id) ?? 0) - 1)
    return { articles: Number(counted !== null) - Number(this.#countedTags !== null), tags }
  }

  /** What a filter needs to know of it, now. */
  state(): ArticleState {
    const { article, source } = this
    const tags = new Map(this.#shown.map(({ tagId, slug }) => [tagId, slug]))
    return {
      articleId: article.id,
      sourceId: source.id,
      sourceSlug: source.slug,
      tagIds: [...tags.keys()],
      tagSlugs: [...tags.values()],
      language: article.language,
      country: source.country,
      publishedAt: article.publishedAt.toISOString(),
      storyId: article.storyId,
      hasReadAlso: article.hasReadAlso,
      isLate: article.isLate,
      copyOf: this.#first?.isPublished ? this.#first.state() : null,
    }
  }

  /** What search sees of it, where its text was read in this batch. */
  searchText(analyzer: Analyzer): StateText | null {
    const { read, taggings, article } = this
    if (read === null) return null
    const known = this.#searched
    if (known?.read === read && known.taggings === taggings.length && known.excerpt === article.excerpt)
      return known.text
    const tags = this.#shown.map(({ label }) => label)
    const lexemes = lexemesOf(analyzer, {
      title: read.title,
      excerpt: article.excerpt,
      tags,
      paragraphs: read.paragraphs,
    })
    const text = { version: analyzer.version, lexemes }
    this.#searched = { read, taggings: taggings.length, excerpt: article.excerpt, text }
    return text
  }

  /** The taggings that `Article.tags` shows. */
  get #shown(): SluggedTagging[] {
    return this.taggings.filter(({ origin }) => origin !== 'SITE_MENU')
  }

  get #shownTags(): Set<string> {
    return new Set(this.#shown.map(({ tagId }) => tagId))
  }
}
