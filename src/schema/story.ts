import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import type { StoryFilterInput as StoryFilter, StoryRow } from '../stores/story-store.ts'
import { describeEnum } from './enums.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar } from './scalars.ts'

export const StoryOrder = { LATEST_ACTIVITY: 'LATEST_ACTIVITY', MOST_COVERED: 'MOST_COVERED' } as const
describeEnum('StoryOrder', StoryOrder, 'ترتيب القصص\nIn which order stories stand.', {
  LATEST_ACTIVITY: 'الأحدث نشاطاً أولاً\nThe one that an article joined last first.',
  MOST_COVERED: 'الأوسع تغطية أولاً\nBy the number of sources, then of articles.',
})

type Plain = Pick<StoryRow, 'id' | 'title' | 'firstSeenAt' | 'latestActivityAt' | 'articleCount' | 'sourceCount'>

@ObjectType('Story', {
  implements: NodeType,
  description: 'قصة\nTwo or more articles about the same event.',
  simpleResolvers: true,
})
export class StoryType extends NodeType implements Plain {
  @Field(() => String, { description: 'عنوان أكثر مقالاتها توسطاً\nThe title of its most central article.' })
  title: string

  @Field(() => DateTimeScalar, { description: 'متى دخل أول مقالاتها\nWhen its first article was ingested.' })
  firstSeenAt: Date

  @Field(() => DateTimeScalar, { description: 'متى انضمّ إليها مقال آخر مرة\nWhen an article last joined it.' })
  latestActivityAt: Date

  @Field(() => Int, { description: 'عدد مقالاتها، النسخ منها\nPublished articles, copies included.' })
  articleCount: number

  @Field(() => Int, { description: 'عدد مصادرها\nDifferent sources of these.' })
  sourceCount: number
}

@InputType('StoryFilter', {
  description:
    'مرشِّح القصص: يجب أن تصحّ الشروط كلها\nEvery condition must hold; of tags, sources and text each for some article of the story, e.g. { minSources: 3, text: "انتخابات" }.',
})
export class StoryFilterInput implements StoryFilter {
  @Field(() => [ID], {
    nullable: true,
    description: 'فيها أي من هذه الوسوم\nAny of. Ids or slugs; an empty list matches nothing.',
  })
  tags?: string[] | null

  @Field(() => [ID], {
    nullable: true,
    description: 'فيها أي من هذه المصادر\nAny of. Ids or slugs; an empty list matches nothing.',
  })
  sources?: string[] | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'نشطت حينها أو بعدها، وإلا فمنذ 7 أيام\nActive then or later; 7 days back where left out.',
  })
  activeFrom?: Date | null

  @Field(() => Int, {
    nullable: true,
    description: 'غطّاها هذا العدد من المصادر على الأقل\nCovered by at least so many sources.',
  })
  minSources?: number | null

  @Field(() => String, {
    nullable: true,
    description:
      'كلمات يجب أن ترد كلها، بلغة البحث\nThe query language of search; every word must hold, e.g. "هدنة غزة" -كأس.',
  })
  text?: string | null
}
