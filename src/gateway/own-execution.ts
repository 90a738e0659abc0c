import type { ApolloServerOptionsWithGateway } from '@apollo/server'
import type { GraphQLSchema } from 'graphql'
import type { Context } from '../context.ts'
import { quickExecution } from '../execution/quick-execution.ts'
import type { AnswerTerms } from './caching/answer-terms.ts'
import type { Admitted } from './gatekeeper.ts'
import { inOperationSpan } from './operation-span.ts'

/** A context with what was decided about the operation before it is executed. */
export type ExecutionContext = Context & { terms: AnswerTerms; admitted: Admitted }

/** Has Apollo execute by plans: a gateway, as it calls whatever executes in its place, over a schema that never changes. */
export function ownExecution(schema: GraphQLSchema): ApolloServerOptionsWithGateway<ExecutionContext>['gateway'] {
  return {
    async load() {
      return {
        async executor({ request: { variables }, context }) {
          const { admitted, terms } = context as ExecutionContext
          const execute = quickExecution(schema, { ...admitted, variables, contents: terms.contents })
          return (await inOperationSpan(admitted, () => execute(undefined, context))) as never
        },
      }
    },
    onSchemaLoadOrUpdate(hear) {
      hear({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => {}
    },
    async stop() {},
  }
}
