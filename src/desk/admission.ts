import { Article } from '../entities/article.ts'
import type { DeliveredArticle } from '../entities/delivered-article.ts'
import type { Source } from '../entities/source.ts'
import { type Identity, identify } from '../linking/identify.ts'
import { addressKey, contentDigest, guidKey, headlineKey } from '../linking/keys.ts'
import type { TermIndex } from '../linking/term-index.ts'
import { termsOf } from '../linking/terms.ts'
import { ArticleEditor } from './article-editor.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import { type Decision, decision } from './decision.ts'
import { Draft } from './draft.ts'
import { keepsEveryDigest } from './kept-digests.ts'
import { LinkBook } from './link-book.ts'
import { earlier, isLate, publication } from './publication.ts'
import type { Workspace } from './workspace.ts'

/** One article as it came, and from where. */
export interface Delivered {
  item: DeliveredArticle
  source: Source
  channel: string
  rawPayloadId: string | null
}

/** An item with what its decisions need worked out. */
interface Subject extends Delivered {
  identity: Identity
  observedAt: Date
  digest: string
}

/**
 * The decisions of one batch. Each item is identified, made or compared, linked and told to the log of changes; everything
 * happens in memory, in the order of the items, and is written afterwards in one piece.
 */
export class Admission {
  readonly links: LinkBook
  readonly editor: ArticleEditor
  readonly changedArticles = new Set<Draft>()
  readonly newKeys = new Map<string, Draft>()
  readonly observations: { draft: Draft; channel: string; digest: string; rawPayloadId: string | null }[] = []

  constructor(
    private readonly workspace: Workspace,
    private readonly window: TermIndex<string>,
    private readonly recorder: ChangeRecorder,
  ) {
    this.links = new LinkBook(workspace, window, recorder)
    this.editor = new ArticleEditor(workspace, window, recorder)
  }

  /** Takes one article in, or finds that it is in. */
  async article(delivered: Delivered): Promise<Decision> {
    const subject = this.#subject(delivered)
    const { identity } = subject
    const { same, duplicate } = identify(identity, {
      byAddress: this.workspace.byKey(identity.addressKey),
      byGuid: this.workspace.byKey(identity.guidKey),
      byTitle: this.workspace.byTitle(identity.titleKey),
    })
    if (same === null) return this.#create(subject)
    if (duplicate !== null) await this.#merge(same, duplicate)
    const article = this.#survivor(same)
    if (!article.isPublished) return decision('REJECTED', article, 'the article was withdrawn and stays withdrawn')
    const decided = this.#revise(article, subject)
    return duplicate !== null && decided.outcome === 'UNCHANGED' ? { ...decided, outcome: 'REVISED' } : decided
  }

  /** Takes over what its stored bytes say now that they were read again: no revision, since the publisher changed nothing. */
  reread(articleId: string, delivered: Delivered): Decision {
    const draft = this.workspace.byId(articleId)
    if (draft === undefined) return decision('REJECTED', null, 'there is no such article')
    if (!draft.isPublished) return decision('REJECTED', draft, 'the article was withdrawn and stays withdrawn')
    return this.#revise(draft, this.#subject(delivered), true)
  }

  /** Looks again for the articles that the headlines of an article name, and for similar ones where it has none. */
  relink(articleId: string): Decision {
    const draft = this.workspace.byId(articleId)
    if (draft === undefined) return decision('REJECTED', null, 'there is no such article')
    if (!draft.isPublished) return decision('UNCHANGED', draft)
    const before = draft.state()
    const bound = this.links.rebind(draft)
    const computed = draft.links.some(({ origin }) => origin === 'COMPUTED') ? 0 : this.links.computeSimilar(draft)
    if (computed > 0) {
      this.changedArticles.add(draft)
      this.recorder.record('ARTICLE_UPDATED', draft, before)
    }
    for (const link of bound) this.links.announce(draft, link)
    const late = this.links.bindWaiting(draft)
    const outcome = computed + bound.length + late > 0 ? 'REVISED' : 'UNCHANGED'
    return { ...decision(outcome, draft), linksCreated: computed, linksResolved: bound.length + late }
  }

  /** Takes an article out of everything but its own address. */
  withdraw(articleId: string, reason: string): Decision {
    const draft = this.workspace.byId(articleId)
    if (draft === undefined) return decision('REJECTED', null, 'there is no such article')
    if (!draft.isPublished) return decision('UNCHANGED', draft)
    this.#withdraw(draft, reason)
    return decision('REVISED', draft)
  }

