import { Field, InputType, Int, ObjectType } from 'type-graphql'
import type { SourceFilterInput as SourceFilter, SourceRow } from '../stores/source-store.ts'
import { DisplayPolicy, SourceHealth } from './enums.ts'
import { ImageType } from './media.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar, URLScalar } from './scalars.ts'

@ObjectType('Source', { implements: NodeType, description: 'مصدر\nA publisher.', simpleResolvers: true })
export class SourceType
  extends NodeType
  implements Omit<SourceRow, 'paused' | 'robots' | 'profile' | 'isSample' | 'createdAt'>
{
  @Field(() => String, { description: 'Does wherever its id does.' })
  slug: string

  @Field(() => String, { description: 'The name that readers know.' })
  name: string

  @Field(() => URLScalar, { nullable: true, description: 'The address of its site.' })
  homepage: string | null

  @Field(() => ImageType, { nullable: true, description: 'Its sign.' })
  logo: SourceRow['logo']

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  country: string | null

  @Field(() => String, { description: 'BCP 47.' })
  language: string

  @Field(() => DisplayPolicy, { description: 'How much of its articles is shown.' })
  display: SourceRow['display']

  @Field(() => SourceHealth, {
    description: 'FAILING while a feed of it fails, STALE where its feeds bring nothing new for days.',
  })
  health: SourceRow['health']

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its latest article was published.' })
  lastArticleAt: Date | null

  @Field(() => Int, { description: 'Its published articles.' })
  articleCount: number
}

@InputType('SourceFilter', { description: 'Every condition must hold.' })
export class SourceFilterInput implements SourceFilter {
  @Field(() => [String], { nullable: true, description: 'Any of; ISO 3166-1 alpha-2.' })
  countries?: string[] | null

  @Field(() => [String], { nullable: true, description: 'Any of; `ar` stands for `ar-EG` too.' })
  languages?: string[] | null

  @Field(() => [SourceHealth], { nullable: true, description: 'Any of.' })
  health?: SourceRow['health'][] | null

  @Field(() => String, { nullable: true, description: 'A part of its name, in any spelling.' })
  text?: string | null
}
