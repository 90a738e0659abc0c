import DataLoader from 'dataloader'
import type { Partner } from '../entities/api-key.ts'
import type { Block } from '../entities/delivered-article.ts'
import type { DisplayTerms } from '../entities/display-terms.ts'
import type { Revision } from '../entities/revision.ts'
import type { Tag } from '../entities/tag.ts'
import type { WebhookAttempt } from '../entities/webhook.ts'
import type { ArticleRow } from './article-store.ts'
import type { FeedDayRow, FeedRow } from './feed-store.ts'
import { KeptLoader } from './kept-loader.ts'
import type { KeptRows } from './kept-rows.ts'
import type { KeyRow } from './key-store.ts'
import type { LinkRow } from './link-store.ts'
import type { SourceRow } from './source-store.ts'
import type { Stores } from './stores.ts'
import type { StoryRow } from './story-store.ts'
import type { TaggingRow } from './tag-store.ts'

/** Reads by id or by article, gathered so that the same field of a whole page costs one statement. */
export interface Loaders {
  readonly article: DataLoader<string, ArticleRow | null>
  readonly source: KeptLoader<SourceRow | null>
  readonly feed: DataLoader<string, FeedRow | null>
  readonly tag: KeptLoader<Tag | null>
  readonly link: DataLoader<string, LinkRow | null>
  readonly story: DataLoader<string, StoryRow | null>
  readonly partner: DataLoader<string, Partner | null>
  /** What was agreed with a partner about what he is shown. */
  readonly termsOfPartner: KeptLoader<DisplayTerms[]>
  /** The newest first, at most a hundred. */
  readonly keysOfPartner: DataLoader<string, KeyRow[]>
  /** The latest times that a message to a webhook was sent, the first first. */
  readonly attemptsOfDelivery: DataLoader<string, WebhookAttempt[]>
  readonly revision: DataLoader<string, Revision | null>
  /** Of the last days, the oldest first. */
  readonly daysOfFeed: DataLoader<string, FeedDayRow[]>
  /** Best first, site menus last. */
  readonly taggingsOfArticle: DataLoader<string, TaggingRow[]>
  /** Ids of the tags that readers see, each once, best first. */
  readonly tagIdsOfArticle: KeptLoader<readonly string[]>
  /** All that are shown or hidden, of whatever kind and origin. */
  readonly linksOfArticle: DataLoader<string, LinkRow[]>
  /** The latest links of others that lead to an article, one more than a page holds. */
  readonly linksToArticle: DataLoader<string, LinkRow[]>
  /** All published members of a group of copies, by the id of the first to publish; oldest first. */
  readonly copyGroup: DataLoader<string, ArticleRow[]>
  /** Those of most of its articles first. */
  readonly tagsOfStory: DataLoader<string, (Tag & { storyId: string })[]>
  /** The first to publish first. */
  readonly sourcesOfStory: DataLoader<string, { storyId: string; sourceId: string }[]>
  /** Null where the article came without a body. */
  readonly bodyOfArticle: DataLoader<string, Block[] | null>
  /** The latest first. */
  readonly revisionsOfArticle: DataLoader<string, Revision[]>
}

/** Forgets whatever was read, for who changed something that much may hang on. */
export function forgetAll(loaders: Loaders): void {
  for (const loader of Object.values(loaders)) (loader as DataLoader<string, unknown>).clearAll()
}

type ById<Row> = (ids: readonly string[]) => Promise<Row[]>

/**
 * Loaders for one request; with `cache: false` for one that lasts, where what was read is soon out of date. What many requests show
 * comes from `kept`, where that is given.
 */
