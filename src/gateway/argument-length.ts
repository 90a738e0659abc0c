import { type FieldNode, type GraphQLField, Kind, type ValueNode } from 'graphql'
import { MAX_LENGTH } from '../schema/list-bounds.ts'
import { DEFAULT_LENGTH, LENGTH_ARGUMENTS } from './cost-rates.ts'
import type { CostedField, Variables } from './operation-cost.ts'

type Length = (variables: Variables) => number | null

/**
 * How many entries the arguments of a field ask for; null where none of them says so. More than anybody gets counts as the most: who
 * asks for it is refused when the field is executed.
 * @param name as `Type.field`
 */
export function argumentLength(
  name: string,
  { args }: GraphQLField<unknown, unknown>,
  node: FieldNode,
): CostedField['length'] {
  const given = (argument: string) => node.arguments?.find((one) => one.name.value === argument)?.value
  const way = LENGTH_ARGUMENTS[name]
  if (way !== undefined) {
    const length = entriesAt(given(way[0]!), way.slice(1))
    return (variables) => length(variables) ?? 0
  }
  const paging = args.filter((arg) => arg.name === 'first' || arg.name === 'last')
  if (paging.length === 0) return null
  const fallback = paging.reduce<number | null>((most, { defaultValue }) => asNumber(defaultValue) ?? most, null)
  const asked = paging.map((arg) => numberAt(given(arg.name)))
  return (variables) => {
    const lengths = asked.flatMap((of) => of(variables) ?? [])
    const length = lengths.length > 0 ? Math.max(...lengths) : (fallback ?? DEFAULT_LENGTH)
    return Math.min(Math.max(length, 0), MAX_LENGTH)
  }
}

const asNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function numberAt(value: ValueNode | undefined): Length {
  if (value?.kind === Kind.VARIABLE) {
    const { value: name } = value.name
    return (variables) => asNumber(variables[name])
  }
  const number = value?.kind === Kind.INT ? Number(value.value) : null
  return () => number
}

/** The number of entries of the list at the end of a way through objects. */
function entriesAt(value: ValueNode | undefined, way: readonly string[]): Length {
  if (value?.kind === Kind.VARIABLE) {
    const { value: name } = value.name
    return (variables) => {
      let found = variables[name]
      for (const step of way) found = (found as Readonly<Record<string, unknown>> | null | undefined)?.[step]
      return found == null ? null : Array.isArray(found) ? found.length : 1
    }
  }
  if (way.length > 0) {
    const fields = value?.kind === Kind.OBJECT ? value.fields : []
    return entriesAt(fields.find((field) => field.name.value === way[0])?.value, way.slice(1))
  }
  // One value stands for a list of one.
  const entries = value?.kind === Kind.LIST ? value.values.length : value === undefined ? null : 1
  return () => entries
}
