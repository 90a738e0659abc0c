import type { RelatedLink } from '../entities/related-link.ts'
import type { Source } from '../entities/source.ts'
import type { Story } from '../entities/story.ts'
import { LIST_LENGTH } from '../linking/similar-list.ts'
import type { InboxRow } from '../stores/inbox-store.ts'
import type { RecordStore, StoredArticle } from '../stores/record-store.ts'
import { distinctTitles, questionsOf } from './batch-questions.ts'
import { Draft } from './draft.ts'
import { IdStock } from './id-stock.ts'
import { KnownStories } from './known-stories.ts'
import { KnownTags } from './known-tags.ts'
import type { RememberedRows } from './remembered-rows.ts'
import { WaitingLinks } from './waiting-links.ts'

/**
 * What the decisions of one batch look at: every article, link and tag that an item of it could meet, read at once and then
 * kept in step as items are admitted. So each item is decided as if it had come alone.
 */
export class Workspace {
  readonly #drafts = new Map<string, Draft>()
  readonly #byKey = new Map<string, Draft>()
  readonly #byTitle = new Map<string, Set<Draft>>()
  readonly #sources = new Map<string, Source>()
  /** The articles that are known with their body, links and digests; of the others only links were looked for. */
  readonly #detailed = new Set<string>()
  /** What is done with articles once they are known. */
  readonly #awaited: [id: string, use: (draft: Draft) => void][] = []
  readonly waiting = new WaitingLinks()
  readonly ids: IdStock
  readonly tags: KnownTags
  readonly stories: KnownStories

  private constructor(
    private readonly store: RecordStore,
    rows: RememberedRows,
  ) {
    this.ids = new IdStock(store)
    this.tags = new KnownTags(store, this.ids, rows)
    this.stories = new KnownStories(store, rows)
  }

  /** Reads everything that the rows could meet. */
  static async open(
    store: RecordStore,
    rows: readonly InboxRow[],
    now: Date,
    remembered: RememberedRows,
  ): Promise<Workspace> {
    const workspace = new Workspace(store, remembered)
    await workspace.#read(rows, now)
    return workspace
  }

  get drafts(): Iterable<Draft> {
    return this.#drafts.values()
  }

  byId(id: string): Draft | undefined {
    return this.#drafts.get(id)
  }

