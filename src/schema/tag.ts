import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { Tag } from '../entities/tag.ts'
import type { Tagging } from '../entities/tagging.ts'
import { TaggingOrigin, TagKind } from './enums.ts'
import { NodeType } from './node.ts'

@ObjectType('Tag', {
  implements: NodeType,
  description: 'وسم\nA topic, person, place, organisation or section that articles are filed under.',
  simpleResolvers: true,
})
export class TagType extends NodeType implements Pick<Tag, 'id' | 'slug' | 'name' | 'kind' | 'articleCount'> {
  @Field(() => String, { description: 'Its folded words joined by hyphens; does wherever its id does.' })
  slug: string

  @Field(() => String, { description: 'As the first publisher printed it.' })
  name: string

  @Field(() => TagKind, { description: 'What it names.' })
  kind: Tag['kind']

  @Field(() => Int, { description: 'Published articles that show it.' })
  articleCount: number
}

@ObjectType('Tagging', { description: 'One tag of one article, with where it came from.', simpleResolvers: true })
export class TaggingType implements Pick<Tagging, 'origin' | 'label' | 'confidence'> {
  @Field(() => TagType, { description: 'The tag.' })
  tag: Tag

  @Field(() => TaggingOrigin, { description: 'Who put it there.' })
  origin: Tagging['origin']

  @Field(() => String, { description: 'As printed.' })
  label: string

  @Field(() => Float, { description: '0 to 1.' })
  confidence: number
}
