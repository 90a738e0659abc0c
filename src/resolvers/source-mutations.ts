import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { noSuch, slugTaken } from '../entities/registry-error.ts'
import type { UserError } from '../entities/user-error.ts'
import { SourceInput, SourcePayloadType } from '../schema/feed-payloads.ts'
import { sourceNamed } from './named.ts'
import { sourcePatch } from './source-patch.ts'

const refused = (...userErrors: UserError[]): SourcePayloadType => ({ source: null, userErrors })

/** Sources as their operator sets them up. */
@Resolver()
export class SourceMutationsResolver {
  @Mutation(() => SourcePayloadType, {
    nullable: true,
    description:
      'تعديل مصدر\n[OPERATE] Changes what is given; null empties a field, e.g. input: { country: "EG", logo: null }.',
  })
  @Extensions({ scope: 'OPERATE' })
  async sourceUpdate(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'معرّف أو اسم مختصر\nId or slug.' }) id: string,
    @Arg('input', () => SourceInput, { description: 'ما يتغيّر\nWhat changes.' }) input: SourceInput,
  ): Promise<SourcePayloadType> {
    const source = await sourceNamed(id, context)
    if (source === null) return refused(noSuch('source', 'id'))
    const read = sourcePatch(input, source)
    if (!read.ok) return refused(...read.errors)
    const changed = await context.stores.sourceEditor.update(source.id, read.patch)
    if (changed !== 'CHANGED') return refused(changed === 'TAKEN' ? slugTaken() : noSuch('source', 'id'))
    return { source: await context.loaders.source.clear(source.id).load(source.id), userErrors: [] }
  }
}
