import type { DataSource, EntityManager } from 'typeorm'
import { ArrivalStore } from './arrival-store.ts'
import { ArticleStore } from './article-store.ts'
import { ChangeStore } from './change-store.ts'
import { DisplayTermsStore } from './display-terms-store.ts'
import { DocumentReader } from './document-reader.ts'
import { FeedRegistry } from './feed-registry.ts'
import { FeedStore } from './feed-store.ts'
import { FiguresStore } from './figures-store.ts'
import { KeyStore } from './key-store.ts'
import { LinkStore } from './link-store.ts'
import { PartnerStore } from './partner-store.ts'
import { SourceEditor } from './source-editor.ts'
import { SourceStore } from './source-store.ts'
import { StoryStore } from './story-store.ts'
import { TagStore } from './tag-store.ts'
import { TextStore } from './text-store.ts'
import { TrendingStore } from './trending-store.ts'
import { UsageReport } from './usage-report.ts'
import { WebhookDeliveryStore } from './webhook-delivery-store.ts'
import { WebhookStore } from './webhook-store.ts'

/** Everything that reads the published record for clients, and what its operators change. */
export interface Stores {
  readonly arrivals: ArrivalStore
  readonly articles: ArticleStore
  readonly changes: ChangeStore
  readonly documents: DocumentReader
  readonly feeds: FeedStore
  readonly feedRegistry: FeedRegistry
  readonly figures: FiguresStore
  readonly keys: KeyStore
  readonly links: LinkStore
  readonly partners: PartnerStore
  readonly sources: SourceStore
  readonly sourceEditor: SourceEditor
  readonly stories: StoryStore
  readonly tags: TagStore
  readonly terms: DisplayTermsStore
  readonly texts: TextStore
  readonly trending: TrendingStore
  readonly usage: UsageReport
  readonly webhooks: WebhookStore
  readonly webhookDeliveries: WebhookDeliveryStore
}

/** Failures that pass when the same work is done again: a deadlock, a clash of snapshots, a row that another inserted first. */
const PASSING = new Set(['40P01', '40001', '23505'])
/** How often work is done at most. */
const ATTEMPTS = 5

/** The stores over one connection or pool. */
export function createStores(manager: EntityManager): Stores {
  return {
    arrivals: new ArrivalStore(manager),
    articles: new ArticleStore(manager),
    changes: new ChangeStore(manager),
    documents: new DocumentReader(manager),
    feeds: new FeedStore(manager),
    feedRegistry: new FeedRegistry(manager),
    figures: new FiguresStore(manager, () => performance.now()),
    keys: new KeyStore(manager),
    links: new LinkStore(manager),
    partners: new PartnerStore(manager),
    sources: new SourceStore(manager),
    sourceEditor: new SourceEditor(manager),
    stories: new StoryStore(manager),
    tags: new TagStore(manager),
    terms: new DisplayTermsStore(manager),
    texts: new TextStore(manager),
    trending: new TrendingStore(manager),
    usage: new UsageReport(manager),
    webhooks: new WebhookStore(manager),
    webhookDeliveries: new WebhookDeliveryStore(manager),
  }
}

/** Does work in one transaction, and again where it failed for a reason that passes; so the work must bear repetition. */
export async function transact<T>(database: DataSource, work: (stores: Stores) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction((manager) => work(createStores(manager)))
    } catch (error) {
      const code = (error as { driverError?: { code?: string } }).driverError?.code
      if (attempt >= ATTEMPTS || code === undefined || !PASSING.has(code)) throw error
    }
  }
}