  byKey(key: string | null): Draft | null {
    return key === null ? null : (this.#byKey.get(key) ?? null)
  }

  byTitle(titleKey: string): Draft[] {
    return [...(this.#byTitle.get(titleKey) ?? [])]
  }

  /** Makes an article known to the items that follow. */
  add(draft: Draft): Draft {
    this.#drafts.set(draft.id, draft)
    for (const [key, channel] of draft.keys) this.claimKey(draft, key, channel)
    this.#titled(draft.titleKey).add(draft)
    return draft
  }

  /** A strong key names one article: the first that claimed it, or the survivor of a merge. */
  claimKey(draft: Draft, key: string, channel: string): void {
    this.#byKey.set(key, draft)
    draft.keys.set(key, channel)
  }

  retitle(draft: Draft, from: string): void {
    this.#byTitle.get(from)?.delete(draft)
    this.#titled(draft.titleKey).add(draft)
  }

  /** Links that still wait, by id. */
  async pendingLinks(ids: readonly string[]): Promise<RelatedLink[]> {
    const unknown = ids.filter((id) => this.waiting.get(id) === undefined)
    const read = unknown.length === 0 ? [] : await this.store.linksByIds(unknown)
    await this.#load([...new Set(read.map(({ fromId }) => fromId))])
    this.#adoptLinks(read)
    return ids.flatMap((id) => this.waiting.get(id) ?? [])
  }

  /** The first published article of a story; null where none is left. */
  async firstOf({ id }: Story): Promise<{ id: string; title: string } | null> {
    const stored = await this.store.articlesOfStory(id)
    const isGone = (articleId: string) => this.#drafts.get(articleId)?.isPublished === false
    const isOfIt = ({ isNew, isPublished, article }: Draft) => isNew && isPublished && article.storyId === id
    return stored.find((article) => !isGone(article.id)) ?? [...this.drafts].find(isOfIt)?.article ?? null
  }

  /** Uses an article as it is now: at once where it is known, else when it is read, before anything happens to it. */
  whenKnown(id: string, use: (draft: Draft) => void): void {
    const draft = this.#drafts.get(id)
    if (draft === undefined) this.#awaited.push([id, use])
    else use(draft)
  }

  /** Reads the articles that somebody still waits to use. */
  async readAwaited(): Promise<void> {
    await this.#load([...new Set(this.#awaited.map(([id]) => id))])
  }

  /** An article that an item turned out to concern, read where it is not known yet. */
  async need(id: string): Promise<Draft> {
    await this.#load([id])
    return this.#drafts.get(id)!
  }

  /** The published copies of the first of a group, in the order of admission. */
  async copiesOf(first: Draft): Promise<Draft[]> {
    await this.#load(await this.store.copyIds(first.id))
    const copies = [...this.drafts].filter((draft) => draft.first === first && draft.isPublished)
    return copies.sort((a, b) => a.order - b.order)
  }

  /** Links that lead to an article, those of articles outside the batch too. */
  async linksTo(draft: Draft): Promise<RelatedLink[]> {
    const known = new Map<string, RelatedLink>()
    for (const { links } of this.drafts) for (const link of links) known.set(link.id, link)
    const stored = (await this.store.linksTo([draft.id])).map((link) => known.get(link.id) ?? link)
    const fresh = [...known.values()].filter((link) => link.articleId === draft.id && !stored.includes(link))
    await this.#load([...new Set(stored.map(({ fromId }) => fromId))])
    this.#adoptLinks(stored)
    return [...stored, ...fresh].filter((link) => link.articleId === draft.id)
  }

  async #read(rows: readonly InboxRow[], now: Date): Promise<void> {
    const asked = questionsOf(rows, now)
    const subjects = [
      ...(await this.store.byKeys([...new Set(asked.keys)])),
      ...(await this.store.byTitles(distinctTitles(asked.titles))),
    ]
    await this.#admit(subjects)
    const hidden = await this.store.linksByIds(asked.hidden)
    await this.#load([...asked.named, ...hidden.flatMap(({ fromId, articleId }) => [fromId, articleId ?? fromId])])
    const subjectIds = [...this.#drafts.keys()]
    await this.#admit([
      ...(await this.store.byKeys([...new Set(asked.linkKeys)])),
      ...(await this.store.byTitles(distinctTitles(asked.linkTitles))),
    ])
    await this.#readDetails(subjectIds)
    await this.#readNamed(asked.relinked)
    const searched = asked.relinked.flatMap((id) => this.#drafts.get(id) ?? [])
    const pending = await this.store.pendingLinks(
      [...asked.titles, ...searched].map(({ titleKey }) => titleKey),
      [...asked.keys, ...searched.flatMap(({ keys }) => [...keys.keys()])],
    )
    await this.#load([...new Set(pending.map(({ fromId }) => fromId))])
    this.#adoptLinks(pending)
    await this.#replacements()
    await this.ids.take({
      article: asked.articles.length,
      related_link: asked.links + asked.pins + (asked.articles.length + asked.relinked.length) * LIST_LENGTH,
      revision: asked.articles.length,
    })
  }

  /** What the open links of articles may name, whose links are looked for again. */
  async #readNamed(ids: readonly string[]): Promise<void> {
    const open = ids.flatMap((id) => {
      const draft = this.#drafts.get(id)
      return (draft?.links ?? []).filter(({ articleId }) => articleId === null).map((link) => ({ link, draft: draft! }))
    })
    await this.#admit([
      ...(await this.store.byKeys(open.flatMap(({ link }) => link.addressKey || []))),
      ...(await this.store.byTitles(
        open.map(({ link, draft }) => ({ titleKey: link.headlineKey, near: draft.publishedAt })),
      )),
    ])
  }

  async #load(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#drafts.has(id))
    if (unknown.length > 0) await this.#admit(await this.store.byIds(unknown))
  }

  /** The articles that took the place of withdrawn ones, which are followed to them. */
  async #replacements(): Promise<void> {
    const next = () => {
      const ids = [...this.#drafts.values()].map(({ article }) => article.replacedById)
      return [...new Set(ids)].filter((id) => id !== null && !this.#detailed.has(id)) as string[]
    }
    for (let ids = next(); ids.length > 0; ids = next()) {
      await this.#load(ids)
      await this.#readDetails(ids)
    }
  }

  async #admit(stored: readonly StoredArticle[]): Promise<void> {
    const fresh = stored.filter(({ article }) => !this.#drafts.has(article.id))
    const unknown = [...new Set(fresh.map(({ article }) => article.sourceId))].filter((id) => !this.#sources.has(id))
    if (unknown.length > 0)
      for (const source of await this.store.sourcesByIds(unknown)) this.#sources.set(source.id, source)
    await this.#load(fresh.flatMap(({ article }) => article.copyOfId ?? []))
    const taggings = await this.store.taggings(fresh.map(({ article }) => article.id))
    for (const { article, keys } of fresh) {
      if (this.#drafts.has(article.id)) continue
      const source = this.#sources.get(article.sourceId)!
      const own = taggings.filter(({ articleId }) => articleId === article.id)
      const draft = this.add(new Draft({ article, source, keys, taggings: own, isNew: false }))
      draft.first = article.copyOfId === null ? null : this.#drafts.get(article.copyOfId)!
      for (const [id, use] of this.#awaited) if (id === draft.id) use(draft)
    }
  }

  async #readDetails(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#detailed.add(id)
    const bodies = await this.store.bodies(ids)
    for (const [id, blocks] of bodies) this.#drafts.get(id)!.blocks = blocks
    this.#adoptLinks(await this.store.linksFrom(ids))
    for (const { articleId, channel, digest } of await this.store.observations(ids)) {
      const { digests } = this.#drafts.get(articleId)!
      digests.set(channel, (digests.get(channel) ?? new Set()).add(digest))
    }
  }

  /** One object a link, whichever way it was found. */
  #adoptLinks(links: readonly RelatedLink[]): void {
    for (const link of links) {
      const from = this.#drafts.get(link.fromId)!
      const known = from.links.find(({ id }) => id === link.id) ?? link
      if (known === link) from.links.push(link)
      if (known.articleId === null) this.waiting.add(known)
    }
  }

  #titled(titleKey: string): Set<Draft> {
    const drafts = this.#byTitle.get(titleKey) ?? new Set()
    this.#byTitle.set(titleKey, drafts)
    return drafts
  }
}
