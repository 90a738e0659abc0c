import { ApolloServer, type GraphQLRequest } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type FormattedExecutionResult, type GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql'
import type { Context } from '../context.ts'
import { finishedAnswer, UNSAID } from './apollo-plugins.ts'
import { AnswerTerms, notingContext } from './caching/answer-terms.ts'
import { policyOf } from './caching/cache-policy.ts'
import { CachedExchange } from './caching/cached-exchange.ts'
import type { Answer, ResponseCache } from './caching/response-cache.ts'
import { SurrogateKeys } from './caching/surrogate-keys.ts'
import { MAX_TOKENS } from './document-bounds.ts'
import type { DocumentGate, Lookup } from './documents/document-gate.ts'
import { documentHeaders } from './documents/document-headers.ts'
import { isGateway } from './doors.ts'
import type { Admitted, Gatekeeper } from './gatekeeper.ts'
import { type ExecutionContext, ownExecution } from './own-execution.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'
import type { Charge } from './rate-limits.ts'
import { readOperation, refusal } from './stream-request.ts'
import type { Traffic } from './traffic.ts'

export interface GraphQLHttpOptions {
  schema: GraphQLSchema
  gatekeeper: Pick<Gatekeeper, 'charge'>
  gate: DocumentGate
  /**
   * @param reply whose client is waited for: once it has gone nothing more is read; null of what is carried through
   * @param mayLag whether a copy of the database will do
   */
  contextOf(request: FastifyRequest, reply: FastifyReply | null, mayLag: boolean): Context
  log: ErrorLog
  cache: ResponseCache
  /** As what an operation is counted. */
  labelOf: Traffic['labelOf'] | null
  /** Hears that something was changed, before the answer that says so. */
  onMutation(): void
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of its body, where it has one. */
    bytes: Buffer | null
    exchange: CachedExchange | null
    known: Answer | null
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8'

/** GraphQL over HTTP at /graphql: POST, and GET for queries. Gives what stops it. */
export async function serveGraphQL(app: FastifyInstance, options: GraphQLHttpOptions): Promise<() => Promise<void>> {
  const { schema, gatekeeper, gate, contextOf, log, cache, onMutation } = options
  const apollo = new ApolloServer<ExecutionContext>({
    gateway: ownExecution(schema),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    // Nothing here rests on cookies and GET runs queries only, so a forged request gains nothing; a plain GET must work.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    // It sees only what the gatekeeper has admitted.
    dangerouslyDisableValidation: true,
    formatError: () => UNSAID,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It would wrap every field of the schema; what it tells is known by document.
      ApolloServerPluginCacheControlDisabled(),
      finishedAnswer(log),
    ],
  })
  await apollo.start()

  function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | undefined {
    if (request.method === 'GET' && mayBeKnown(request)) look(request, request.url)
    const { known, exchange } = request
    if (known !== null && exchange!.canSend(known)) return sentNow(repeat(request, reply, exchange!, known, null))
    const isLocked = isGateway(request.url)
    const lookup = gate.find(readOperation(request), request.asker!, isLocked)
    reply.headers(documentHeaders(lookup, gate, request.asker!))
    const own = exchangeOf(request, lookup)
    const same = lookup.kind === 'known' ? own.byBytes() : null
    if (same !== null && own.canSend(same)) return sentNow(repeat(request, reply, own, same, lookup))
    return make(request, reply, own, lookup)
  }

  async function make(
    request: FastifyRequest,
    reply: FastifyReply,
    exchange: CachedExchange,
    lookup: Lookup,
  ): Promise<FastifyReply> {
    const asker = request.asker!
    const isLocked = isGateway(request.url)
    const type = isLocked ? JSON_TYPE : typeFor(request.headers.accept)
    const admission = gate.admit(lookup, asker)
    request.label = options.labelOf?.(admission) ?? null
    if (admission.kind === 'admitted') refuseByMethod(request, reply, admission)
    const charge = await gatekeeper.charge(asker, admission)
    if (admission.kind === 'refused') return refuse(request, reply.type(type), admission.errors, log)
    const asked = admission.lookup.request
    const isMutation = admission.operation === OperationTypeNode.MUTATION
    const policy = policyOf(schema, admission.document)
    const mayLag = !isMutation && policy.isKept
    const kept = isMutation ? null : exchange.byMeaning(asked.query, admission)
    const same = kept !== null && exchange.canSend(kept) ? kept : mayLag ? await exchange.byOthers() : null
    const tell = (answer: Answer): FastifyReply => {
      charge.settle(answer.cost.actual)
      gate.called(lookup, { failed: false, cost: answer.cost.actual })
      return exchange.send(reply, answer)
    }
    /** While the record cannot be looked at, what was known of a document before is told, and how old it is. */
    const tellStanding = (): FastifyReply | null => {
      const found = isMutation ? null : exchange.standing(asked.query, admission)
      if (found !== null) reply.header('age', Math.ceil(found.ageMs / 1_000))
      return found && tell(found.answer)
    }
    const early = same === null ? tellStanding() : tell(same)
    if (early !== null) return early
    try {
      const terms = new AnswerTerms()
      if (isLocked && request.method === 'GET') terms.contents = new SurrogateKeys(schema, admission.document)
      const context = contextOf(request, isMutation ? null : reply, mayLag)
      const { body, http } = await apollo.executeOperation(asked as GraphQLRequest, {
        contextValue: { ...(isMutation ? context : notingContext(context, terms)), terms, admitted: admission },
      })
      if (isMutation) onMutation()
      const { errors, data, extensions } = (body as { singleResult: FormattedExecutionResult }).singleResult
      if (http.status === 503) {
        const late = tellStanding()
        if (late !== null) return late
        reply.header('retry-after', String(errors?.[0]?.extensions?.retryAfter ?? 1))
      }
      const spent = terms.cost?.actual ?? admission.cost.spentOn({ data }, errors?.[0]?.extensions?.code === 'TIMEOUT')
      charge.settle(spent)
      gate.called(lookup, { failed: !terms.isWhole, cost: spent })
      const made = exchange.made({ errors, data, extensions }, type, terms, policy)
      return exchange.send(reply.code(http.status ?? 200), made)
    } finally {
      exchange.end()
    }
  }

