import type DataLoader from 'dataloader'
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { decodeId, NODE_PREFIXES, type NodePrefix } from '../entities/node-id.ts'
import { ID_OF } from '../schema/list-arguments.ts'
import { NodeType, type TypedRow } from '../schema/node.ts'
import { boundedList } from '../stores/bounded-input.ts'
import type { Loaders } from '../stores/loaders.ts'

type RowLoader = DataLoader<string, object | null>

const loaderOf = (prefix: NodePrefix, loaders: Loaders): RowLoader | undefined =>
  (
    ({
      art: loaders.article,
      src: loaders.source,
      fed: loaders.feed,
      tag: loaders.tag,
      lnk: loaders.link,
      sty: loaders.story,
      par: loaders.partner,
    }) as Partial<Record<NodePrefix, RowLoader>>
  )[prefix]

@Resolver()
export class NodeResolver {
  @Query(() => NodeType, {
    nullable: true,
    description: 'ما يدلّ عليه المعرّف\nWhatever an id names; null where it names nothing.',
  })
  async node(@Ctx() context: Context, @Arg('id', () => ID, ID_OF.any) id: string): Promise<TypedRow | null> {
    return await nodeOf(id, context)
  }

  @Query(() => [NodeType], {
    nullable: 'items',
    description: 'مثل node، بترتيب المعرّفات، 100 على الأكثر\nAs node, in the order of the ids, at most 100.',
  })
  async nodes(
    @Ctx() context: Context,
    @Arg('ids', () => [ID], { description: 'المعرّفات، 100 على الأكثر\nIds of anything, at most 100.' }) ids: string[],
  ): Promise<(TypedRow | null)[]> {
    return await Promise.all(boundedList(ids, 'ids')!.map((id) => nodeOf(id, context)))
  }
}

/** The row that an id of one kind names, or null. */
export async function rowOf<Row>(
  prefix: NodePrefix,
  id: string,
  loader: DataLoader<string, Row | null>,
): Promise<Row | null> {
  const named = decodeId(id)
  return named?.prefix === prefix ? await loader.load(named.id) : null
}

/** Partners are known to themselves and to operators, feeds to operators. */
const mayKnow = ({ caller }: Context, { prefix, id }: { prefix: NodePrefix; id: string }): boolean =>
  !['par', 'fed'].includes(prefix) || (prefix === 'par' && caller.partner?.id === id) || caller.scopes.has('OPERATE')

async function nodeOf(id: string, context: Context): Promise<TypedRow | null> {
  const { loaders } = context
  const named = decodeId(id)
  if (named === null || !mayKnow(context, named)) return null
  const row = await loaderOf(named.prefix, loaders)?.load(named.id)
  return row ? { ...row, __typename: NODE_PREFIXES[named.prefix] } : null
}
