import { Field, ObjectType } from 'type-graphql'
import type { ParagraphChange, Revision } from '../entities/revision.ts'
import { DateTimeScalar } from './scalars.ts'

@ObjectType('ParagraphChange', {
  description: 'فقرة تغيّرت: ما كانت وما صارت\nbefore is null for an added paragraph, after for a removed one.',
  simpleResolvers: true,
})
export class ParagraphChangeType implements ParagraphChange {
  @Field(() => String, { nullable: true, description: 'الفقرة كما كانت\nThe paragraph as it was.' })
  before: string | null

  @Field(() => String, { nullable: true, description: 'الفقرة كما صارت\nThe paragraph as it is from then on.' })
  after: string | null
}

@ObjectType('Revision', {
  description: 'تعديل واحد من الناشر على العنوان أو النص\nOne change of title or body by the publisher.',
  simpleResolvers: true,
})
export class RevisionType implements Pick<Revision, 'at' | 'title' | 'paragraphs'> {
  @Field(() => DateTimeScalar, { description: 'متى رأينا التعديل\nWhen the change was seen.' })
  at: Date

  @Field(() => String, { description: 'العنوان منذ ذلك الحين\nThe title from then on.' })
  title: string

  @Field(() => [ParagraphChangeType], {
    description:
      'الفقرات التي تغيّرت بترتيبها\nParagraphs that differ from the revision before, in order. Empty where body is null.',
  })
  paragraphs: ParagraphChange[]
}
