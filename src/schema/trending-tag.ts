import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { TrendingTag } from '../stores/trending-store.ts'
import { describeEnum } from './enums.ts'
import { TagType } from './tag.ts'

export const TrendWindow = { HOUR: 'HOUR', DAY: 'DAY', WEEK: 'WEEK' } as const
describeEnum('TrendWindow', TrendWindow, 'المدة المنظور إليها\nHow far back is looked.', {
  HOUR: 'الساعة الأخيرة\nThe last hour.',
  DAY: 'اليوم الأخير\nThe last 24 hours.',
  WEEK: 'الأسبوع الأخير\nThe last 7 days.',
})

@ObjectType('TrendingTag', { description: 'وسم صاعد\nA tag that is used more than usual.', simpleResolvers: true })
export class TrendingTagType implements Omit<TrendingTag, 'tag'> {
  @Field(() => TagType, { description: 'الوسم\nThe tag.' })
  tag: TrendingTag['tag']

  @Field(() => Int, { description: 'مقالات المدة التي تحمله\nArticles of the window that show it, copies once.' })
  count: number

  @Field(() => Float, {
    description: 'ضعف معدّله المعتاد، و1 هو المعتاد\nAgainst its own usual rate; 1 is usual, 3 three times as often.',
  })
  lift: number
}
