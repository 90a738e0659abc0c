import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ExecutionArgs, type ExecutionResult, execute, OperationTypeNode } from 'graphql'
import { AppError } from '../errors.ts'
import type { Subscription } from '../subscriptions/open-subscription.ts'
import type { Sink } from '../subscriptions/sink.ts'
import type { Asker } from './authenticate.ts'
import type { Departures } from './departures.ts'
import { EventStream } from './event-stream.ts'
import type { Admission, Gatekeeper } from './gatekeeper.ts'
import type { KeyWatch } from './key-watch.ts'
import type { Limits } from './limits.ts'
import type { OriginRule } from './origins.ts'
import { type ErrorLog, publicError } from './public-error.ts'
import type { SocketCount } from './socket-count.ts'
import { readStreamRequest, refusal } from './stream-request.ts'

/** Seconds after which a caller with all its streams open may ask again. */
const RETRY_AFTER_S = 5

export interface StreamOptions {
  /** @param after the cursor after which to begin, whatever the document says */
  subscribe(args: ExecutionArgs, sink: Sink, after: string | null): Promise<Subscription>
  gatekeeper: Gatekeeper
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
    const { gatekeeper, watch, departures, count, originAllowed, limits, log } = this.#options
    if (departures.begun) throw new AppError('UNAVAILABLE', 'The server is closing', { retryAfter: 1 })
    const { origin, host } = request.headers
    // A page that may not read the answer must not use up its visitor's streams either.
    if (origin !== undefined && !originAllowed(origin, host)) throw new AppError('FORBIDDEN', 'Not from this origin')
    const admission = gatekeeper.admit(readStreamRequest(request), asker, request.id)
    if (admission.kind === 'admitted' && admission.operation === 'mutation' && request.method === 'GET') {
      reply.header('allow', 'POST')
      throw refusal(405, 'A mutation is sent by POST')
    }
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
    const unwatch = keyId === null ? () => {} : watch.add(keyId, scopes, fallen)
    const stays = departures.add(() => stream.complete())
    const gone = new AbortController()
    raw.once('close', () => {
      count.leave(raw)
      unwatch()
      stays()
      this.#open.delete(stream)
      gone.abort()
    })
    stream.open(reply.getHeaders())
    const seen = request.headers['last-event-id']
    const after = typeof seen === 'string' && seen !== '' ? seen : null
    await this.#run(stream, admission, after, gone.signal).catch((error) => stream.fail(error))
  }

  async #run(stream: EventStream, admission: Admission, after: string | null, gone: AbortSignal): Promise<void> {
    if (admission.kind === 'refused') return stream.refuse(admission.errors)
    const { operation, args } = admission
    if (operation === OperationTypeNode.SUBSCRIPTION) return await this.#follow(stream, args, after, gone)
    await stream.result(written(await execute(args), stream))
    stream.finish()
  }

  /** @param after what the reader has seen last, by its own word */
  async #follow(stream: EventStream, args: ExecutionArgs, after: string | null, gone: AbortSignal): Promise<void> {
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
