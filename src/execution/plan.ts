import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { completeAbstract, completeLeaf, completeList, completeNonNull, completeObject, NotQuick } from './complete.ts'

/** What one execution reads with. */
export interface Run {
  readonly context: unknown
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Arguments of fields that hang on variables, which are the same for every object. */
  readonly args: Map<PlannedField, Record<string, unknown>>
  /** Hears of every object that is answered, with its type and what it was made of; null where there is none. */
  readonly noted: Noted | null
}

export type Noted = (type: string, value: unknown) => void

/** Makes of what a resolver gave what is answered. Throws where that is no plain success. */
export type Complete = (value: unknown, run: Run) => unknown

/** A field of a selection, wherever it stands in the document. */
export interface PlannedField {
  readonly key: string
  readonly name: string
  /** Null of a plain property. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | null
  argsOf(run: Run): Record<string, unknown>
  readonly info: GraphQLResolveInfo
  readonly complete: Complete
}

const NO_ARGS: Record<string, unknown> = Object.freeze({})

/**
 * Plans an operation: every field is looked up once for the document, not once for each object. Gives null where the document has what is
 * left to graphql: directives, introspection.
 */
export function planOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): readonly PlannedField[] | null {
  try {
    return new Planner(schema, operation, fragments).fieldsOf(schema.getRootType(operation.operation)!, [
      operation.selectionSet,
    ])
  } catch (error) {
    if (error instanceof NotQuick) return null
    throw error
  }
}

class Planner {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  ) {}

  fieldsOf(type: GraphQLObjectType, selections: readonly SelectionSetNode[]): readonly PlannedField[] {
    const found = new Map<string, FieldNode[]>()
    for (const selection of selections) this.#collect(type, selection, found, new Set())
    return [...found].map(([key, nodes]) => this.#field(type, key, nodes))
  }

  #collect(
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    found: Map<string, FieldNode[]>,
    seen: Set<string>,
  ): void {
    for (const node of selections) {
      if ((node.directives?.length ?? 0) > 0) throw new NotQuick()
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value
        const others = found.get(key)
        if (others === undefined) found.set(key, [node])
        else others.push(node)
        continue
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(node.name.value)) continue
        seen.add(node.name.value)
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments[node.name.value]! : node
      if (this.#applies(fragment.typeCondition?.name.value, type))
        this.#collect(type, fragment.selectionSet, found, seen)
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true
    const named = this.schema.getType(condition)
    return isAbstractType(named) && this.schema.isSubType(named, type)
  }

  #field(parent: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): PlannedField {
    const name = nodes[0]!.name.value
    if (name === '__typename') return typename(key, parent)
    const field = parent.getFields()[name]
    if (field === undefined) throw new NotQuick()
    const info = { fieldName: name, fieldNodes: nodes, returnType: field.type, parentType: parent } as const
    const common = { schema: this.schema, fragments: this.fragments, operation: this.operation }
    return {
      key,
      name,
      resolve: field.resolve ?? null,
      argsOf: argumentsOf(field, nodes[0]!),
      info: { ...info, ...common } as unknown as GraphQLResolveInfo,
      complete: this.#complete(field.type, nodes),
    }
  }

  #complete(type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
    if (isNonNullType(type)) return completeNonNull(this.#complete(type.ofType, nodes))
    if (isListType(type)) return completeList(this.#complete(type.ofType, nodes))
    if (isLeafType(type)) return completeLeaf(type)
    const selections = nodes.map(({ selectionSet }) => selectionSet!)
    if (isObjectType(type)) {
      if (type.isTypeOf) throw new NotQuick()
      return completeObject(type.name, this.fieldsOf(type, selections))
    }
    const possible = this.schema.getPossibleTypes(type)
    const plans = new Map(
      possible.map((each) => [each.name, completeObject(each.name, this.fieldsOf(each, selections))]),
    )
    return completeAbstract(type.resolveType, plans)
  }
}

function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): PlannedField['argsOf'] {
  if (field.args.length === 0) return () => NO_ARGS
  if (!holdsVariable(node.arguments ?? [])) {
    let args: Record<string, unknown> | undefined
    return () => {
      args ??= Object.freeze(getArgumentValues(field, node))
      return args
    }
  }
  return function (this: PlannedField, { args, variables }: Run) {
    const known = args.get(this) ?? getArgumentValues(field, node, variables as Record<string, unknown>)
    args.set(this, known)
    return known
  }
}

/** Whether a value hangs on a variable anywhere. */
function holdsVariable(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false
  if ((part as { kind?: string }).kind === Kind.VARIABLE) return true
  return Object.entries(part).some(([name, value]) => name !== 'loc' && holdsVariable(value))
}

const typename = (key: string, { name }: GraphQLObjectType): PlannedField => ({
  key,
  name: '__typename',
  resolve: () => name,
  argsOf: () => NO_ARGS,
  info: {} as GraphQLResolveInfo,
  complete: (value) => value,
})
