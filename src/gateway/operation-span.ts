import { getOperationAST } from 'graphql'
import { isTracing, traced } from '../ops/spans.ts'
import type { Admitted } from './gatekeeper.ts'

/**
 * Executes an operation as a span of its own, named by the conventions of OpenTelemetry for GraphQL: its name, never its text nor its
 * variables. Where nothing is traced it is just executed.
 */
export function inOperationSpan<T>(
  { document, operation, operationName }: Pick<Admitted, 'document' | 'operation' | 'operationName'>,
  execute: () => Promise<T>,
): Promise<T> {
  if (!isTracing()) return execute()
  const name = operationName ?? getOperationAST(document)?.name?.value
  const fields = { 'graphql.operation.type': operation, ...(name && { 'graphql.operation.name': name }) }
  return traced(name ? `${operation} ${name}` : operation, fields, execute)
}
