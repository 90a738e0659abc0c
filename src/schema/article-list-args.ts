import { ArgsType, Field, Int } from 'type-graphql'
import type { ArticleOrder as Order } from '../stores/article-store.ts'
import { ArticleFilterInput } from './article-filter.ts'
import { ArticleOrder } from './enums.ts'
import { CursorScalar } from './scalars.ts'

/** The arguments of every list of articles. */
@ArgsType()
export class ArticleListArgs {
  @Field(() => ArticleFilterInput, { nullable: true })
  filter?: ArticleFilterInput | null

  @Field(() => ArticleOrder, { nullable: true, defaultValue: 'NEWEST' })
  orderBy?: Order | null

  @Field(() => Int, { nullable: true, description: '0 to 100; 20 where neither first nor last is given.' })
  first?: number | null

  @Field(() => CursorScalar, { nullable: true })
  after?: string | null

  @Field(() => Int, { nullable: true, description: '0 to 100; not together with first.' })
  last?: number | null

  @Field(() => CursorScalar, { nullable: true })
  before?: string | null
}
