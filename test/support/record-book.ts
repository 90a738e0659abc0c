import type { DataSource } from 'typeorm'
import { slugify } from '../../src/arabic/fold.ts'
import { Article } from '../../src/entities/article.ts'
import { ArticleBody } from '../../src/entities/article-body.ts'
import { ArticleKey } from '../../src/entities/article-key.ts'
import type { ArticleState } from '../../src/entities/change.ts'
import type { Block } from '../../src/entities/delivered-article.ts'
import type { TaggingOrigin } from '../../src/entities/enums.ts'
import { RelatedLink } from '../../src/entities/related-link.ts'
import { Revision } from '../../src/entities/revision.ts'
import { Source } from '../../src/entities/source.ts'
import { Story } from '../../src/entities/story.ts'
import { Tag } from '../../src/entities/tag.ts'
import { Tagging } from '../../src/entities/tagging.ts'
import { addressKey, headlineKey } from '../../src/linking/keys.ts'
import { insertRows } from '../../src/stores/bulk.ts'

const NOW = new Date('2025-05-02T12:00:00Z')

/** Writes rows as the desk would leave them, without its decisions; what is not given gets something plausible. */
export class RecordBook {
  #id = 1_000
  #position = 0
  readonly #sources = new Map<string, Source>()
  readonly #tags = new Map<string, Tag>()
  readonly #articles = new Map<string, { article: Article; shown: Tag[] }>()

  constructor(readonly db: DataSource) {}