export function createLoaders(
  stores: Stores,
  { cache, kept = null }: { cache: boolean; kept?: KeptRows | null },
): Loaders {
  const oneOf =
    <Row extends { id: string }>(read: ById<Row>) =>
    async (ids: readonly string[]): Promise<(Row | null)[]> => {
      const rows = new Map((await read(distinct(ids))).map((row) => [row.id, row]))
      return ids.map((id) => rows.get(id) ?? null)
    }
  const one = <Row extends { id: string }>(read: ById<Row>) =>
    new DataLoader<string, Row | null>(oneOf(read), { cache })
  const keptOne = <Row extends { id: string }>(kind: string, read: ById<Row>) =>
    new KeptLoader<Row | null>(oneOf(read), { kept, kind, cache })
  const listsOf =
    <Row>(read: ById<Row>, ownerOf: (row: Row) => string) =>
    async (ids: readonly string[]): Promise<Row[][]> => {
      const lists = new Map(ids.map((id) => [id, [] as Row[]]))
      for (const row of await read(distinct(ids))) lists.get(ownerOf(row))!.push(row)
      return ids.map((id) => lists.get(id)!)
    }
  const many = <Row>(read: ById<Row>, ownerOf: (row: Row) => string) =>
    new DataLoader<string, Row[]>(listsOf(read, ownerOf), { cache })
  const keptMany = <Row>(kind: string, read: ById<Row>, ownerOf: (row: Row) => string) =>
    new KeptLoader<Row[]>(listsOf(read, ownerOf), { kept, kind, cache })
  return {
    article: one((ids) => stores.articles.byIds(ids)),
    source: keptOne('source', (ids) => stores.sources.byIds(ids)),
    feed: one((ids) => stores.feeds.byIds(ids)),
    tag: keptOne('tag', (ids) => stores.tags.byIds(ids)),
    link: one((ids) => stores.links.byIds(ids)),
    story: one((ids) => stores.stories.byIds(ids)),
    partner: one((ids) => stores.partners.byIds(ids)),
    termsOfPartner: keptMany(
      'termsOfPartner',
      (ids) => stores.terms.ofPartners(ids),
      ({ partnerId }) => partnerId,
    ),
    keysOfPartner: many(
      (ids) => stores.keys.ofPartners(ids),
      ({ partnerId }) => partnerId,
    ),
    attemptsOfDelivery: many(
      (ids) => stores.webhookDeliveries.attempts(ids),
      ({ deliveryId }) => deliveryId,
    ),
    revision: one((ids) => stores.texts.revisionsByIds(ids)),
    daysOfFeed: many(
      (ids) => stores.feeds.days(ids),
      ({ feedId }) => feedId,
    ),
    taggingsOfArticle: many(
      (ids) => stores.tags.taggings(ids),
      ({ articleId }) => articleId,
    ),
    tagIdsOfArticle: new KeptLoader(
      async (ids) => {
        const lists = await stores.tags.shownIds(distinct(ids))
        return ids.map((id) => lists.get(id)!)
      },
      { kept, kind: 'tagIdsOfArticle', cache },
    ),
    linksOfArticle: many(
      (ids) => stores.links.shownByArticles(ids),
      ({ fromId }) => fromId,
    ),
    linksToArticle: many(
      (ids) => stores.links.toArticles(ids),
      ({ articleId }) => articleId!,
    ),
    copyGroup: many(
      (ids) => stores.articles.copyGroups(ids),
      ({ id, copyOfId }) => copyOfId ?? id,
    ),
    tagsOfStory: many(
      (ids) => stores.stories.tags(ids),
      ({ storyId }) => storyId,
    ),
    sourcesOfStory: many(
      (ids) => stores.stories.sources(ids),
      ({ storyId }) => storyId,
    ),
    bodyOfArticle: new DataLoader<string, Block[] | null>(
      async (ids) => {
        const rows = new Map((await stores.texts.bodies(distinct(ids))).map((row) => [row.articleId, row.blocks]))
        return ids.map((id) => rows.get(id) ?? null)
      },
      { cache },
    ),
    revisionsOfArticle: many(
      (ids) => stores.texts.revisions(ids),
      ({ articleId }) => articleId,
    ),
  }
}

/** Without a cache the same key may stand in one batch more than once. */
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)]
