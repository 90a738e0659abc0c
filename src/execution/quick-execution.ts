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
import { type Noted, type PlannedField, planOperation, type Run } from './plan.ts'

/** An admitted operation with its variables. */
export interface Operation {
  document: DocumentNode
  operationName?: string | null | undefined
  /** As they were given, and coerced. */
  variables: Record<string, unknown> | null | undefined
  coerced: Readonly<Record<string, unknown>>
  /** Hears what the answer holds. */
  contents?: Contents | null
}

/** Who wants to know what an answer holds. */
export interface Contents {
  /** Of every object. */
  noted: Noted
  /** It cannot be told. */
  untold(): void
}

/** Executes an operation over a root value: of a query nothing, of a subscription its event. */
export type Execute = (rootValue: unknown, contextValue: unknown) => Promise<ExecutionResult>

type Plan = readonly PlannedField[] | null
const plans = new WeakMap<GraphQLSchema, WeakMap<OperationDefinitionNode, Plan>>()

/**
 * What executes an operation. A query or an event that succeeds goes by a plan of its document, in a fraction of the time; whatever is
 * not plain success is graphql's to say: it is executed once more, by it, with what its loaders remember.
 */
export function quickExecution(schema: GraphQLSchema, operation: Operation): Execute {
  const { document, operationName, variables: variableValues, coerced: variables, contents = null } = operation
  const plan = planOf(schema, operation)
  const args: Run['args'] = new Map()
  const noted = contents?.noted ?? null
  return async (rootValue, contextValue) => {
    if (plan !== null) {
      try {
        return { data: await readObject(plan, rootValue, { context: contextValue, variables, args, noted }) }
      } catch {
        // What went wrong is found again, with its place.
      }
    }
    contents?.untold()
    return await execute({ schema, document, operationName, variableValues, rootValue, contextValue })
  }
}

function planOf(schema: GraphQLSchema, { document, operationName }: Operation): Plan {
  const operation = getOperationAST(document, operationName)!
  const known = plans.get(schema) ?? new WeakMap<OperationDefinitionNode, Plan>()
  plans.set(schema, known)
  const plan = known.get(operation)
  if (plan !== undefined) return plan
  // Mutations run one after the other, which no plan does.
  const made =
    operation.operation === OperationTypeNode.MUTATION ? null : planOperation(schema, operation, fragmentsOf(document))
  known.set(operation, made)
  return made
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  return Object.fromEntries(fragments.map((node) => [node.name.value, node]))
}
