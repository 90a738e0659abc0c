import { AsyncLocalStorage } from 'node:async_hooks'
import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql'
import { boundedDocument, MAX_TOKENS, nestingFault } from './document-bounds.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'

export interface GraphQLHttpOptions<Context extends BaseContext> {
  schema: GraphQLSchema
  contextOf(request: FastifyRequest): Context
  log: ErrorLog
}

/** GraphQL over HTTP at /graphql: POST, and GET for queries. Gives what stops it. */
export async function serveGraphQL<Context extends BaseContext>(
  app: FastifyInstance,
  { schema, contextOf, log }: GraphQLHttpOptions<Context>,
): Promise<() => Promise<void>> {
  // Apollo formats errors without saying of which request.
  const current = new AsyncLocalStorage<string>()
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    // Nothing here rests on cookies and GET runs queries only, so a forged request gains nothing; a plain GET must work.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [boundedDocument],
    formatError: (_formatted, error) => publicError(error, current.getStore() ?? '', log),
    plugins: [ApolloServerPluginLandingPageDisabled(), onlyWhatHttpCarries(), statusByCode()],
  })
  await apollo.start()
  const handle = fastifyApolloHandler(apollo, { context: async (request) => contextOf(request) })
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: (request, reply) => {
      const { query } = ((request.method === 'GET' ? request.query : request.body) ?? {}) as { query?: unknown }
      const fault = typeof query === 'string' ? nestingFault(query) : null
      if (fault !== null) throw fault
      return current.run(request.id, () => handle.call(app, request, reply))
    },
  })
  return () => apollo.stop()
}

function onlyWhatHttpCarries(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation }) {
          if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return
          throw new GraphQLError('Subscriptions are served over WebSocket at this address', {
            extensions: { code: 'BAD_USER_INPUT' },
          })
        },
      }
    },
  }
}

/** Where nothing was executed, the status says why. */
function statusByCode(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response: { body, http } }) {
          if (body.kind !== 'single' || body.singleResult.data !== undefined || http.status === 405) return
          const code = body.singleResult.errors?.[0]?.extensions?.code
          if (typeof code === 'string') http.status = statusOf(code)
        },
      }
    },
  }
}
