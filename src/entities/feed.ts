import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { FeedKind, SourceHealth } from './enums.ts'
import { Leased } from './leased.ts'
import { oneOf } from './naming.ts'
import { Source } from './source.ts'

/**
 * An address that is polled for new articles of a source. It is polled once `nextFetchAt` has come, while it is neither paused
 * nor removed nor gone, by whoever holds its lease.
 */
@Entity('feed')
@Unique('feed_url_key', ['urlKey'])
@Index('feed_source_idx', ['sourceId'])
@Index('feed_due_idx', ['nextFetchAt'], { where: 'not paused and removed_at is null and gone_at is null' })
@Index('feed_leased_idx', ['host'], { where: 'lease_until is not null' })
@Check('feed_kind_check', oneOf('kind', FeedKind))
@Check('feed_health_check', oneOf('health', SourceHealth))
@Check('feed_interval_check', 'interval_seconds between 60 and 86400')
@Check('feed_failures_check', 'consecutive_failures >= 0')
@Check('feed_date_confidence_check', 'date_confidence between 0 and 1')
export class Feed extends Leased {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'feed_pkey',
  })
  id: string

  @ForeignKey(() => Source, { name: 'feed_source_fkey' })
  @Column({ type: 'bigint' })
  sourceId: string

  @Column({ type: 'text' })
  url: string

  /** The comparison key of the address. */
  @Column({ type: 'text' })
  urlKey: string

  /** Host and port of the address: at most so many of one host are fetched at once. */
  @Column({ type: 'text' })
  host: string

  @Column({ type: 'text', default: 'FEED' })
  kind: FeedKind

  /** rss, atom, rdf, json-feed, news-sitemap, page-dump: as last read. */
  @Column({ type: 'text', nullable: true })
  format: string | null

  /** What the feed calls itself. */
  @Column({ type: 'text', nullable: true })
  title: string | null

  /** The operator's folders for it; every article of the feed bears them as tags of origin EDITOR. */
  @Column({ type: 'text', array: true, default: '{}' })
  tags: string[]

  @Column({ type: 'boolean', default: false })
  paused: boolean

  /** Removed by the operator: never polled again, its articles stay. */
  @Column({ type: 'timestamptz', nullable: true })
  removedAt: Date | null

  /** When the publisher said 410 Gone. */
  @Column({ type: 'timestamptz', nullable: true })
  goneAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  lastFetchedAt: Date | null

  /** When it is polled next. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  nextFetchAt: Date

  /** Before this the publisher asked not to be polled; a refresh by hand keeps to it too. */
  @Column({ type: 'timestamptz', nullable: true })
  earliestFetchAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  lastNewArticleAt: Date | null

  @Column({ type: 'integer', default: 1800 })
  intervalSeconds: number

  @Column({ type: 'integer', default: 0 })
  consecutiveFailures: number

  @Column({ type: 'text', nullable: true })
  lastError: string | null

  @Column({ type: 'integer', nullable: true })
  lastStatus: number | null

  /** As last announced. */
  @Column({ type: 'text', default: 'HEALTHY' })
  health: SourceHealth

  /** Validators of the body stored last, byte for byte as the publisher sent them. */
  @Column({ type: 'text', nullable: true })
  etag: string | null

  @Column({ type: 'text', nullable: true })
  lastModified: string | null

  /** Hex, of the body stored last. */
  @Column({ type: 'text', nullable: true })
  bodySha256: string | null

  /** Where the last poll was permanently sent; the second time the feed moves there. */
  @Column({ type: 'text', nullable: true })
  movedTo: string | null

  /** The character set of the body stored last. */
  @Column({ type: 'text', nullable: true })
  charset: string | null

  /** Share of the items of the body stored last whose date could be read to the minute. */
  @Column({ type: 'real', nullable: true })
  dateConfidence: number | null

  /** Least seconds between two polls, as the body stored last asks (ttl, sy:updatePeriod). */
  @Column({ type: 'integer', nullable: true })
  minIntervalSeconds: number | null

  /** Date of the oldest item of its first body: from there on it is known how often it publishes. */
  @Column({ type: 'timestamptz', nullable: true })
  knownSince: Date | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}

/** What a day of polling a feed came to; kept 14 days. */
@Entity('feed_day')
export class FeedDay {
  @ForeignKey(() => Feed, { name: 'feed_day_feed_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'feed_day_pkey' })
  feedId: string

  /** In UTC. */
  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'feed_day_pkey' })
  day: string

  @Column({ type: 'integer', default: 0 })
  polls: number

  /** Polls answered with 304, or with the same bytes. */
  @Column({ type: 'integer', default: 0 })
  unchanged: number

  @Column({ type: 'integer', default: 0 })
  failures: number

  @Column({ type: 'integer', default: 0 })
  newItems: number

  /** As received. */
  @Column({ type: 'bigint', default: 0 })
  bytes: string
}

/** An item that a feed has shown: while it says the same, nobody looks at it again. */
@Entity('feed_item')
export class FeedItem {
  @ForeignKey(() => Feed, { name: 'feed_item_feed_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'feed_item_pkey' })
  feedId: string

  /** Hash of its GUID, else of its address, else of its title. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'feed_item_pkey' })
  key: string

  /** Hash of what it says. */
  @Column({ type: 'text' })
  digest: string

  /** The last day on which the feed showed it, in UTC; forgotten 60 days later. */
  @Column({ type: 'date' })
  seenOn: string
}
