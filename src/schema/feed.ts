import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { FeedCandidate, FoundItem } from '../entities/discovery.ts'
import type { Feed } from '../entities/feed.ts'
import type { FeedDayRow } from '../stores/feed-store.ts'
import { SourceHealth } from './enums.ts'
import { NodeType } from './node.ts'
import { DateScalar, DateTimeScalar, URLScalar } from './scalars.ts'

type Shown = Omit<
  Feed,
  | ('sourceId' | 'urlKey' | 'host' | 'kind' | 'earliestFetchAt' | 'etag' | 'lastModified' | 'bodySha256' | 'createdAt')
  | ('minIntervalSeconds' | 'leaseToken' | 'leaseUntil' | 'nextFetchAt' | 'movedTo' | 'knownSince')
> & { nextFetchAt: Date | null }

@ObjectType('Feed', {
  implements: NodeType,
  description: 'خلاصة\nAn address that is polled for new articles of a source.',
  simpleResolvers: true,
})
export class FeedType extends NodeType implements Shown {
  @Field(() => URLScalar, { description: 'Where it is polled.' })
  url: string

  @Field(() => String, { nullable: true, description: 'What it calls itself.' })
  title: string | null

  @Field(() => String, { nullable: true, description: 'rss, atom, rdf, json-feed, news-sitemap: as last read.' })
  format: string | null

  @Field(() => [String], { description: "The operator's folders for it; its articles bear them as tags." })
  tags: string[]

  @Field(() => SourceHealth, {
    description: 'FAILING after three failures in a row or a 410, STALE where it brought nothing new for 7 days.',
  })
  health: Feed['health']

  @Field(() => Boolean, { description: 'Whether the operator paused this very feed.' })
  paused: boolean

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the operator removed it.' })
  removedAt: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its publisher said 410 Gone.' })
  goneAt: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last polled, with whatever success.' })
  lastFetchedAt: Date | null

  nextFetchAt: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it last showed an article that was not known.' })
  lastNewArticleAt: Date | null

  @Field(() => Int, { description: 'The time between two polls, as its rhythm and its publisher have it.' })
  intervalSeconds: number

  @Field(() => Int, { description: 'In a row, up to the last poll.' })
  consecutiveFailures: number

  @Field(() => String, { nullable: true, description: 'What is wrong with it, in full.' })
  lastError: string | null

  @Field(() => Int, { nullable: true, description: 'HTTP status of the last answer; null where there was none.' })
  lastStatus: number | null

  @Field(() => String, { nullable: true, description: 'The character set in which it was last read.' })
  charset: string | null

  @Field(() => Float, {
    nullable: true,
    description: 'Share of its items whose date can be read to the minute, 0 to 1, as last read.',
  })
  dateConfidence: number | null
}

@ObjectType('FeedDay', { description: 'What a day of polling came to.', simpleResolvers: true })
export class FeedDayType implements Omit<FeedDayRow, 'feedId'> {
  @Field(() => DateScalar, { description: 'In UTC.' })
  day: string

  @Field(() => Int, { description: 'How often it was asked.' })
  polls: number

  @Field(() => Int, { description: 'Polls answered with 304, or with the same bytes.' })
  unchanged: number

  @Field(() => Int, { description: 'Polls without success.' })
  failures: number

  @Field(() => Int, { description: 'Items that were not known.' })
  newItems: number

  @Field(() => Float, { description: 'As received.' })
  bytes: number
}

@ObjectType('FeedItem', { description: 'An item of a feed that is only looked at.', simpleResolvers: true })
export class FeedItemType implements FoundItem {
  @Field(() => String, { description: 'The headline.' })
  title: string

  @Field(() => URLScalar, { nullable: true, description: 'Its address.' })
  url: string | null

  @Field(() => String, { nullable: true, description: 'Plain text.' })
  excerpt: string | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'As the feed says.' })
  publishedAt: Date | null
}

@ObjectType('FeedCandidate', { description: 'A feed to which an address leads.', simpleResolvers: true })
export class FeedCandidateType implements Pick<FeedCandidate, 'url' | 'title' | 'format'> {
  @Field(() => URLScalar, { description: 'Where it would be polled.' })
  url: string

  @Field(() => String, { nullable: true, description: 'What it calls itself.' })
  title: string | null

  @Field(() => String, { description: 'rss, atom, rdf, json-feed or news-sitemap.' })
  format: string
}
