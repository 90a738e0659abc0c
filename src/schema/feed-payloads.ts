import { Field, InputType, ObjectType } from 'type-graphql'
import type { FeedCandidate } from '../entities/discovery.ts'
import type { Source } from '../entities/source.ts'
import type { UserError } from '../entities/user-error.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { DisplayPolicy } from './enums.ts'
import { FeedCandidateType, FeedType } from './feed.ts'
import { URLScalar } from './scalars.ts'
import { SourceType } from './source.ts'
import { UserErrorType } from './user-error.ts'

const MENDABLE = 'What the caller can mend; nothing was changed where there is anything.'

@ObjectType('FeedPreview', { description: 'What an address would bring.', simpleResolvers: true })
export class FeedPreviewType {
  @Field(() => [FeedCandidateType], { description: 'The likeliest first.' })
  candidates: FeedCandidate[]

  @Field(() => [UserErrorType], { description: 'Why there is none.' })
  userErrors: UserError[]
}

@ObjectType('FeedPayload', { description: 'A feed as the mutation left it.', simpleResolvers: true })
export class FeedPayloadType {
  @Field(() => FeedType, { nullable: true, description: 'Null where there are userErrors.' })
  feed: FeedRow | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@ObjectType('SourcePayload', { description: 'A source as the mutation left it.', simpleResolvers: true })
export class SourcePayloadType {
  @Field(() => SourceType, { nullable: true, description: 'Null where there are userErrors.' })
  source: SourceRow | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@InputType('SourceInput', { description: 'What is left out stays; null empties what may be empty.' })
export class SourceInput {
  @Field(() => String, { nullable: true, description: 'The name that readers know; never empty.' })
  name?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Letters, digits, dots and hyphens; the former one goes on to lead to the source. Never empty.',
  })
  slug?: string | null

  @Field(() => URLScalar, { nullable: true, description: 'The address of its site.' })
  homepage?: string | null

  @Field(() => URLScalar, { nullable: true, description: 'The address of its sign.' })
  logo?: string | null

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  country?: string | null

  @Field(() => String, { nullable: true, description: 'BCP 47; never empty.' })
  language?: string | null

  @Field(() => DisplayPolicy, { nullable: true, description: 'How much of its articles is shown; never empty.' })
  display?: Source['display'] | null

  @Field(() => Boolean, { nullable: true, description: 'Whether its feeds are left alone; never empty.' })
  paused?: boolean | null
}
