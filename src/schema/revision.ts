import { Field, ObjectType } from 'type-graphql'
import type { ParagraphChange, Revision } from '../entities/revision.ts'
import { DateTimeScalar } from './scalars.ts'

@ObjectType('ParagraphChange', {
  description: 'before is null for an added paragraph, after for a removed one.',
  simpleResolvers: true,
})
export class ParagraphChangeType implements ParagraphChange {
  @Field(() => String, { nullable: true, description: 'The paragraph as it was.' })
  before: string | null

  @Field(() => String, { nullable: true, description: 'The paragraph as it is from then on.' })
  after: string | null
}

@ObjectType('Revision', { description: 'One change of title or body by the publisher.', simpleResolvers: true })
export class RevisionType implements Pick<Revision, 'at' | 'title' | 'paragraphs'> {
  @Field(() => DateTimeScalar, { description: 'When the change was seen.' })
  at: Date

  @Field(() => String, { description: 'The title from then on.' })
  title: string

  @Field(() => [ParagraphChangeType], {
    description: 'Paragraphs that differ from the revision before, in order. Empty where body is null.',
  })
  paragraphs: ParagraphChange[]
}
