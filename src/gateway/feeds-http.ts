import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { agreedTerms } from '../resolvers/display.ts'
import { shownArticle } from '../resolvers/shown-article.ts'
import { type ArticleFilterInput, asksText } from '../stores/article-filter.ts'
import type { Authenticator } from './authenticate.ts'
import { ARTICLE_POINTS } from './cost-rates.ts'
import { isKnownBy } from './etag.ts'
import { FEED_FORMATS } from './feed-formats.ts'
import { readFilterParameters } from './filter-parameters.ts'
import { KeptFeeds } from './kept-feeds.ts'
import type { RateLimits } from './rate-limits.ts'
import { readersOnly } from './readers-only.ts'

/** Articles of a feed: as many as most readers look at, and what a list has at most. */
const DEFAULT_LENGTH = 50
const MAX_LENGTH = 100
/** What the title of a feed names of its filter. */
const IN_TITLE: ReadonlySet<string> = new Set(['sources', 'tags', 'allTags', 'countries', 'languages', 'text'])

export interface FeedsHttpOptions {
  authenticator: Pick<Authenticator, 'authenticate' | 'authenticateMessage'>
  config: Pick<Config, 'publicUrl'>
  rates: Pick<RateLimits, 'charge'>
  contextFor(request: FastifyRequest, reply: FastifyReply): Context
}

/** GET /feeds/articles.rss, .atom and .json: the newest articles of any filter, for readers of feeds. */
export function serveFeeds(app: FastifyInstance, { authenticator, config, rates, contextFor }: FeedsHttpOptions): void {
  const kept = new KeptFeeds()
  for (const [name, { type, write }] of Object.entries(FEED_FORMATS)) {
    const url = `/feeds/articles.${name}`
    app.get(url, { onRequest: readersOnly(authenticator) }, async (request, reply) => {
      const { filter, others, canonical } = readFilterParameters(request.query, ['first'])
      const first = lengthOf(others.first)
      const title = ['صلة', ...[...canonical].filter(([name]) => IN_TITLE.has(name)).map(([, value]) => value)].join(
        ' · ',
      )
      if (first !== DEFAULT_LENGTH) canonical.set('first', String(first))
      const query = canonical.toString()
      const home = (config.publicUrl ?? app.listeningOrigin).replace(/\/+$/, '')
      await rates.charge(request.asker!, ARTICLE_POINTS * first)
      const context = contextFor(request, reply)
      // What was agreed with a partner is part of the name: a feed is shared by those alone who are shown the same.
      const name = `${url}?${query} ${await agreedTerms(context)}`
      const { body, etag } = await kept.get(name, await stateFor(filter, context), async () =>
        write({ home, query, title, articles: await newest(filter, first, context) }),
      )
      reply
        .header('etag', etag)
        // What is withdrawn must be gone at once: a cache asks each time, and mostly hears 304.
        .header('cache-control', request.headers.authorization ? 'private, no-cache' : 'public, no-cache')
        .header('vary', 'Origin, Authorization')
        .header('x-content-type-options', 'nosniff')
      if (isKnownBy(etag, request.headers['if-none-match'])) return reply.code(304).send()
      return reply.type(`${type}; charset=utf-8`).send(body)
    })
  }
}

async function newest(filter: ArticleFilterInput, first: number, context: Context) {
  const { edges } = await context.stores.articles.page({
    filter: await context.search.filter(filter),
    orderBy: 'NEWEST',
    range: { first, last: null, after: null, before: null },
  })
  return await Promise.all(edges.map(({ node }) => shownArticle(node, context)))
}

/** A word for all that a filter's feed depends on; null while articles are indexed anew, which no log tells. */
async function stateFor(filter: ArticleFilterInput, { stores, search }: Context): Promise<string | null> {
  const analyzers = asksText(filter) ? await search.analyzers.inUse() : []
  if (analyzers.length > 1) return null
  return [await stores.articles.state(), ...analyzers.map(({ version }) => version)].join(' ')
}

function lengthOf(given: string | undefined): number {
  const length = given === undefined ? DEFAULT_LENGTH : /^\d{1,3}$/.test(given) ? Number(given) : 0
  if (length >= 1 && length <= MAX_LENGTH) return length
  throw new AppError('BAD_USER_INPUT', `'first' must be a number from 1 to ${MAX_LENGTH}`, {
    argument: 'first',
    minimum: 1,
    maximum: MAX_LENGTH,
  })
}
