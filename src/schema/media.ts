import { Field, Int, ObjectType } from 'type-graphql'
import type { Block, ImageValue } from '../entities/delivered-article.ts'
import { BlockKind, TextDirection } from './enums.ts'
import { URLScalar } from './scalars.ts'

@ObjectType('Image', { description: 'صورة\nA picture, by its address.', simpleResolvers: true })
export class ImageType implements ImageValue {
  @Field(() => URLScalar, { description: 'Where the picture lies.' })
  url: string

  @Field(() => String, { nullable: true, description: 'What stands in for it where it cannot be seen.' })
  alt: string | null

  @Field(() => String, { nullable: true, description: 'What stands under it, as printed.' })
  caption: string | null

  @Field(() => String, { nullable: true, description: 'Who made it or owns it, as printed.' })
  credit: string | null

  @Field(() => Int, { nullable: true, description: 'In pixels.' })
  width: number | null

  @Field(() => Int, { nullable: true, description: 'In pixels.' })
  height: number | null
}

@ObjectType('Block', { description: 'One piece of a body in reading order.', simpleResolvers: true })
export class BlockType implements Block {
  @Field(() => BlockKind, { description: 'What it is.' })
  kind: Block['kind']

  @Field(() => String, { nullable: true, description: 'Plain text.' })
  text: string

  @Field(() => String, { description: 'Sanitised HTML.' })
  html: string

  @Field(() => String, { nullable: true, description: 'BCP 47; an embed carries its own.' })
  language: string

  @Field(() => TextDirection, { description: 'The direction in which it is written.' })
  direction: Block['direction']

  @Field(() => URLScalar, { nullable: true, description: 'Of an image or embed: where it points.' })
  url: string | null

  @Field(() => String, { nullable: true, description: 'Of a quote or embed: who says it, as printed.' })
  attribution: string | null
}
