import type { Analyzer } from '../arabic/analyzer.ts'
import type { Analysis } from '../linking/analysis.ts'
import { Tagger } from '../linking/article-tags.ts'
import { ArticleTerms } from '../linking/article-terms.ts'
import { BoilerplateLines } from '../linking/boilerplate.ts'
import { CopyIndex } from '../linking/copy-index.ts'
import { ExactTitles } from '../linking/exact-titles.ts'
import { Gazetteer } from '../linking/gazetteer.ts'
import { HeadlineIndex, type Printed } from '../linking/headline-index.ts'
import { OtherEvents } from '../linking/other-event.ts'
import { PendingHeadlines } from '../linking/pending-headlines.ts'
import { type Similar, SimilarIndex } from '../linking/similar-index.ts'
import { type Listed, similarList } from '../linking/similar-list.ts'
import { SiteMenus } from '../linking/site-menus.ts'
import { StoryIndex } from '../linking/story-index.ts'
import { type TemplateTitle, templateTitle } from '../linking/template-title.ts'
import type { PlacedArticle, Placement, WindowArticle, WindowBounds } from './placement.ts'
import { RememberedRows } from './remembered-rows.ts'

/** About 2 kB an article in memory; of the changes of the log some three in four are articles. */
export const WINDOW: WindowBounds = { days: 30, changes: 400_000 }
const DAY_MS = 86_400_000
/** Articles compared with a new one: its stories are looked for among them, and its list is chosen from them. */
const NEIGHBOURS = 50
/** A story-mate that is told in quite other words is shown all the same. */
const MATE_SCORE = 0.1
/** Terms given as reasons, before it is seen which of them the article prints. */
const SHARED = 6
/** Articles of a story that are looked at for a list: its newest. */
const MATES = 64
const GAZETTEER = new Gazetteer()

/** An article in the window; its text is in the indexes. */
export interface Entry extends Omit<PlacedArticle, 'analysis'> {
  template: TemplateTitle
  listed: Listed
}

/**
 * The recent articles as the decisions need them, in the order in which their texts came or changed. It is a function of these
 * articles, of their order and of the analyzer: one that was read from the store decides as one that has seen them all.
 */
export class Window {
  /** Printed headlines whose article has not come, by the id of the link. */
  readonly pending = new PendingHeadlines<string>()
  readonly boilerplate = new BoilerplateLines()
  readonly menus = new SiteMenus()
  /** Rows that decisions meet again and again. */
  readonly rows = new RememberedRows()
  readonly #terms: ArticleTerms
  readonly #copies = new CopyIndex()
  readonly #headlines = new HeadlineIndex()
  readonly #similar: SimilarIndex
  readonly #stories: StoryIndex
  /** In order; the first is the next to leave. */
  readonly #slots = new Map<string, number>()
  readonly #entries: (Entry | undefined)[] = []
  readonly #titles = new ExactTitles()
  readonly #free: number[] = []
  #analyzer: Analyzer
  #tagger: Tagger

