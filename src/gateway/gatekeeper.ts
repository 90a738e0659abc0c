import { type ExecutionArgs, GraphQLError, type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql'
import { AppError } from '../errors.ts'
import type { Asker } from './authenticate.ts'
import { checkDocument } from './check-document.ts'

/** What a request asks to be executed. */
export interface OperationRequest {
  query: string
  operationName?: string | null | undefined
  variables?: Record<string, unknown> | null | undefined
}

/** An operation that may be executed, or why it may not. */
export type Admission =
  | { kind: 'admitted'; operation: OperationTypeNode; args: ExecutionArgs }
  | { kind: 'refused'; errors: readonly GraphQLError[] }

interface GatekeeperOptions {
  schema: GraphQLSchema
  /** @param live whether the context outlasts an answer: that of a subscription */
  contextOf(asker: Asker, requestId: string, live: boolean): object
}

/** Decides what is executed for whom, by one rule for all that comes over WebSocket and as a stream; HTTP applies the same to documents. */
export class Gatekeeper {
  constructor(private readonly options: GatekeeperOptions) {}

  /** Never throws: errors are returned, and each transport says them in its own way. */
  admit({ query, operationName, variables }: OperationRequest, asker: Asker, requestId: string): Admission {
    const { schema, contextOf } = this.options
    const checked = checkDocument(schema, query)
    if (checked.kind === 'refused') return checked
    const node = getOperationAST(checked.document, operationName)
    if (!node) {
      return refused(
        new AppError('BAD_USER_INPUT', 'The document has no operation of this name, or several and no name'),
      )
    }
    const { operation } = node
    try {
      const contextValue = contextOf(asker, requestId, operation === OperationTypeNode.SUBSCRIPTION)
      const args = { schema, document: checked.document, operationName, variableValues: variables, contextValue }
      return { kind: 'admitted', operation, args }
    } catch (error) {
      return refused(error as Error)
    }
  }
}

function refused(cause: Error): Admission {
  return { kind: 'refused', errors: [new GraphQLError(cause.message, { originalError: cause })] }
}
