import type { ApolloServerPlugin } from '@apollo/server'
import type { ExecutionContext } from './own-execution.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'

/** What Apollo says of an error until the plugin below, which knows of which request it is, says it. */
export const UNSAID = { message: 'Internal error', extensions: { code: 'INTERNAL' } }

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
          const late = result.errors?.find(({ extensions }) => extensions?.code === 'TIMEOUT')
          if (late !== undefined) {
            // What came of it in time is no answer.
            result.errors = [{ message: late.message, extensions: late.extensions! }]
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