  async source(slug: string, given: Partial<Source> = {}): Promise<Source> {
    const known = this.#sources.get(slug)
    if (known) return known
    const source = this.#make(Source, {
      slug,
      name: slug,
      homepage: null,
      logo: null,
      country: null,
      language: 'ar',
      display: 'FULL',
      attribution: null,
      paused: false,
      robots: 'RESPECT',
      profile: null,
      isSample: false,
      articleCount: 0,
      lastArticleAt: null,
      createdAt: NOW,
      ...given,
    })
    await insertRows(this.db.manager, Source, [source])
    this.#sources.set(slug, source)
    return source
  }

  async tag(name: string, given: Partial<Tag> = {}): Promise<Tag> {
    const known = this.#tags.get(name)
    if (known) return known
    const tag = this.#make(Tag, { slug: slugify(name), name, kind: 'TOPIC', articleCount: 0, ...given })
    await insertRows(this.db.manager, Tag, [tag])
    this.#tags.set(name, tag)
    return tag
  }

  /** An article, with tags by name and a source by slug. */
  async article(
    given: Partial<Article> & { source?: string; tags?: string[]; menu?: string[]; body?: string[] } = {},
  ): Promise<Article> {
    const { source = 'bbc', tags = [], menu = [], body, ...columns } = given
    const publishedAt = columns.publishedAt ?? NOW
    const title = columns.title ?? `خبر ${this.#id}`
    const article = this.#make(Article, {
      sourceId: (await this.source(source)).id,
      url: null,
      title,
      titleKey: headlineKey(title),
      excerpt: null,
      language: 'ar',
      direction: 'RTL',
      authors: [],
      image: null,
      publishedAt,
      publishedAtPrecision: 'TIME',
      observedAt: new Date(publishedAt.getTime() + 60_000),
      ingestedAt: new Date(publishedAt.getTime() + 61_000),
      revisedAt: null,
      isLate: false,
      status: 'PUBLISHED',
      replacedById: null,
      copyOfId: null,
      storyId: null,
      cluster: null,
      event: null,
      hasReadAlso: false,
      ingestedPosition: String(++this.#position),
      ...columns,
    })
    await insertRows(this.db.manager, Article, [article])
    if (article.url !== null) {
      await insertRows(this.db.manager, ArticleKey, [
        { key: addressKey(article.url), channel: '', articleId: article.id },
      ])
    }
    if (body) await this.body(article, body)
    const shown: Tag[] = []
    for (const name of tags) shown.push(await this.tagging(article, name, 'PUBLISHER'))
    for (const name of menu) await this.tagging(article, name, 'SITE_MENU')
    await this.db.query('update log_head set last_position = greatest(last_position, $1::bigint)', [this.#position])
    this.#articles.set(article.id, { article, shown })
    return article
  }

  async tagging(article: Article, name: string, origin: TaggingOrigin, given: Partial<Tagging> = {}): Promise<Tag> {
    const tag = await this.tag(name)
    const row = { articleId: article.id, tagId: tag.id, origin, label: name, confidence: 1, position: 1, ...given }
    await insertRows(this.db.manager, Tagging, [row])
    if (origin !== 'SITE_MENU') {
      await this.db.query('update tag set article_count = article_count + 1 where id = $1', [tag.id])
    }
    return tag
  }

  async body(article: Article, paragraphs: string[]): Promise<void> {
    const blocks = paragraphs.map(
      (text): Block => ({
        kind: 'PARAGRAPH',
        text,
        html: `<p>${text}</p>`,
        language: 'ar',
        direction: 'RTL',
        url: null,
        attribution: null,
      }),
    )
    await insertRows(this.db.manager, ArticleBody, [{ articleId: article.id, blocks }])
  }

  async link(from: Article, given: Partial<RelatedLink> & { to?: Article } = {}): Promise<RelatedLink> {
    const { to, ...columns } = given
    const headline = columns.headline ?? to?.title ?? 'عنوان'
    const origin = columns.origin ?? 'PUBLISHER'
    const link = this.#make(RelatedLink, {
      fromId: from.id,
      kind: 'READ_ALSO',
      origin,
      position: 1,
      headline,
      headlineKey: headlineKey(headline),
      url: null,
      addressKey: '',
      excerpt: null,
      concatenated: false,
      articleId: to?.id ?? null,
      score: origin === 'COMPUTED' ? 0.5 : null,
      reasons: [],
      isShown: true,
      isHidden: false,
      isHiddenThere: false,
      observedAt: NOW,
      resolvedAt: to ? NOW : null,
      ...columns,
    })
    await insertRows(this.db.manager, RelatedLink, [link])
    return link
  }

  async revision(article: Article, given: Partial<Revision> = {}): Promise<Revision> {
    const revision = this.#make(Revision, {
      articleId: article.id,
      at: NOW,
      title: article.title,
      paragraphs: [{ before: 'قبل', after: 'بعد' }],
      ...given,
    })
    await insertRows(this.db.manager, Revision, [revision])
    return revision
  }

  /** A story of articles, the first of them its lead. */
  async story(articles: readonly Article[], given: Partial<Story> = {}): Promise<Story> {
    const lead = articles[0]!
    const story = this.#make(Story, {
      title: lead.title,
      leadId: lead.id,
      firstSeenAt: lead.ingestedAt,
      latestActivityAt: articles.at(-1)!.ingestedAt,
      articleCount: articles.length,
      sourceCount: new Set(articles.map(({ sourceId }) => sourceId)).size,
      mergedIntoId: null,
      cluster: lead.id,
      ...given,
    })
    await insertRows(this.db.manager, Story, [story])
    for (const article of articles) article.storyId = story.id
    await this.db.query('update article set story_id = $1 where id = any($2::bigint[])', [
      story.id,
      articles.map(({ id }) => id),
    ])
    return story
  }

  /** What the log of changes would keep of an article. */
  stateOf(id: string): ArticleState {
    const { article, shown } = this.#articles.get(id)!
    const source = [...this.#sources.values()].find((known) => known.id === article.sourceId)!
    return {
      articleId: id,
      sourceId: source.id,
      sourceSlug: source.slug,
      tagIds: shown.map((tag) => tag.id),
      tagSlugs: shown.map(({ slug }) => slug),
      language: article.language,
      country: source.country,
      publishedAt: article.publishedAt.toISOString(),
      storyId: article.storyId,
      hasReadAlso: article.hasReadAlso,
      isLate: article.isLate,
      copyOf: article.copyOfId === null ? null : { ...this.stateOf(article.copyOfId), copyOf: null },
    }
  }

  #make<T extends { id: string }>(type: new () => T, values: Omit<T, 'id'> & { id?: string }): T {
    return Object.assign(new type(), { id: String(++this.#id) }, values)
  }
}