  /** Looks whether the answer to these very bytes is known. */
  function look(request: FastifyRequest, bytes: Buffer | string): void {
    request.exchange = new CachedExchange(cache, request, bytes)
    request.known = request.exchange.byBytes()
  }

  /** Sends what is known already, at once where nothing has to be waited for. */
  function repeat(
    { asker }: FastifyRequest,
    reply: FastifyReply,
    exchange: CachedExchange,
    known: Answer,
    lookup: Lookup | null,
  ): FastifyReply | Promise<FastifyReply> {
    const send = (charge: Charge): FastifyReply => {
      charge.settle(known.cost.actual)
      if (lookup !== null) gate.called(lookup, { failed: false, cost: known.cost.actual })
      return exchange.send(reply, known)
    }
    const charge = gatekeeper.charge(asker!, { kind: 'admitted', cost: known.cost })
    return charge instanceof Promise ? charge.then(send) : send(charge)
  }

  /** By its bytes a request is known only together with the document that they name for this caller. */
  function exchangeOf(request: FastifyRequest, lookup: Lookup): CachedExchange {
    const id = lookup.kind === 'known' ? lookup.document?.id : undefined
    const bytes = request.bytes ?? request.url
    if (id !== undefined) {
      return new CachedExchange(cache, request, `document ${id} ${bytes.toString('latin1')}`, true)
    }
    return request.exchange ?? new CachedExchange(cache, request, bytes)
  }

  await app.register(async (scope) => {
    const parseJson = scope.getDefaultJsonParser('error', 'error')
    scope.decorateRequest('bytes', null).decorateRequest('exchange', null).decorateRequest('known', null)
    scope.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
      request.bytes = body
      if (mayBeKnown(request)) look(request, body)
      // What is answered by its bytes is not read.
      if (request.known?.body) done(null, undefined)
      else parseJson(request, body.toString(), done)
    })
    // A form of any site can send it without asking first.
    scope.removeContentTypeParser('text/plain')
    for (const url of ['/graphql', '/gateway']) {
      scope.route({ method: ['GET', 'POST'], url, exposeHeadRoute: false, handler: answer })
      scope.route({ method: ['HEAD', 'PUT', 'PATCH', 'DELETE'], url, handler: notThisWay })
    }
  })
  return () => apollo.stop()
}

async function notThisWay(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('allow', 'GET, POST')
  throw refusal(405, 'This address is asked by GET or POST')
}

/** What is sent is not waited for. */
const sentNow = (sent: FastifyReply | Promise<FastifyReply>): Promise<FastifyReply> | undefined =>
  sent instanceof Promise ? sent : undefined

/** Throws where this address does not do what is asked in this way. */
function refuseByMethod({ method }: FastifyRequest, reply: FastifyReply, { operation }: Admitted): void {
  if (operation === OperationTypeNode.SUBSCRIPTION) {
    throw refusal(400, 'Subscriptions are served over WebSocket at this address')
  }
  if (operation !== OperationTypeNode.MUTATION || method !== 'GET') return
  reply.header('allow', 'POST')
  throw refusal(405, 'A mutation is sent by POST')
}

/** The form of the answer that a client takes (GraphQL over HTTP, 6.1). Throws 406 where it takes none. */
function typeFor(accept: string | undefined): string {
  const ranges = (accept ?? '*/*').split(',').map((range) => range.toLowerCase().replace(/\s/g, '').split(';'))
  for (const [type, ...parameters] of ranges) {
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) continue
    if (type === 'application/graphql-response+json') return RESPONSE_TYPE
    if (type === 'application/json' || type === 'application/*' || type === '*/*' || type === '') return JSON_TYPE
  }
  throw refusal(406, 'This address answers with application/graphql-response+json or application/json')
}

/** Whether the answer hangs on the bytes of a request alone: what partners send is looked up first, and so is what comes by their door. */
const mayBeKnown = ({ asker, url }: FastifyRequest): boolean => asker!.caller.partner === null && !isGateway(url)

/** Answers what is not executed. */
function refuse(
  { id }: FastifyRequest,
  reply: FastifyReply,
  errors: readonly GraphQLError[],
  log: ErrorLog,
): FastifyReply {
  const formatted = errors.map((error) => publicError(error, id, log))
  const status = statusOf(String(formatted[0]?.extensions?.code))
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ errors: formatted }))
}
