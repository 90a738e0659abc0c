import type { EntityManager } from 'typeorm'
import { encodeId } from '../../entities/node-id.ts'
import { FrequencyStore } from '../../stores/frequency-store.ts'
import { type ReplayedText, ReplayStore } from '../../stores/replay-store.ts'
import type { Placement, WindowBounds } from '../placement.ts'
import { type Found, FoundLinks, isEqualList } from './found-links.ts'
import { Replay } from './replay.ts'
import { replayedText } from './replayed-text.ts'

/** Rows read at once. */
const CHUNK = 2_000
/** Differences that are told one by one; beyond it they are counted. */
const MAX_TOLD = 1_000

/** Something that is stored otherwise than it is decided again. */
export interface Difference {
  /** As clients know the article. */
  article: string
  /** `story` is the cluster of its story. */
  what: 'copyOf' | 'cluster' | 'event' | 'story' | 'similar'
  stored: unknown
  decided: unknown
}

/** What a check came to. */
export interface RecordCheck {
  /** Articles decided again, the texts that this took, and the frequency tables that held. */
  articles: number
  texts: number
  tables: number
  copies: number
  stories: number
  similar: number
  /** Articles of which too little is stored to decide about them again: they came before it was kept. */
  unknown: number
  different: number
  /** The first of them. */
  differences: Difference[]
}

/** What a check needs. */
export interface CheckOptions {
  window?: WindowBounds
  onProgress?(done: number, total: number, different: number): void
}

/**
 * Decides about all stored texts again, in the order of the log, and compares that with what is stored: copies, clusters, events,
 * stories and similar articles.
 * @param manager sees one snapshot
 */
export async function checkRecord(manager: EntityManager, options: CheckOptions = {}): Promise<RecordCheck> {
  return await new Check(manager, options).run()
}

class Check {
  readonly #store: ReplayStore
  readonly #tables: FrequencyStore
  readonly #found: FoundLinks
  readonly #result: RecordCheck = {
    articles: 0,
    texts: 0,
    tables: 1,
    copies: 0,
    stories: 0,
    similar: 0,
    unknown: 0,
    different: 0,
    differences: [],
  }

  constructor(
    manager: EntityManager,
    private readonly options: CheckOptions,
  ) {
    this.#store = new ReplayStore(manager)
    this.#tables = new FrequencyStore(manager)
    this.#found = new FoundLinks(this.#store)
  }

  async run(): Promise<RecordCheck> {
    const replay = new Replay(await this.#tables.analyzer(0), this.options.window)
    await this.#replay(replay)
    await this.#compare(replay)
    return this.#result
  }

  /** What happened beside the texts, in the order of the log. */
  async #events(replay: Replay): Promise<{ position: number; happen(): Promise<void> }[]> {
    const tables = await this.#tables.places()
    const gone = await this.#store.withdrawals()
    const later = await this.#store.laterFinds()
    const events = [
      ...tables.map(({ version, position }) => ({
        position: Number(position),
        happen: async () => {
          replay.reweigh(await this.#tables.analyzer(version))
          this.#result.tables++
        },
      })),
      ...gone.map(({ articleId, position }) => ({
        position: Number(position),
        happen: async () => replay.withdraw(articleId),
      })),
      ...later.map(({ articleId, position }) => ({
        position: Number(position),
        happen: async () => await this.#compareSimilar(articleId, replay.similarTo(articleId), true),
      })),
    ]
    return events.sort((a, b) => a.position - b.position)
  }

  async #replay(replay: Replay): Promise<void> {
    const total = await this.#store.size()
    await this.#found.open()
    const events = await this.#events(replay)
    let next = 0
    const happenUntil = async (position: number): Promise<void> => {
      while (next < events.length && events[next]!.position < position) await events[next++]!.happen()
    }
    for (let position = '0', texts: ReplayedText[] = []; ; position = texts.at(-1)!.position) {
      texts = await this.#store.textsAfter(position, CHUNK)
      if (texts.length === 0) break
      await this.#found.read(texts.map(({ articleId }) => articleId))
      for (const text of texts) {
        await happenUntil(Number(text.position))
        if (text.isFirst) await this.#compareSimilar(text.articleId, replay.admit(replayedText(text)), false)
        else replay.renew(replayedText(text))
      }
      this.#result.texts += texts.length
      this.options.onProgress?.(this.#result.texts, total, this.#result.different)
    }
    await happenUntil(Number.POSITIVE_INFINITY)
  }

  async #compareSimilar(id: string, decided: Placement['similar'], isLater: boolean): Promise<void> {
    const { stored, again } = await this.#found.compared(id, decided, isLater)
    this.#result.similar += stored.length
    if (!isEqualList(stored, again)) this.#differs(id, 'similar', stored, again)
  }

  async #compare(replay: Replay): Promise<void> {
    const clusters = await this.#store.clusters()
    for (let id = '0', articles = await this.#store.articlesAfter(id, CHUNK); articles.length > 0; ) {
      for (const stored of articles) {
        const decided = replay.articles.get(stored.id)
        if (decided === undefined) {
          this.#result.unknown++
          continue
        }
        this.#result.articles++
        if (decided.copyOfId !== null) this.#result.copies++
        this.#equal(stored.id, 'copyOf', stored.copyOfId, decided.copyOfId)
        this.#equal(stored.id, 'cluster', Number(stored.cluster), decided.cluster)
        this.#equal(stored.id, 'event', stored.event, decided.event)
        const story = stored.storyId === null ? null : (clusters.get(stored.storyId) ?? null)
        this.#equal(stored.id, 'story', story, replay.stories.has(decided.cluster) ? decided.cluster : null)
      }
      id = articles.at(-1)!.id
      articles = await this.#store.articlesAfter(id, CHUNK)
    }
    this.#result.stories = replay.stories.size
  }

  #equal(id: string, what: Difference['what'], stored: unknown, decided: unknown): void {
    if (stored !== decided) this.#differs(id, what, stored, decided)
  }

  #differs(id: string, what: Difference['what'], stored: unknown, decided: unknown): void {
    this.#result.different++
    if (this.#result.differences.length === MAX_TOLD) return
    this.#result.differences.push({ article: encodeId('art', id), what, stored: told(stored), decided: told(decided) })
  }
}

/** With articles as clients know them. */
function told(value: unknown): unknown {
  if (typeof value === 'string') return encodeId('art', value)
  if (!Array.isArray(value)) return value
  return value.map(({ id, score }: Found) => ({ article: encodeId('art', id), score }))
}
