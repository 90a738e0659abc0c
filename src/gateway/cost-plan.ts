import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { listBound } from '../schema/list-bounds.ts'
import { argumentLength } from './argument-length.ts'
import { FIELD_POINTS, INTROSPECTION_POINTS, LENGTH_ARGUMENTS, MUTATION_POINTS, REPEATED_POINTS } from './cost-rates.ts'
import { isIntrospection } from './document-bounds.ts'
import type { Condition, CostedField } from './operation-cost.ts'

/** A selection, and what it hangs on besides its own directives. */
interface Branch {
  readonly selectionSet: SelectionSetNode
  readonly conditions: readonly Condition[]
}

/** One place in a document that asks for a field. */
interface Occurrence {
  readonly node: FieldNode
  readonly conditions: readonly Condition[]
}

/** What the fields of a valid operation can cost, as execution merges them; the variables are still open. */
export function planCost(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
): readonly CostedField[] {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const root = schema.getRootType(operation)
  return root ? new CostPlanner(schema, fragments).fieldsOf(root, [{ selectionSet, conditions: [] }]) : []
}

class CostPlanner {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {}

  fieldsOf(type: GraphQLObjectType, branches: readonly Branch[]): CostedField[] {
    const found = new Map<string, Occurrence[]>()
    for (const branch of branches) this.#collect(type, branch, found)
    const seen = new Set<string>()
    return [...found].map(([key, occurrences]) => this.#planned(type, key, occurrences, seen))
  }

  /** @param seen scalars of the selection that have been asked for already */
  #planned(parent: GraphQLObjectType, key: string, occurrences: readonly Occurrence[], seen: Set<string>): CostedField {
    const { node } = occurrences[0]!
    const name = node.name.value
    const when = occurrences.some(({ conditions }) => conditions.length === 0)
      ? null
      : occurrences.map(({ conditions }) => conditions)
    const field = parent.getFields()[name]
    if (field === undefined || !isCompositeType(getNamedType(field.type))) {
      const repeated = seen.has(name) ? REPEATED_POINTS : 0
      seen.add(name)
      const own = isIntrospection(node) ? this.#introspection(occurrences) : this.#points(parent, name)
      return { key, when, points: own + repeated, length: null, holds: 'nothing', fields: [] }
    }
    const branches = occurrences.map(({ node: { selectionSet }, conditions }) => ({
      selectionSet: selectionSet!,
      conditions,
    }))
    return {
      key,
      when,
      points: this.#points(parent, name),
      length: argumentLength(`${parent.name}.${name}`, field, node),
      holds: holdsOf(parent, field),
      fields: this.#typesOf(field).map((type) => this.fieldsOf(type, branches)),
    }
  }

  #points(parent: GraphQLObjectType, name: string): number {
    const otherwise = parent === this.schema.getMutationType() ? MUTATION_POINTS : 0
    return FIELD_POINTS[`${parent.name}.${name}`] ?? otherwise
  }

  #typesOf({ type }: GraphQLField<unknown, unknown>): readonly GraphQLObjectType[] {
    const named = getNamedType(type)
    if (isAbstractType(named)) return this.schema.getPossibleTypes(named)
    return isObjectType(named) ? [named] : []
  }

  #introspection(occurrences: readonly Occurrence[]): number {
    const size = ({ selections }: SelectionSetNode): number =>
      selections.reduce((sum, selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          return sum + size(this.fragments.get(selection.name.value)!.selectionSet)
        }
        const own = selection.kind === Kind.FIELD ? 1 : 0
        return sum + own + (selection.selectionSet ? size(selection.selectionSet) : 0)
      }, 0)
    return occurrences.reduce((sum, { node }) => sum + INTROSPECTION_POINTS * (1 + size(node.selectionSet!)), 0)
  }

  #collect(type: GraphQLObjectType, { selectionSet, conditions }: Branch, found: Map<string, Occurrence[]>): void {
    for (const selection of selectionSet.selections) {
      const own = conditionsOf(selection.directives ?? [])
      if (own === null) continue
      const all = own.length === 0 ? conditions : [...conditions, ...own]
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value
        const others = found.get(key)
        if (others) others.push({ node: selection, conditions: all })
        else found.set(key, [{ node: selection, conditions: all }])
        continue
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection
      if (fragment === undefined || !this.#applies(fragment.typeCondition?.name.value, type)) continue
      this.#collect(type, { selectionSet: fragment.selectionSet, conditions: all }, found)
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true
    const named = this.schema.getType(condition)
    return isAbstractType(named) && this.schema.isSubType(named, type)
  }
}

/** What a selection hangs on; null where it is never asked for. */
function conditionsOf(directives: readonly DirectiveNode[]): Condition[] | null {
  const conditions: Condition[] = []
  for (const { name, arguments: given } of directives) {
    const value = given?.find((argument) => argument.name.value === 'if')?.value
    if ((name.value !== 'skip' && name.value !== 'include') || value === undefined) continue
    const wanted = name.value === 'include'
    if (value.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, wanted })
    else if (value.kind === Kind.BOOLEAN && value.value !== wanted) return null
  }
  return conditions
}

function holdsOf(parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>): CostedField['holds'] {
  if (!isListType(getNullableType(field.type))) return 'one'
  if (hasLength(`${parent.name}.${field.name}`, field)) return 'length'
  return listBound(parent.name, field) ?? 'page'
}

/** Whether the arguments of a field say how many entries it gives. */
const hasLength = (name: string, { args }: GraphQLField<unknown, unknown>): boolean =>
  LENGTH_ARGUMENTS[name] !== undefined || args.some((arg) => arg.name === 'first' || arg.name === 'last')

/** Lists of objects of a schema that have no bound: no length, no page that they are part of, none of their own. */
export function unboundedLists(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  )
  const fields = types.flatMap((parent) => Object.values(parent.getFields()).map((field) => ({ parent, field })))
  const isPage = ({ name }: GraphQLObjectType): boolean => {
    const leading = fields.filter(({ field }) => getNamedType(field.type).name === name)
    return leading.length > 0 && leading.every(({ parent, field }) => hasLength(`${parent.name}.${field.name}`, field))
  }
  return fields
    .filter(({ field }) => isCompositeType(getNamedType(field.type)))
    .filter(({ parent, field }) => holdsOf(parent, field) === 'page' && !isPage(parent))
    .map(({ parent, field }) => `${parent.name}.${field.name}`)
}