  constructor(
    analyzer: Analyzer,
    private readonly bounds: WindowBounds = WINDOW,
  ) {
    this.#analyzer = analyzer
    this.#tagger = new Tagger(analyzer, GAZETTEER)
    this.#terms = new ArticleTerms((lexeme) => this.#analyzer.rarity(lexeme))
    this.#similar = new SimilarIndex(this.#terms)
    const events = new OtherEvents(this.#terms, () => this.#analyzer, this.#entries)
    this.#stories = new StoryIndex(this.#terms, (one, other) => events.differ(one, other))
  }

  get analyzer(): Analyzer {
    return this.#analyzer
  }

  get tagger(): Tagger {
    return this.#tagger
  }

  get size(): number {
    return this.#slots.size
  }

  /** Goes on with another frequency table, under which every term weighs anew. */
  reweigh(analyzer: Analyzer): void {
    this.#analyzer = analyzer
    this.#tagger = new Tagger(analyzer, GAZETTEER)
    this.#terms.reweigh((lexeme) => analyzer.rarity(lexeme))
    this.#stories.reweigh()
  }

  get(id: string): Entry | undefined {
    const slot = this.#slots.get(id)
    return slot === undefined ? undefined : this.#entries[slot]
  }

  /** Decides about a new article, and takes it in. */
  admit({ analysis, ...article }: WindowArticle): Placement {
    const template = templateTitle(article.title, article.sourceId, article.publishedAt)
    const closest = this.#copies.closest({ ...analysis, headline: template })
    const slot = this.#take({ ...article, template, cluster: article.order, event: 1 }, analysis)
    const { listed } = this.#entries[slot]!
    const neighbours = this.#similar.similarTo(slot, listed, NEIGHBOURS)
    const { because: _, ...story } = this.#stories.assign(
      {
        slot,
        order: article.order,
        publishedAt: listed.publishedAt,
        copyOf: closest?.kind === 'COPY' ? closest.slot : null,
      },
      neighbours,
    )
    Object.assign(this.#entries[slot]!, { cluster: story.cluster, event: story.event })
    const similar = this.#listOf(slot, neighbours)
    // A text that is printed again is no boilerplate.
    if (closest?.kind !== 'COPY') this.boilerplate.learn(analysis.lines, article.at)
    this.#index(slot, analysis)
    this.#evict(article)
    return { closest: closest && { id: this.#entries[closest.slot]?.id ?? '', kind: closest.kind }, story, similar }
  }

  /** Takes an article in that was placed before, or whose text is another now: it stands last, in the story that it was in. */
  restore({ analysis, ...article }: PlacedArticle): void {
    this.remove(article.id)
    const { order, publishedAt, cluster, event } = article
    const template = templateTitle(article.title, article.sourceId, publishedAt)
    const slot = this.#take({ ...article, template }, analysis)
    this.#stories.restore({ slot, order, publishedAt: publishedAt.getTime() }, cluster, event)
    this.#index(slot, analysis)
    this.#evict(article)
  }

  /** Takes an article out. */
  remove(id: string): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    const { titleKey, template } = this.#entries[slot]!
    this.#titles.remove(slot, titleKey, template.letters)
    this.#copies.remove(slot)
    this.#headlines.remove(slot)
    this.#similar.remove(slot)
    this.#stories.remove(slot)
    this.#terms.clear(slot)
    this.#slots.delete(id)
    this.#entries[slot] = undefined
    this.#free.push(slot)
  }

  /** Takes over which group of copies an article is in now. */
  regroup(id: string, copyOfId: string | null): void {
    const article = this.get(id)
    if (article === undefined) return
    article.copyOfId = copyOfId
    article.listed.copyGroup = Number(copyOfId ?? id)
  }

  /** The articles of a cluster in the window, in order. */
  membersOf(cluster: number): Entry[] {
    return this.#stories.members(cluster).map((slot) => this.#entries[slot]!)
  }

  /**
   * The article that is most like its cluster as a whole, of the newest; null where the cluster is gone. The present lead stays
   * unless another is clearly nearer, so that a story does not change its title with every article.
   */
  centralOf(cluster: number, leadId: string): Entry | null {
    const slot = this.#stories.central(cluster, this.#slots.get(leadId) ?? null)
    return slot === null ? null : this.#entries[slot]!
  }

  /** The list of an article that is in; null where it is not. */
  similarTo(id: string): Placement['similar'] | null {
    const slot = this.#slots.get(id)
    if (slot === undefined) return null
    return this.#listOf(slot, this.#similar.similarTo(slot, this.#entries[slot]!.listed, NEIGHBOURS))
  }

  /** The latest article of a source under exactly this title. */
  titled(titleKey: string, sourceId: string): string | null {
    const slot = this.#titles.of(titleKey).findLast((slot) => this.#entries[slot]!.sourceId === sourceId)
    return slot === undefined ? null : this.#entries[slot]!.id
  }

  /** Whether a line of these letters, of `lettersHash`, may be a title. */
  mayBeTitle(letters: number): boolean {
    return this.#titles.mayBe(letters)
  }

  /** The titles that a printed line of several headlines holds; none where it is a title itself. */
  titlesIn(line: string): string[] {
    return this.#headlines.within(line).map((slot) => this.#entries[slot]!.title)
  }

  /** The article that a printed headline names, not the one that shows it; null where none does for sure. */
  named(headline: string, from: Printed & { id: string }): string | null {
    const found = this.#headlines.find(headline, from, this.#slots.get(from.id))
    return found === null ? null : this.#entries[found.slot]!.id
  }

  #take(article: Omit<Entry, 'listed'>, analysis: Analysis): number {
    const slot = this.#free.pop() ?? this.#slots.size
    const { id, sourceId, publishedAt, copyOfId } = article
    this.#slots.set(id, slot)
    const [source, copyGroup] = [Number(sourceId), Number(copyOfId ?? id)]
    const entry = { ...article, listed: { slot, source, publishedAt: publishedAt.getTime(), copyGroup } }
    this.#entries[slot] = entry
    this.#terms.set(slot, analysis)
    return slot
  }

  #index(slot: number, analysis: Analysis): void {
    const entry = this.#entries[slot]!
    const { titleKey, title, template } = entry
    this.#titles.add(slot, titleKey, template.letters)
    this.#copies.add(slot, { ...analysis, headline: template })
    this.#headlines.add(slot, title, entry)
    this.#similar.add(slot, entry.listed)
  }

  #listOf(slot: number, neighbours: readonly Similar[]): Placement['similar'] {
    const listed = (slot: number) => this.#entries[slot]!.listed
    const mates = this.#stories.members(this.#entries[slot]!.cluster).slice(-MATES)
    const found = neighbours.map((similar) => ({ listed: listed(similar.slot), score: similar.score }))
    const list = similarList(listed(slot), mates.map(listed), found)
    const shared = this.#similar.sharedTerms(
      slot,
      list.map(({ slot: other }) => other),
      SHARED,
    )
    return list.map(({ slot: other }, place) => ({
      id: this.#entries[other]!.id,
      score: neighbours.find(({ slot }) => slot === other)?.score ?? MATE_SCORE,
      shared: shared[place]!,
    }))
  }

  /** What leaves follows from the newest text alone, so that a window that is filled again holds the same. */
  #evict(newest: Pick<WindowArticle, 'order' | 'at'>): void {
    const oldest = newest.at.getTime() - this.bounds.days * DAY_MS
    const first = newest.order - this.bounds.changes
    for (const [id, slot] of this.#slots) {
      const { at, order } = this.#entries[slot]!
      if (order > first && at.getTime() > oldest) return
      this.remove(id)
    }
  }
}
