import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql'

type Asking = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>

/** By field of a document and name. */
const known = new WeakMap<FieldNode, Map<string, boolean>>()

/** Whether a field of the entries of a connection may be asked for: what stands beside them can then be read along with them. */
export function asksOfNodes({ fieldNodes, fragments }: Asking, name: string): boolean {
  const names = known.get(fieldNodes[0]!) ?? new Map<string, boolean>()
  known.set(fieldNodes[0]!, names)
  const before = names.get(name)
  if (before !== undefined) return before
  const asks = fieldNodes.some(({ selectionSet }) =>
    [
      ['nodes', name],
      ['edges', 'node', name],
    ].some((path) => holds(selectionSet, path, fragments)),
  )
  names.set(name, asks)
  return asks
}

/** Directives are not looked at: what may be asked for is. */
function holds(
  selectionSet: SelectionSetNode | undefined,
  path: readonly string[],
  fragments: Asking['fragments'],
): boolean {
  const [name, ...rest] = path
  if (name === undefined) return true
  return (selectionSet?.selections ?? []).some((selection) => {
    if (selection.kind === Kind.FIELD)
      return selection.name.value === name && holds(selection.selectionSet, rest, fragments)
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection
    return holds(fragment?.selectionSet, path, fragments)
  })
}
