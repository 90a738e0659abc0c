import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import type { StoryFilterInput as StoryFilter, StoryRow } from '../stores/story-store.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar } from './scalars.ts'

export const StoryOrder = { LATEST_ACTIVITY: 'LATEST_ACTIVITY', MOST_COVERED: 'MOST_COVERED' } as const
registerEnumType(StoryOrder, {
  name: 'StoryOrder',
  description: 'MOST_COVERED is by the number of sources, then of articles.',
})

type Plain = Pick<StoryRow, 'id' | 'title' | 'firstSeenAt' | 'latestActivityAt' | 'articleCount' | 'sourceCount'>

@ObjectType('Story', {
  implements: NodeType,
  description: 'قصة\nTwo or more articles about the same event.',
  simpleResolvers: true,
})
export class StoryType extends NodeType implements Plain {
  @Field(() => String, { description: 'The title of its most central article.' })
  title: string

  @Field(() => DateTimeScalar, { description: 'When its first article was ingested.' })
  firstSeenAt: Date

  @Field(() => DateTimeScalar, { description: 'When an article last joined it.' })
  latestActivityAt: Date

  @Field(() => Int, { description: 'Published articles, copies included.' })
  articleCount: number

  @Field(() => Int, { description: 'Different sources of these.' })
  sourceCount: number
}

@InputType('StoryFilter', {
  description: 'Every condition must hold; of tags, sources and text each for some article of the story.',
})
export class StoryFilterInput implements StoryFilter {
  @Field(() => [ID], { nullable: true, description: 'Any of. Ids or slugs; an empty list matches nothing.' })
  tags?: string[] | null

  @Field(() => [ID], { nullable: true, description: 'Any of. Ids or slugs; an empty list matches nothing.' })
  sources?: string[] | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Active then or later; 7 days back where left out.' })
  activeFrom?: Date | null

  @Field(() => Int, { nullable: true, description: 'Covered by at least so many sources.' })
  minSources?: number | null

  @Field(() => String, { nullable: true, description: 'The query language of search; every word must hold.' })
  text?: string | null
}
