import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { WebSubStore } from '../stores/web-sub-store.ts'

/** Largest push that is looked at; only its signature matters. */
const MAX_PUSH_BYTES = 2_000_000
/** Hashes that a hub may sign with (W3C WebSub, 7.1). */
const HASHES = new Set(['sha1', 'sha256', 'sha384', 'sha512'])
/** Taken where a hub names no lease. */
const DEFAULT_LEASE_SECONDS = 86_400

/** What the callbacks need of the store of subscriptions. */
export type WebSubCallbacks = Pick<WebSubStore, 'verified' | 'denied' | 'byCallback' | 'pushed'>
type Query = Record<string, string | string[] | undefined>

/**
 * The callbacks of WebSub at /websub/:id. Hubs confirm subscriptions by GET, and push by POST; a push that is signed as
 * agreed makes its feed due, and its content is never read.
 */
export function serveWebSub(app: FastifyInstance, store: WebSubCallbacks): void {
  // A scope of its own: here every body is bytes.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_PUSH_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    scope.get<{ Params: { id: string }; Querystring: Query }>('/websub/:id', async ({ params, query }, reply) => {
      const challenge = await confirm(store, params.id, query)
      if (challenge === null) return reply.code(404).send()
      // Never as HTML: the challenge is anybody's text.
      return reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff').send(challenge)
    })
    scope.post<{ Params: { id: string } }>('/websub/:id', async ({ params, headers, body }, reply) => {
      const subscription = await store.byCallback(params.id)
      // 410 tells the hub to forget this callback.
      if (subscription === null) return reply.code(410).send()
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
      const signature = headers['x-hub-signature']
      const isGenuine = typeof signature === 'string' && isSigned(bytes, signature, subscription.secret)
      if (isGenuine && subscription.state === 'VERIFIED') await store.pushed(subscription.feedId)
      // A false signature is taken in silence, so that nobody can try secrets (W3C WebSub, 7.1).
      return reply.code(202).send()
    })
  })
}

/** The challenge to be echoed; null for what nobody wished for. */
async function confirm(store: WebSubCallbacks, callback: string, query: Query): Promise<string | null> {
  const value = (name: string): string => (typeof query[`hub.${name}`] === 'string' ? String(query[`hub.${name}`]) : '')
  const topic = value('topic')
  if (value('mode') === 'denied') {
    if (await store.denied(callback, topic, value('reason') || null)) return ''
  } else if (value('mode') === 'subscribe' && value('challenge') !== '') {
    const lease = Number(value('lease_seconds'))
    const leaseSeconds = Number.isSafeInteger(lease) && lease > 0 ? lease : DEFAULT_LEASE_SECONDS
    if (await store.verified({ callback, topic, leaseSeconds })) return value('challenge')
  }
  return null
}

/** Whether `sha256=<hex>` is the HMAC of the bytes. */
function isSigned(bytes: Buffer, signature: string, secret: string): boolean {
  const [hash = '', hex = ''] = signature.split('=')
  if (!HASHES.has(hash)) return false
  const expected = createHmac(hash, secret).update(bytes).digest()
  const given = Buffer.from(hex, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
