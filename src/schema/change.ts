import { Field, InterfaceType, ObjectType } from 'type-graphql'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import type { StoryRow } from '../stores/story-store.ts'
import type { ToldChange } from '../stores/told-changes.ts'
import { ArticleType } from './article.ts'
import { RelatedLinkType } from './related-link.ts'
import { ChangeCursorScalar, DateTimeScalar } from './scalars.ts'
import { StoryType } from './story.ts'

/** The place in the log up to which nothing happened that a reader asks for. */
export interface CheckpointValue {
  type: 'CHECKPOINT'
  cursor: string
  at: Date
}

const NAMES: Readonly<Record<(ToldChange | CheckpointValue)['type'], string>> = {
  ARTICLE_INGESTED: 'ArticleIngested',
  ARTICLE_UPDATED: 'ArticleUpdated',
  ARTICLE_WITHDRAWN: 'ArticleWithdrawn',
  LINK_RESOLVED: 'LinkResolved',
  STORY_CHANGED: 'StoryChanged',
  CHECKPOINT: 'Checkpoint',
}

@InterfaceType('Change', {
  description: 'تغيير\nOne entry of the log of changes; expect types that are new to you.',
  resolveType: ({ type }: ToldChange | CheckpointValue) => NAMES[type],
})
export abstract class ChangeInterface {
  @Field(() => ChangeCursorScalar, {
    description:
      'موضع التغيير: تابع منه فلا يضيع شيء ولا يتكرر\nIts place: follow from here, and nothing is lost and nothing comes twice.',
  })
  cursor: string

  @Field(() => DateTimeScalar, { description: 'متى حدث\nWhen it happened.' })
  at: Date
}

@ObjectType('ArticleIngested', {
  implements: ChangeInterface,
  description: 'مقال جديد\nLeft out of a replay once the article is withdrawn.',
  simpleResolvers: true,
})
export class ArticleIngestedType extends ChangeInterface {
  @Field(() => ArticleType, { description: 'المقال كما هو الآن\nThe article, as it is now.' })
  article: ArticleRow
}

@ObjectType('ArticleUpdated', {
  implements: ChangeInterface,
  description: 'تغيّر مقال\nText, tags, image, links or copyOf changed.',
  simpleResolvers: true,
})
export class ArticleUpdatedType extends ChangeInterface {
  @Field(() => ArticleType, { description: 'المقال كما هو الآن\nThe article, as it is now.' })
  article: ArticleRow
}

@ObjectType('ArticleWithdrawn', {
  implements: ChangeInterface,
  description: 'سُحب مقال\nIt keeps id, url, title, source and dates, and should no longer be shown.',
  simpleResolvers: true,
})
export class ArticleWithdrawnType extends ChangeInterface {
  @Field(() => ArticleType, { description: 'ما بقي من المقال\nWhat is left of the article.' })
  article: ArticleRow

  @Field(() => String, { nullable: true, description: 'السبب بالكلمات\nWhy, in words.' })
  reason: string | null
}

@ObjectType('LinkResolved', {
  implements: ChangeInterface,
  description: 'رابط عُرف مقاله\nThe article that a printed headline names is known from here on.',
  simpleResolvers: true,
})
export class LinkResolvedType extends ChangeInterface {
  @Field(() => RelatedLinkType, { description: 'الرابط كما هو الآن\nThe link, as it is now.' })
  link: LinkRow
}

@ObjectType('StoryChanged', {
  implements: ChangeInterface,
  description: 'تغيّرت قصة\nBegan, grew, got another lead, or was merged (see mergedInto).',
  simpleResolvers: true,
})
export class StoryChangedType extends ChangeInterface {
  @Field(() => StoryType, { description: 'القصة كما هي الآن\nThe story, as it is now.' })
  story: StoryRow
}

@ObjectType('Checkpoint', {
  implements: ChangeInterface,
  description:
    'لا جديد حتى هنا\nNothing that matches happened up to here. Sent by `changes` when a replay has caught up, then once a minute of silence; whatever `types` says.',
})
export class CheckpointType extends ChangeInterface {}

@ObjectType('ChangePage', {
  description: 'صفحة من سجل التغييرات\nChanges in their order, oldest first.',
  simpleResolvers: true,
})
export class ChangePageType {
  @Field(() => [ChangeInterface], {
    description: 'التغييرات بترتيبها\nThe changes; a page may hold few or none and still not be the last.',
  })
  nodes: ToldChange[]

  @Field(() => ChangeCursorScalar, {
    description: 'قيمة after للصفحة التالية\nThe `after` of the next page, also where nodes is empty.',
  })
  cursor: string

  @Field(() => Boolean, { description: 'هل للسجل بقية\nWhether the log goes on after this page.' })
  hasMore: boolean
}
