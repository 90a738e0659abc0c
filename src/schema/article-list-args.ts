import { ArgsType, Field, Int } from 'type-graphql'
import type { ArticleOrder as Order } from '../stores/article-store.ts'
import { ArticleFilterInput } from './article-filter.ts'
import { ArticleOrder } from './enums.ts'
import { AFTER, BEFORE, FILTER, orderedBy } from './list-arguments.ts'
import { CursorScalar } from './scalars.ts'

/** The arguments of every list of articles. */
@ArgsType()
export class ArticleListArgs {
  @Field(() => ArticleFilterInput, FILTER)
  filter?: ArticleFilterInput | null

  @Field(() => ArticleOrder, orderedBy('NEWEST'))
  orderBy?: Order | null

  @Field(() => Int, {
    nullable: true,
    description:
      'كم من أول القائمة، من 0 إلى 100، و20 إن لم يُذكر\nHow many from the front, 0 to 100; 20 where neither first nor last is given.',
  })
  first?: number | null

  @Field(() => CursorScalar, AFTER)
  after?: string | null

  @Field(() => Int, {
    nullable: true,
    description:
      'كم من آخر القائمة، من 0 إلى 100، ولا يجتمع مع first\nHow many from the end, 0 to 100; not together with first.',
  })
  last?: number | null

  @Field(() => CursorScalar, BEFORE)
  before?: string | null
}
