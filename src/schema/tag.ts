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
  @Field(() => String, {
    description:
      'اسم مختصر يقوم مقام المعرّف، مثل الانتخابات-البلديه\nIts folded words joined by hyphens; does wherever its id does.',
  })
  slug: string

  @Field(() => String, { description: 'الاسم كما طبعه أول ناشر\nAs the first publisher printed it.' })
  name: string

  @Field(() => TagKind, { description: 'ما يسمّيه الوسم\nWhat it names.' })
  kind: Tag['kind']

  @Field(() => Int, { description: 'عدد المقالات المنشورة التي تحمله\nPublished articles that show it.' })
  articleCount: number
}

@ObjectType('Tagging', {
  description: 'وسم على مقال، ومن أين جاء\nOne tag of one article, with where it came from.',
  simpleResolvers: true,
})
export class TaggingType implements Pick<Tagging, 'origin' | 'label' | 'confidence'> {
  @Field(() => TagType, { description: 'الوسم\nThe tag.' })
  tag: Tag

  @Field(() => TaggingOrigin, { description: 'من وضعه\nWho put it there.' })
  origin: Tagging['origin']

  @Field(() => String, { description: 'كما طُبع\nAs printed.' })
  label: string

  @Field(() => Float, { description: 'درجة الثقة من 0 إلى 1\nHow sure it is, 0 to 1.' })
  confidence: number
}
