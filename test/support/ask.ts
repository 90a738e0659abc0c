import { type ExecutionResult, graphql } from 'graphql'
import type { DataSource } from 'typeorm'
import type { Context } from '../../src/context.ts'
import { contextOver, servedSchema } from './ask-schema.ts'

/** Asks as the API would, and gives data and errors as they come. */
export async function ask(
  db: DataSource,
  source: string,
  variableValues: Record<string, unknown> = {},
  context: Partial<Context> = {},
): Promise<ExecutionResult<any>> {
  const contextValue = { ...contextOver(db), ...context }
  return await graphql({ schema: servedSchema(), source, variableValues, contextValue })
}

/** The codes of the errors of an answer. */
export const codesOf = ({ errors }: ExecutionResult): unknown[] =>
  (errors ?? []).map(({ originalError }) => (originalError as { code?: string } | undefined)?.code)
