import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { AppError, messageOf } from '../errors.ts'
import { articleRecord } from '../resolvers/article-record.ts'
import type { ArticleFilterInput } from '../stores/article-filter.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import { Turnstile } from '../subscriptions/turnstile.ts'
import type { Authenticator } from './authenticate.ts'
import { ARTICLE_POINTS } from './cost-rates.ts'
import { readFilterParameters } from './filter-parameters.ts'
import type { KeyWatch } from './key-watch.ts'
import type { Limits } from './limits.ts'
import type { ContextFactory } from './operation-runner.ts'
import type { ErrorLog } from './public-error.ts'
import type { RateLimits } from './rate-limits.ts'
import { readersOnly } from './readers-only.ts'
import type { SocketCount } from './socket-count.ts'

/** Articles read at once: a reader who takes nothing holds these and the next, whatever the filter matches. */
const AT_ONCE = 50
const PAGE_POINTS = AT_ONCE * ARTICLE_POINTS
/** Pages of all exports that the database reads at once, of the connections that there are; others wait. */
const PAGES_AT_ONCE = 4
/** Seconds after which a caller with all its streams open may ask again. */
const RETRY_AFTER_S = 5

/** The stream holds one page; its reader's socket the one before. */
const ONE_PAGE = { objectMode: false, highWaterMark: 1 }

export interface ExportHttpOptions {
  authenticator: Pick<Authenticator, 'authenticate' | 'authenticateMessage'>
  watch: Pick<KeyWatch, 'add'>
  count: SocketCount
  rates: Pick<RateLimits, 'charge' | 'chargeInTime'>
  limits: Pick<Limits, 'idleWriteMs'>
  contextOf: ContextFactory
  log: ErrorLog
}

/** GET /export/articles.ndjson: every article of a filter, a line each, in the order in which they came in. */
export function serveExport(app: FastifyInstance, options: ExportHttpOptions): void {
  const { authenticator, watch, count, rates, limits, contextOf, log } = options
  const turnstile = new Turnstile(PAGES_AT_ONCE)

  app.get(
    '/export/articles.ndjson',
    { onRequest: readersOnly(authenticator), exposeHeadRoute: false },
    async (request, reply) => {
      const { filter, others } = readFilterParameters(request.query, ['after'])
      const gone = enter(request, reply)
      const pages = pagesOf(filter, others.after ?? null, request, gone)
      // What is wrong with the request shows at the first page, while the answer can still say it.
      const first = await pages.next()
      return (
        reply
          .type('application/x-ndjson; charset=utf-8')
          .header('cache-control', 'no-store')
          .header('x-content-type-options', 'nosniff')
          // For nginx, which would hold back what comes until it has a page of it.
          .header('x-accel-buffering', 'no')
          .send(Readable.from(first.done ? [] : rest(first.value, pages, request.id), ONE_PAGE))
      )
    },
  )

  /** Counts a stream of its caller for as long as it lasts; the signal tells its end. */
  function enter({ asker }: FastifyRequest, { raw }: FastifyReply): AbortSignal {
    const { caller, countedAs } = asker!
    if (!count.settle(raw, countedAs)) {
      throw new AppError('RATE_LIMITED', 'The caller has all the streams and sockets open that it may', {
        retryAfter: RETRY_AFTER_S,
      })
    }
    const gone = new AbortController()
    const { keyId, scopes } = caller
    const unwatch = keyId === null ? () => {} : watch.add(keyId, scopes, () => raw.destroy())
    raw.once('close', () => {
      count.leave(raw)
      unwatch()
      gone.abort()
    })
    // While a page is read nothing is sent either; only who does not take what waits for him is ended.
    raw.setTimeout(limits.idleWriteMs, () => {
      if (raw.writableLength > 0) raw.destroy()
    })
    return gone.signal
  }

  /** The pages as text, each read only once the one before it is on its way. */
  async function* pagesOf(
    filter: ArticleFilterInput,
    start: string | null,
    request: FastifyRequest,
    gone: AbortSignal,
  ): AsyncGenerator<string, void> {
    try {
      const { asker, id: requestId } = request
      for (let after = start, charge = await rates.charge(asker!, PAGE_POINTS); ; ) {
        const context = contextOf(asker!, { requestId, live: false, signal: gone })
        const { text, count, last, more } = await turnstile.run(() => readPage(filter, after, context))
        charge.settle(count * ARTICLE_POINTS)
        if (text !== '') yield text
        if (!more) return
        after = last
        // Who has begun is not refused half way: he waits.
        charge = await rates.chargeInTime(asker!, PAGE_POINTS, gone)
      }
    } catch (error) {
      // Who has gone hears nothing, and what was cancelled for him is no failure.
      if (!gone.aborted) throw error
    }
  }

  /** A failure on the way breaks the connection off, so that nobody takes what came for the whole. */
  async function* rest(first: string, pages: AsyncGenerator<string, void>, requestId: string) {
    yield first
    try {
      yield* pages
    } catch (error) {
      log.error({ requestId, err: error, error: messageOf(error) }, 'export.failed')
      throw error
    }
  }
}

/** One page by a context of its own: loaders remember what they read. */
async function readPage(filter: ArticleFilterInput, after: string | null, context: Context) {
  const range = { first: AT_ONCE, last: null, after, before: null }
  // Read anew for each page: what a text asks of the index changes when articles are indexed anew.
  const resolved = await context.search.filter(filter)
  const query = { filter: resolved, orderBy: 'EARLIEST_INGESTED' as const, range }
  const { edges, hasNextPage } = await context.stores.articles.page(query)
  const lines = await Promise.all(edges.map(({ cursor, node }) => lineOf(cursor, node, context)))
  return { text: lines.join(''), count: edges.length, last: edges.at(-1)?.cursor ?? null, more: hasNextPage }
}

/** An article, and the cursor behind it. */
async function lineOf(cursor: string, row: ArticleRow, context: Context): Promise<string> {
  return `${JSON.stringify({ cursor, ...(await articleRecord(row, context)) })}\n`
}
