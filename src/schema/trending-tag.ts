import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql'
import type { TrendingTag } from '../stores/trending-store.ts'
import { TagType } from './tag.ts'

export const TrendWindow = { HOUR: 'HOUR', DAY: 'DAY', WEEK: 'WEEK' } as const
registerEnumType(TrendWindow, { name: 'TrendWindow', description: 'The last hour, day or week.' })

@ObjectType('TrendingTag', { description: 'وسم صاعد\nA tag that is used more than usual.', simpleResolvers: true })
export class TrendingTagType implements Omit<TrendingTag, 'tag'> {
  @Field(() => TagType, { description: 'The tag.' })
  tag: TrendingTag['tag']

  @Field(() => Int, { description: 'Articles of the window that show it, copies once.' })
  count: number

  @Field(() => Float, { description: 'Against its own usual rate; 1 is usual.' })
  lift: number
}
