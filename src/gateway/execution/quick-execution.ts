import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql'
import { readObject } from './complete.ts'
import { type PlannedField, planQuery } from './plan.ts'

/** An admitted operation. */
export interface Execution {
  document: DocumentNode
  operationName: string | null | undefined
  /** As they were given, and coerced. */
  variables: Record<string, unknown> | null | undefined
  coerced: Readonly<Record<string, unknown>>
  contextValue: unknown
}

type Plan = readonly PlannedField[] | null
const plans = new WeakMap<GraphQLSchema, WeakMap<OperationDefinitionNode, Plan>>()

/**
 * Executes an operation. A query that succeeds goes by a plan of its document, in a fraction of the time; whatever is not plain success
 * is graphql's to say: the query is executed once more, by it, with what its loaders remember.
 */
export async function executeQuickly(schema: GraphQLSchema, execution: Execution): Promise<ExecutionResult> {
  const { document, operationName, variables, coerced, contextValue } = execution
  const plan = planOf(schema, execution)
  if (plan !== null) {
    try {
      return { data: await readObject(plan, undefined, { context: contextValue, variables: coerced, args: new Map() }) }
    } catch {
      // What went wrong is found again, with its place.
    }
  }
  return await execute({ schema, document, operationName, variableValues: variables, contextValue })
}

function planOf(schema: GraphQLSchema, { document, operationName }: Execution): Plan {
  const operation = getOperationAST(document, operationName)!
  const known = plans.get(schema) ?? new WeakMap<OperationDefinitionNode, Plan>()
  plans.set(schema, known)
  const plan = known.get(operation)
  if (plan !== undefined) return plan
  const made =
    operation.operation === OperationTypeNode.QUERY ? planQuery(schema, operation, fragmentsOf(document)) : null
  known.set(operation, made)
  return made
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  return Object.fromEntries(fragments.map((node) => [node.name.value, node]))
}
