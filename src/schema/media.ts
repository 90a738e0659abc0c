import { Field, Int, ObjectType } from 'type-graphql'
import type { Block, ImageValue } from '../entities/delivered-article.ts'
import { BlockKind, TextDirection } from './enums.ts'
import { URLScalar } from './scalars.ts'

@ObjectType('Image', { description: 'صورة\nA picture, by its address.', simpleResolvers: true })
export class ImageType implements ImageValue {
  @Field(() => URLScalar, { description: 'عنوان الصورة\nWhere the picture lies.' })
  url: string

  @Field(() => String, {
    nullable: true,
    description: 'نص بديل لمن لا يرى الصورة\nWhat stands in for it where it cannot be seen.',
  })
  alt: string | null

  @Field(() => String, { nullable: true, description: 'الشرح المطبوع تحتها\nWhat stands under it, as printed.' })
  caption: string | null

  @Field(() => String, { nullable: true, description: 'صاحب الصورة كما طُبع\nWho made it or owns it, as printed.' })
  credit: string | null

  @Field(() => Int, { nullable: true, description: 'بالبكسل\nIn pixels.' })
  width: number | null

  @Field(() => Int, { nullable: true, description: 'بالبكسل\nIn pixels.' })
  height: number | null
}

@ObjectType('Block', { description: 'قطعة من النص\nOne piece of a body in reading order.', simpleResolvers: true })
export class BlockType implements Block {
  @Field(() => BlockKind, { description: 'ما هي القطعة\nWhat it is.' })
  kind: Block['kind']

  @Field(() => String, { nullable: true, description: 'نص بلا وسوم HTML\nPlain text.' })
  text: string

  @Field(() => String, { description: 'نص HTML آمن للعرض\nSanitised HTML.' })
  html: string

  @Field(() => String, {
    nullable: true,
    description: 'لغة القطعة، وللمضمَّن لغته\nBCP 47, e.g. ar; an embed carries its own.',
  })
  language: string

  @Field(() => TextDirection, { description: 'اتجاه كتابتها\nThe direction in which it is written.' })
  direction: Block['direction']

  @Field(() => URLScalar, {
    nullable: true,
    description: 'عنوان الصورة أو المضمَّن\nOf an image or embed: where it points.',
  })
  url: string | null

  @Field(() => String, {
    nullable: true,
    description: 'صاحب الاقتباس أو المضمَّن كما طُبع\nOf a quote or embed: who says it, as printed.',
  })
  attribution: string | null
}
