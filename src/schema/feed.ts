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
  @Field(() => URLScalar, { description: 'عنوان الخلاصة\nWhere it is polled.' })
  url: string

  @Field(() => String, { nullable: true, description: 'اسمها عند صاحبها\nWhat it calls itself.' })
  title: string | null

  @Field(() => String, {
    nullable: true,
    description: 'صيغتها كما قُرئت آخر مرة\nAs last read: rss, atom, rdf, json-feed or news-sitemap.',
  })
  format: string | null

  @Field(() => [String], {
    description:
      "مجلدات المشغّل لها، وتصير وسوماً لمقالاتها\nThe operator's folders for it; its articles bear them as tags.",
  })
  tags: string[]

  @Field(() => SourceHealth, {
    description:
      'حال الخلاصة\nFAILING after three failures in a row or a 410, STALE where it brought nothing new for 7 days.',
  })
  health: Feed['health']

  @Field(() => Boolean, { description: 'هل أوقفها المشغّل\nWhether the operator paused this very feed.' })
  paused: boolean

  @Field(() => DateTimeScalar, { nullable: true, description: 'متى أزالها المشغّل\nWhen the operator removed it.' })
  removedAt: Date | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'متى قال ناشرها إنها أُلغيت\nWhen its publisher said 410 Gone.',
  })
  goneAt: Date | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'متى طُلبت آخر مرة\nWhen it was last polled, with whatever success.',
  })
  lastFetchedAt: Date | null

  nextFetchAt: Date | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'متى جاءت بمقال جديد آخر مرة\nWhen it last showed an article that was not known.',
  })
  lastNewArticleAt: Date | null

  @Field(() => Int, {
    description: 'الثواني بين طلبين\nSeconds between two polls, as its rhythm and its publisher have it.',
  })
  intervalSeconds: number

  @Field(() => Int, { description: 'عدد الإخفاقات المتوالية\nFailures in a row, up to the last poll.' })
  consecutiveFailures: number

  @Field(() => String, { nullable: true, description: 'الخطأ كاملاً\nWhat is wrong with it, in full.' })
  lastError: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'حالة HTTP لآخر جواب\nHTTP status of the last answer, e.g. 200; null where there was none.',
  })
  lastStatus: number | null

  @Field(() => String, {
    nullable: true,
    description: 'ترميز حروفها كما قُرئت آخر مرة\nThe character set in which it was last read, e.g. windows-1256.',
  })
  charset: string | null

  @Field(() => Float, {
    nullable: true,
    description:
      'حصة ما يُعرف وقته إلى الدقيقة من عناصرها\nShare of its items whose date can be read to the minute, 0 to 1, as last read.',
  })
  dateConfidence: number | null
}

@ObjectType('FeedDay', { description: 'حصيلة يوم من الطلبات\nWhat a day of polling came to.', simpleResolvers: true })
export class FeedDayType implements Omit<FeedDayRow, 'feedId'> {
  @Field(() => DateScalar, { description: 'اليوم بالتوقيت العالمي\nThe day, in UTC.' })
  day: string

  @Field(() => Int, { description: 'كم مرة طُلبت\nHow often it was asked.' })
  polls: number

  @Field(() => Int, { description: 'طلبات لم يتغيّر جوابها\nPolls answered with 304, or with the same bytes.' })
  unchanged: number

  @Field(() => Int, { description: 'طلبات أخفقت\nPolls without success.' })
  failures: number

  @Field(() => Int, { description: 'عناصر جديدة\nItems that were not known.' })
  newItems: number

  @Field(() => Float, { description: 'البايتات كما وصلت\nBytes, as received.' })
  bytes: number
}

@ObjectType('FeedItem', {
  description: 'عنصر من خلاصة تُعايَن ولا تُخزَّن\nAn item of a feed that is only looked at.',
  simpleResolvers: true,
})
export class FeedItemType implements FoundItem {
  @Field(() => String, { description: 'العنوان\nThe headline.' })
  title: string

  @Field(() => URLScalar, { nullable: true, description: 'عنوانه على الويب\nIts address.' })
  url: string | null

  @Field(() => String, { nullable: true, description: 'نص بلا وسوم HTML\nPlain text.' })
  excerpt: string | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'وقت النشر كما في الخلاصة\nAs the feed says.' })
  publishedAt: Date | null
}

@ObjectType('FeedCandidate', {
  description: 'خلاصة يقود إليها العنوان\nA feed to which an address leads.',
  simpleResolvers: true,
})
export class FeedCandidateType implements Pick<FeedCandidate, 'url' | 'title' | 'format'> {
  @Field(() => URLScalar, { description: 'العنوان الذي تُطلب منه\nWhere it would be polled.' })
  url: string

  @Field(() => String, { nullable: true, description: 'اسمها عند صاحبها\nWhat it calls itself.' })
  title: string | null

  @Field(() => String, { description: 'صيغة الخلاصة\nrss, atom, rdf, json-feed or news-sitemap.' })
  format: string
}
