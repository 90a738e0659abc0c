import type { ApolloServerPlugin } from '@apollo/server'
import { OperationTypeNode } from 'graphql'
import type { ExecutionContext } from './own-execution.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'

/** What Apollo says of an error until the plugin below, which knows of which request it is, says it. */
export const UNSAID = { message: 'Internal error', extensions: { code: 'INTERNAL' } }

/** Whether an answer with such an error is none: it took too long, or what it asks for could not be reached. Of what was changed the rest is told. */
export const breaksOff = (code: string, isQuery: boolean): boolean =>
  code === 'TIMEOUT' || (isQuery && code === 'UNAVAILABLE')

/** Makes of a result what is sent: errors as clients see them, what the operation cost, the status; and notes what may become of it. */
export function finishedAnswer(log: ErrorLog): ApolloServerPlugin<ExecutionContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response: { body, http }, errors, contextValue }) {
          if (body.kind !== 'single') return
          const { terms, admitted, requestId } = contextValue
          const result = body.singleResult
          if (errors !== undefined) result.errors = errors.map((error) => publicError(error, requestId, log))
          const isQuery = admitted.operation === OperationTypeNode.QUERY
          const broken = result.errors?.find(({ extensions }) => breaksOff(String(extensions?.code), isQuery))
          if (broken !== undefined) {
            // What came of it before is no answer.
            result.errors = [{ message: broken.message, extensions: broken.extensions! }]
            delete result.data
          }
          if (result.data) {
            terms.cost = admitted.cost.of(result.data)
            result.extensions = { ...result.extensions, cost: terms.cost }
          }
          // Where nothing was executed, the status says why.
          if (result.data === undefined && result.errors)
            http.status = statusOf(String(result.errors[0]?.extensions?.code))
          terms.isWhole = result.errors === undefined
        },
      }
    },
  }
}
