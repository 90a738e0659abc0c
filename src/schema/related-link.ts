import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { RelatedLink } from '../entities/related-link.ts'
import { LinkKind, LinkOrigin } from './enums.ts'
import { NodeType } from './node.ts'
import { DateTimeScalar } from './scalars.ts'

type Plain = Pick<
  RelatedLink,
  'id' | 'kind' | 'origin' | 'position' | 'score' | 'reasons' | 'isHidden' | 'observedAt' | 'resolvedAt'
>

@ObjectType('RelatedLink', {
  implements: NodeType,
  description:
    'رابط من مقال إلى مقال\nOne pointer from an article to another. It exists from the moment the headline is seen, and resolves when the article is known.',
  simpleResolvers: true,
})
export class RelatedLinkType extends NodeType implements Plain {
  @Field(() => LinkKind, { description: 'The list that it stands in.' })
  kind: RelatedLink['kind']

  @Field(() => LinkOrigin, { description: 'Who says that the two belong together.' })
  origin: RelatedLink['origin']

  @Field(() => Int, { description: "Place in the publisher's list, or rank by score, from 1." })
  position: number

  @Field(() => Float, { nullable: true, description: 'Of computed links: 0 to 1.' })
  score: number | null

  @Field(() => [String], {
    description: 'Of computed links: why, e.g. the names, places and rare words that both share.',
  })
  reasons: string[]

  @Field(() => Boolean, {
    description:
      'أخفاه محرّر\nAn editor took it out of readAlso and similar, and with it whatever else leads to the same article; `related` still tells of it.',
  })
  isHidden: boolean

  @Field(() => DateTimeScalar, { description: 'When it was first seen.' })
  observedAt: Date

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its article was known.' })
  resolvedAt: Date | null
}
