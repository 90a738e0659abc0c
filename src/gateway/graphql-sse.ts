import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ExecutionResult } from 'graphql'
import { AppError } from '../errors.ts'
import type { CostedArgs } from '../subscriptions/costed-args.ts'
import type { Subscription } from '../subscriptions/open-subscription.ts'
import type { Sink } from '../subscriptions/sink.ts'
import type { Asker } from './authenticate.ts'
import type { Departures } from './departures.ts'
import type { DocumentGate } from './documents/document-gate.ts'
import { documentHeaders } from './documents/document-headers.ts'
import { isGateway } from './doors.ts'
import { EventStream } from './event-stream.ts'
import type { KeyWatch } from './key-watch.ts'
import type { Limits } from './limits.ts'
import type { Begun, OperationRunner } from './operation-runner.ts'
import type { OriginRule } from './origins.ts'
import { type ErrorLog, publicError } from './public-error.ts'
import type { RateLimits } from './rate-limits.ts'
import type { SocketCount } from './socket-count.ts'
import { readStreamRequest, refusal } from './stream-request.ts'

/** Seconds after which a caller with all its streams open may ask again. */
const RETRY_AFTER_S = 5

export interface StreamOptions {
  /** @param after the cursor after which to begin, whatever the document says */
  subscribe(args: CostedArgs, sink: Sink, after: string | null): Promise<Subscription>
  gate: DocumentGate
  rates: Pick<RateLimits, 'fieldsFor'>
  runner: OperationRunner
  watch: Pick<KeyWatch, 'add'>
  departures: Departures
  count: SocketCount
  originAllowed: OriginRule
  limits: Limits
  log: ErrorLog
}

/** GraphQL over Server-Sent Events: every request is one operation, and its answer one stream. */
export class GraphQLStreams {
  readonly #options: StreamOptions
  readonly #open = new Set<EventStream>()
  readonly #tending: NodeJS.Timeout

  constructor(options: StreamOptions) {
    this.#options = options
    this.#tending = setInterval(() => {
      for (const stream of this.#open) stream.tend()
    }, options.limits.keepAliveMs)
  }

  /** How many are open. */
  get open(): number {
    return this.#open.size
  }

  /** Serves an address; who asks must be known by then. */
  serve(app: FastifyInstance, url: string): void {
    app.route({
      method: ['GET', 'POST'],
      url,
      exposeHeadRoute: false,
      bodyLimit: this.#options.limits.messageBytes,
      handler: async (request, reply) => await this.#answer(request, reply, request.asker!),
    })
  }

  /** Ends every stream, so that its reader comes back. */
  close(): void {
    clearInterval(this.#tending)
    for (const stream of this.#open) stream.complete()
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, asker: Asker): Promise<void> {
    const { gate, rates, runner, watch, departures, count, originAllowed, limits, log } = this.#options
    if (departures.begun) throw new AppError('UNAVAILABLE', 'The server is closing', { retryAfter: 1 })
    const { origin, host } = request.headers
    // A page that may not read the answer must not use up its visitor's streams either.
    const isLocked = isGateway(request.url)
    if (origin !== undefined && !isLocked && !originAllowed(origin, host))
      throw new AppError('FORBIDDEN', 'Not from this origin')
    const lookup = gate.find(readStreamRequest(request), asker, isLocked)
    reply.headers(documentHeaders(lookup, gate, asker))
    const admission = gate.admit(lookup, asker)
    if (admission.kind === 'admitted' && admission.operation === 'mutation' && request.method === 'GET') {
      reply.header('allow', 'POST')
      throw refusal(405, 'A mutation is sent by POST')
    }
    const begun = await runner.begin(admission, asker, request.id)
    const { raw } = reply
    if (raw.destroyed) return void reply.hijack()
    // Behind another answer on its connection, which may never end, it would only pile up.
    if (raw.socket === null) throw refusal(400, 'A stream is not asked for before the last answer has ended')
    if (!count.settle(raw, asker.countedAs)) {
      throw new AppError('RATE_LIMITED', 'The caller has all the streams and sockets open that it may', {
        retryAfter: RETRY_AFTER_S,
      })
    }
    reply.hijack()
    const stream = new EventStream(raw, limits, (error) => publicError(error, request.id, log), Date.now)
    this.#open.add(stream)
    const { keyId, scopes } = asker.caller
    const fallen = () => {
      stream.fail(new AppError('UNAUTHENTICATED', 'The key no longer gives this right'))
      gone.abort()
    }
    const watched = asker.watchedAs ?? keyId
    const unwatch = watched === null ? () => {} : watch.add(watched, scopes, fallen)
    const stays = departures.add(() => stream.complete())
    const gone = new AbortController()
    raw.once('close', () => {
      count.leave(raw)
      unwatch()
      stays()
      this.#open.delete(stream)
      gone.abort()
    })
    stream.open({ ...reply.getHeaders(), ...rates.fieldsFor(asker) })
    const seen = request.headers['last-event-id']
    const after = typeof seen === 'string' && seen !== '' ? seen : null
    await this.#run(stream, begun, after, gone.signal).catch((error) => stream.fail(error))
  }

  async #run(stream: EventStream, begun: Begun, after: string | null, gone: AbortSignal): Promise<void> {
    if (begun.kind === 'refused') return stream.refuse(begun.errors)
    if (begun.kind === 'subscription') return await this.#follow(stream, begun.args, after, gone)
    if (gone.aborted) return
    gone.addEventListener('abort', begun.abandon)
    await stream.result(written(await begun.run(), stream))
    stream.finish()
  }

  /** @param after what the reader has seen last, by its own word */
  async #follow(stream: EventStream, args: CostedArgs, after: string | null, gone: AbortSignal): Promise<void> {
    const subscription = await this.#options.subscribe(args, stream, after)
    if (subscription.kind === 'refused') return stream.refuse(subscription.errors)
    const leave = () => {
      if (subscription.kind === 'live') subscription.subscriber.leave()
      else void subscription.results.return?.()
    }
    if (gone.aborted) return leave()
    gone.addEventListener('abort', leave)
    if (subscription.kind === 'live') return subscription.subscriber.start()
    for await (const result of subscription.results) await stream.result(written(result, stream))
    stream.finish()
  }
}

function written({ errors, ...result }: ExecutionResult, { shown }: EventStream): string {
  return JSON.stringify(errors ? { errors: errors.map(shown), ...result } : result)
}
