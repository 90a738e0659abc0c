import { Field, ObjectType } from 'type-graphql'
import { URLScalar } from './scalars.ts'

@ObjectType('Attribution', {
  description: 'النسبة إلى المصدر\nWhom to name beside an article.',
  simpleResolvers: true,
})
export class AttributionType {
  @Field(() => String, { description: 'السطر كما يُعرض\nThe line as it is to be shown, e.g. «عن وكالة الأنباء».' })
  text: string

  @Field(() => URLScalar, {
    nullable: true,
    description:
      'إلى أين يقود\nWhat it leads to: the article, else the site of its source; null where neither is known.',
  })
  url: string | null
}
