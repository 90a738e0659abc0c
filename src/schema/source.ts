import { Field, InputType, Int, ObjectType } from 'type-graphql'
import type { SourceFilterInput as SourceFilter, SourceRow } from '../stores/source-store.ts'
import { DisplayPolicy, SourceHealth } from './enums.ts'
import { ImageType } from './media.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar, URLScalar } from './scalars.ts'

@ObjectType('Source', { implements: NodeType, description: 'مصدر\nA publisher.', simpleResolvers: true })
export class SourceType
  extends NodeType
  implements Omit<SourceRow, 'attribution' | 'paused' | 'robots' | 'profile' | 'isSample' | 'createdAt'>
{
  @Field(() => String, {
    description: 'اسم مختصر يقوم مقام المعرّف\nA short name that does wherever the id does, e.g. bbc.',
  })
  slug: string

  @Field(() => String, { description: 'الاسم الذي يعرفه القرّاء\nThe name that readers know.' })
  name: string

  @Field(() => URLScalar, { nullable: true, description: 'عنوان الموقع\nThe address of its site.' })
  homepage: string | null

  @Field(() => ImageType, { nullable: true, description: 'الشعار\nIts sign.' })
  logo: SourceRow['logo']

  @Field(() => String, { nullable: true, description: 'رمز البلد من حرفين، مثل EG\nISO 3166-1 alpha-2, e.g. EG.' })
  country: string | null

  @Field(() => String, { description: 'اللغة، مثل ar\nBCP 47, e.g. ar.' })
  language: string

  @Field(() => DisplayPolicy, { description: 'كم يُعرض من مقالاته\nHow much of its articles this caller may show.' })
  display: SourceRow['display']

  @Field(() => SourceHealth, {
    description: 'حال خلاصاته\nFAILING while a feed of it fails, STALE where its feeds bring nothing new for days.',
  })
  health: SourceRow['health']

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'وقت نشر أحدث مقالاته\nWhen its latest article was published.',
  })
  lastArticleAt: Date | null

  @Field(() => Int, { description: 'عدد مقالاته المنشورة\nIts published articles.' })
  articleCount: number
}

@InputType('SourceFilter', {
  description:
    'مرشِّح المصادر: يجب أن تصحّ الشروط كلها\nEvery condition must hold, e.g. { countries: ["EG"], health: [HEALTHY] }.',
})
export class SourceFilterInput implements SourceFilter {
  @Field(() => [String], { nullable: true, description: 'من أي من هذه البلدان، مثل EG\nAny of; ISO 3166-1 alpha-2.' })
  countries?: string[] | null

  @Field(() => [String], { nullable: true, description: 'بأي من هذه اللغات\nAny of; `ar` stands for `ar-EG` too.' })
  languages?: string[] | null

  @Field(() => [SourceHealth], { nullable: true, description: 'أي من هذه\nAny of.' })
  health?: SourceRow['health'][] | null

  @Field(() => String, {
    nullable: true,
    description: 'جزء من اسمه بأي رسم\nA part of its name, in any spelling, e.g. الاهرام for الأهرام.',
  })
  text?: string | null
}
