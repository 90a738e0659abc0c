import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { RelatedLink } from '../entities/related-link.ts'
import { LinkKind, LinkOrigin } from './enums.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar } from './scalars.ts'

type Plain = Pick<
  RelatedLink,
  'id' | 'kind' | 'origin' | 'position' | 'score' | 'reasons' | 'observedAt' | 'resolvedAt'
>

@ObjectType('RelatedLink', {
  implements: NodeType,
  description:
    'رابط من مقال إلى مقال\nOne pointer from an article to another. It exists from the moment the headline is seen, and resolves when the article is known.',
  simpleResolvers: true,
})
export class RelatedLinkType extends NodeType implements Plain {
  @Field(() => LinkKind, { description: 'القائمة التي يقف فيها\nThe list that it stands in.' })
  kind: RelatedLink['kind']

  @Field(() => LinkOrigin, { description: 'من قال بالصلة بينهما\nWho says that the two belong together.' })
  origin: RelatedLink['origin']

  @Field(() => Int, {
    description: "موضعه في قائمة الناشر أو رتبته، من 1\nPlace in the publisher's list, or rank by score, from 1.",
  })
  position: number

  @Field(() => Float, {
    nullable: true,
    description: 'درجة الصلة المحسوبة، من 0 إلى 1\nOf computed links: how close, 0 to 1.',
  })
  score: number | null

  @Field(() => [String], {
    description: 'أسباب الصلة المحسوبة\nOf computed links: why, e.g. the names, places and rare words that both share.',
  })
  reasons: string[]

  @Field(() => DateTimeScalar, { description: 'متى رأيناه أول مرة\nWhen it was first seen.' })
  observedAt: Date

  @Field(() => DateTimeScalar, { nullable: true, description: 'متى عُرف مقاله\nWhen its article was known.' })
  resolvedAt: Date | null
}
