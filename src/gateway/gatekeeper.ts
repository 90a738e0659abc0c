import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import { AppError } from '../errors.ts'
import type { Asker } from './authenticate.ts'
import { checkDocument } from './check-document.ts'
import { REFUSED_POINTS } from './cost-rates.ts'
import { isIntrospection } from './document-bounds.ts'
import { OperationCost, type Variables } from './operation-cost.ts'
import type { Charge, RateLimits } from './rate-limits.ts'
import { isWithin } from './value-size.ts'

/** Characters of the variables of what reads, as JSON; what writes may bring as much as a body holds. */
const MAX_VARIABLES = 65_536
/** As many as the execution would report. */
const MAX_VARIABLE_ERRORS = 50

/** What a request asks to be executed. */
export interface OperationRequest {
  query: string
  operationName?: string | null | undefined
  variables?: Record<string, unknown> | null | undefined
}

/** An operation that may be executed. */
export interface Admitted {
  kind: 'admitted'
  operation: OperationTypeNode
  document: DocumentNode
  operationName: string | null | undefined
  /** As execution sees them: coerced, with their defaults. */
  coerced: Variables
  cost: OperationCost
  /** What to execute it with, which takes the variables as they were given. */
  argsFor(contextValue: object): ExecutionArgs
}

/** An operation that may be executed, or why it may not. */
export type Admission = Admitted | { kind: 'refused'; errors: readonly GraphQLError[] }

/** As much of an admission as is needed to charge for it. */
type Chargeable = { kind: 'admitted'; cost: Pick<OperationCost, 'requested'> } | { kind: 'refused' }

interface GatekeeperOptions {
  schema: GraphQLSchema
  rates: Pick<RateLimits, 'charge'>
  /** Points that one operation may cost. */
  maxCost: number
  /** Whether everybody may ask about the schema; else who has the scope OPERATE. */
  introspection: boolean
}

/** Decides what is executed for whom and for how many points, by one rule for all transports. */
export class Gatekeeper {
  constructor(private readonly options: GatekeeperOptions) {}

  /** Never throws: errors are returned, and each transport says them in its own way. */
  admit({ query, operationName, variables }: OperationRequest, asker: Asker): Admission {
    const { schema, maxCost } = this.options
    const checked = checkDocument(schema, query)
    if (checked.kind === 'refused') return checked
    const { document } = checked
    const node = getOperationAST(document, operationName)
    if (!node) return refused('BAD_USER_INPUT', 'The document has no operation of this name, or several and no name')
    if (!this.#mayIntrospect(asker) && asksAboutSchema(document)) {
      return refused('FORBIDDEN', 'This server tells its schema only to operators', { scope: 'OPERATE' })
    }
    const { operation } = node
    if (operation !== OperationTypeNode.MUTATION && !isWithin(variables, MAX_VARIABLES)) {
      return refused('TOO_COMPLEX', `The variables have more than ${MAX_VARIABLES} characters`)
    }
    const { errors, coerced } = coercedFor(schema, node, variables)
    if (errors !== undefined) return { kind: 'refused', errors }
    const cost = new OperationCost(checked.planOf(node), coerced)
    // The execution of graphql takes for granted that there is a field to subscribe to.
    if (operation === OperationTypeNode.SUBSCRIPTION && cost.asksNothing) {
      return refused('BAD_USER_INPUT', 'The subscription asks for nothing')
    }
    if (cost.requested > maxCost) {
      return refused('TOO_COMPLEX', `The operation can cost ${cost.requested} points; at most ${maxCost} are allowed`, {
        requested: cost.requested,
        maximum: maxCost,
      })
    }
    const argsFor = (contextValue: object) => ({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
    })
    return { kind: 'admitted', operation, document, operationName, coerced, cost, argsFor }
  }

  /** Takes what was asked for from the caller's quota, also where it was refused. Throws RATE_LIMITED where it is not there. */
  charge(asker: Asker, admission: Chargeable): Charge | Promise<Charge> {
    const points = admission.kind === 'admitted' ? admission.cost.requested : REFUSED_POINTS
    return this.options.rates.charge(asker, points)
  }

  #mayIntrospect({ caller }: Asker): boolean {
    return this.options.introspection || caller.scopes.has('OPERATE')
  }
}

function refused(code: ConstructorParameters<typeof AppError>[0], message: string, details?: Record<string, unknown>) {
  const cause = new AppError(code, message, details)
  return { kind: 'refused' as const, errors: [new GraphQLError(message, { originalError: cause })] }
}

function coercedFor(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: OperationRequest['variables'],
) {
  return getVariableValues(schema, variableDefinitions, given ?? {}, { maxErrors: MAX_VARIABLE_ERRORS })
}

/** Fields about the schema are fields of a root: of an operation, or of a fragment. */
function asksAboutSchema({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (node) =>
      (node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION) &&
      holdsIntrospection(node.selectionSet),
  )
}

const holdsIntrospection = ({ selections }: SelectionSetNode): boolean =>
  selections.some(
    (selection) =>
      isIntrospection(selection) ||
      (selection.kind === Kind.INLINE_FRAGMENT && holdsIntrospection(selection.selectionSet)),
  )
