import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Metrics, WAITING_SECONDS } from '../ops/metrics.ts'
import type { Answer } from './caching/response-cache.ts'
import type { Asked } from './documents/document-gate.ts'
import { OperationNames } from './operation-names.ts'
import type { ErrorLog } from './public-error.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** As what it is counted; null until that is known. */
    label: OperationLabel | null
    /** The answer that was sent, and whether it was made for this request. */
    answered: Answer | null
    isMade: boolean
  }
}

/** How an operation was answered: executed, from what is kept, not executed, or not for a fault of ours. */
type Outcome = 'made' | 'cached' | 'refused' | 'failed'

/** As what an operation is counted. */
export interface OperationLabel {
  readonly operation: string
  readonly kind: string
}

const UNKNOWN: OperationLabel = { operation: 'unknown', kind: 'unknown' }
const GRAPHQL = /^\/(graphql|gateway)$/
/** An answer that goes on for hours tells nothing by its length. */
const STREAMS = /\/stream$/

/** Counts and measures what comes over HTTP, and the operations of every transport. */
export class Traffic {
  readonly #names = new OperationNames()
  readonly #requests
  readonly #seconds
  readonly #operations
  readonly #subscriptions
  readonly #errors
  /** One of each: kept answers bear them. */
  readonly #labels = new Map<string, OperationLabel>()

  constructor(metrics: Metrics) {
    this.#requests = metrics.counter('sila_http_requests_total', 'Requests over HTTP, by route and status', [
      'method',
      'route',
      'status',
    ])
    this.#seconds = metrics.histogram(
      'sila_http_request_seconds',
      'How long requests took that are no GraphQL',
      ['route'],
      WAITING_SECONDS,
    )
    this.#operations = metrics.histogram(
      'sila_operation_seconds',
      'How long queries and mutations took, by name, transport (http, live) and outcome (made, cached, refused, failed)',
      ['operation', 'kind', 'transport', 'outcome'],
      WAITING_SECONDS,
    )
    this.#subscriptions = metrics.counter('sila_subscriptions_begun_total', 'Subscriptions that were opened', [
      'operation',
    ])
    this.#errors = metrics.counter('sila_errors_total', 'Errors that clients were told, by code', ['code'])
  }

  /** Measures all requests of a server. */
  measure(app: FastifyInstance): void {
    app.decorateRequest('label', null).decorateRequest('answered', null).decorateRequest('isMade', false)
    app.addHook('onResponse', (request, reply, done) => {
      this.#answered(request, reply)
      done()
    })
  }

  /** A log that also counts which errors clients are told. */
  counting(log: ErrorLog): ErrorLog {
    return { error: (fields, event) => log.error(fields, event), told: (code) => this.#errors({ code }) }
  }

  /** A query or mutation that came over a socket or as a stream was executed. */
  ran(asked: Asked, failed: boolean, seconds: number): void {
    this.#operations({ ...this.labelOf(asked), transport: 'live', outcome: failed ? 'failed' : 'made' }, seconds)
  }

  /** A subscription was opened. */
  subscribed(asked: Asked): void {
    this.#subscriptions({ operation: this.labelOf(asked).operation })
  }

  /** As what an operation is counted; what is not executed is counted together. */
  readonly labelOf = (asked: Asked): OperationLabel => {
    if (asked.kind === 'refused') return UNKNOWN
    const operation = this.#names.nameOf(asked.lookup)
    const key = `${asked.operation} ${operation}`
    const label = this.#labels.get(key) ?? { operation, kind: asked.operation }
    this.#labels.set(key, label)
    return label
  }

  #answered(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1_000
    this.#requests({ method: request.method, route, status: String(reply.statusCode) })
    if (!GRAPHQL.test(route)) {
      if (!STREAMS.test(route)) this.#seconds({ route }, seconds)
      return
    }
    const { operation, kind } = request.answered?.label ?? request.label ?? UNKNOWN
    this.#operations({ operation, kind, transport: 'http', outcome: outcomeOf(request, reply) }, seconds)
  }
}

function outcomeOf({ answered, isMade }: FastifyRequest, { statusCode }: FastifyReply): Outcome {
  if (statusCode >= 500) return 'failed'
  if (answered === null) return statusCode >= 400 ? 'refused' : 'made'
  return isMade ? 'made' : 'cached'
}