  #subject(delivered: Delivered): Subject {
    const { item, source, channel } = delivered
    const observedAt = earlier(new Date(item.observedAt ?? this.recorder.at), this.recorder.at)
    const identity = {
      sourceId: source.id,
      addressKey: item.url === null ? null : addressKey(item.url),
      guidKey: item.guid === null ? null : guidKey(channel, item.guid),
      channel,
      titleKey: headlineKey(item.title),
      ...publication(item, observedAt),
    }
    return { ...delivered, identity, observedAt, digest: contentDigest({ ...item, observedAt: null }) }
  }

  #create(subject: Subject): Decision {
    const { item, source, identity, observedAt } = subject
    const { publishedAt, publishedAtPrecision } = identity
    const article = Object.assign(new Article(), {
      id: this.workspace.nextId('article'),
      sourceId: source.id,
      url: item.url,
      title: item.title,
      titleKey: identity.titleKey,
      excerpt: item.excerpt,
      language: item.language,
      direction: item.direction,
      authors: item.authors ?? [],
      image: item.image,
      publishedAt,
      publishedAtPrecision,
      observedAt,
      ingestedAt: this.recorder.at,
      revisedAt: null,
      isLate: isLate(identity, this.recorder.at),
      status: 'PUBLISHED' as const,
      replacedById: null,
      copyOfId: null,
      storyId: null,
      hasReadAlso: false,
      ingestedPosition: String(this.recorder.nextPosition),
      terms: termsOf(item.title, item.excerpt, item.blocks),
    })
    const draft = new Draft({ article, source, keys: [], taggings: [], isNew: true })
    draft.blocks = item.blocks
    if (item.blocks !== null) this.editor.changedBodies.add(draft)
    this.#learnKeys(draft, identity)
    this.workspace.add(draft)
    this.#observe(draft, subject)
    this.#addTaggings(draft, item.taggings)
    const { bound, created } = this.links.show(draft, item)
    this.links.computeSimilar(draft)
    this.window.add(draft.windowEntry)
    this.recorder.record('ARTICLE_INGESTED', draft, null)
    for (const link of bound) this.links.announce(draft, link)
    const late = this.links.bindWaiting(draft)
    return { ...decision('CREATED', draft), linksCreated: created, linksResolved: bound.length + late }
  }

  /** Compares what a channel says with what is known, and takes over what is new. What it does not tell stays. */
  #revise(draft: Draft, subject: Subject, isReread = false): Decision {
    const { item, identity, channel, digest } = subject
    if (draft.digests.get(channel)?.has(digest)) return decision('UNCHANGED', draft)
    const before = draft.state()
    this.#observe(draft, subject)
    this.#learnKeys(draft, identity)
    const former = draft.blocks
    const revision = isReread ? null : this.editor.reviseText(draft, item)
    if (isReread) this.editor.replaceText(draft, item)
    const reread = isReread && former !== draft.blocks
    const retouched = this.editor.retouch(draft, item, identity)
    const tagged = this.#addTaggings(draft, item.taggings)
    const { bound, created, moved } = this.links.show(draft, item)
    if (revision === null && !reread && !retouched && !tagged && !moved) {
      // One more name of it may have been learnt, by which others call it.
      return { ...decision('UNCHANGED', draft), linksResolved: this.links.bindWaiting(draft) }
    }
    this.changedArticles.add(draft)
    this.recorder.record('ARTICLE_UPDATED', draft, before, { revisionId: revision?.id ?? null })
    for (const link of bound) this.links.announce(draft, link)
    const late = this.links.bindWaiting(draft)
    return { ...decision('REVISED', draft), linksCreated: created, linksResolved: bound.length + late }
  }

  /** Strong keys that are new; one that names another article already stays with it. */
  #learnKeys(draft: Draft, { addressKey, guidKey, channel }: Identity): void {
    const learn = (key: string | null, within: string) => {
      if (key !== null && this.workspace.byKey(key) === null) this.#giveKey(draft, key, within)
    }
    learn(addressKey, '')
    learn(guidKey, channel)
  }

  #giveKey(draft: Draft, key: string, channel: string): void {
    this.workspace.claimKey(draft, key, channel)
    this.newKeys.set(key, draft)
  }

  #observe(draft: Draft, { channel, digest, rawPayloadId }: Subject): void {
    const digests = keepsEveryDigest(channel) ? (draft.digests.get(channel) ?? new Set()) : new Set<string>()
    draft.digests.set(channel, digests.add(digest))
    this.observations.push({ draft, channel, digest, rawPayloadId })
  }

  /** Tags only add up: two feeds of one publisher file an article under different ones, and both are right. */
  #addTaggings(draft: Draft, taggings: DeliveredArticle['taggings']): boolean {
    const before = draft.taggings.length
    for (const { label, origin, confidence } of taggings) {
      const tag = this.workspace.tag(label)
      if (tag === null || draft.taggings.some((known) => known.tagId === tag.id && known.origin === origin)) continue
      const position = draft.taggings.length + 1
      draft.taggings.push({ articleId: draft.id, tagId: tag.id, slug: tag.slug, origin, label, confidence, position })
    }
    return draft.taggings.length > before
  }

  /** Two that were both in turn out to be one: the older id stays, the other is withdrawn and says what took its place. */
  async #merge(kept: Draft, gone: Draft): Promise<void> {
    const before = kept.state()
    for (const [key, channel] of gone.keys) this.#giveKey(kept, key, channel)
    gone.keys.clear()
    kept.article.url ??= gone.article.url
    if (kept.blocks === null && gone.blocks !== null) {
      kept.blocks = gone.blocks
      this.editor.changedBodies.add(kept)
    }
    await this.links.redirect(gone, kept)
    gone.article.replacedById = kept.id
    this.#withdraw(gone, 'merged with the article that was known without its address')
    this.changedArticles.add(kept)
    this.recorder.record('ARTICLE_UPDATED', kept, before)
  }

  #withdraw(draft: Draft, reason: string): void {
    const before = draft.state()
    draft.article.status = 'WITHDRAWN'
    this.changedArticles.add(draft)
    this.window.remove(draft.id)
    this.recorder.record('ARTICLE_WITHDRAWN', draft, before, { reason })
  }

  #survivor(draft: Draft): Draft {
    let survivor = draft
    while (survivor.article.replacedById !== null) survivor = this.workspace.byId(survivor.article.replacedById)!
    return survivor
  }
}
