import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { GATEWAY_VARY, isGateway } from './doors.ts'

/** How long a browser may remember the answer to a preflight, in seconds. */
const PREFLIGHT_KEPT = 3_600
const METHODS = 'GET, POST, OPTIONS'
const HEADERS =
  'Authorization, Content-Type, If-None-Match, Last-Event-ID, X-Request-Id, Apollo-Require-Preflight, X-Apollo-Operation-Name'
const EXPOSED = 'X-Request-Id, RateLimit, RateLimit-Policy, Retry-After, ETag, Deprecation, Sunset, X-Sila-Warning'

/** Says whether pages of an origin may call; `host` is the Host header of the call. */
export type OriginRule = (origin: string, host: string | undefined) => boolean

/** The rule that the configuration gives; the server's own pages always pass. */
export function originRule({ corsOrigins, host: listening, publicUrl }: Config): OriginRule {
  const listed = new Set(corsOrigins ?? [])
  const local = isLoopback(listening)
  const own = publicUrl === null ? null : new URL(publicUrl).origin
  return (origin, host) => {
    if (listed.has('*') || listed.has(origin) || origin === own) return true
    const url = URL.canParse(origin) ? new URL(origin) : null
    if (url === null) return false
    if (local) return corsOrigins === null && isLoopback(url.hostname)
    // Only beyond loopback: there a name that an attacker points to 127.0.0.1 would make his page the server's own.
    return url.host !== '' && url.host === host
  }
}

/** Whether a host name or address means this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Cross-origin headers on every answer, and the answers to preflights. */
export function allowOrigins(app: FastifyInstance, rule: OriginRule): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { origin, host } = request.headers
    // What is kept on the way must do for every page: the key is what lets in, and no page sends one by itself.
    const isForAll = isGateway(request.url)
    const allowed = isForAll || (origin !== undefined && rule(origin, host))
    reply.header('vary', isForAll ? GATEWAY_VARY : 'Origin')
    if (allowed) {
      reply.header('access-control-allow-origin', isForAll ? '*' : origin)
      reply.header('access-control-expose-headers', EXPOSED)
    }
    if (request.method !== 'OPTIONS') return done()
    if (allowed && request.headers['access-control-request-method'] !== undefined) {
      reply.header('access-control-allow-methods', METHODS)
      reply.header('access-control-allow-headers', HEADERS)
      reply.header('access-control-max-age', String(PREFLIGHT_KEPT))
    }
    reply.code(204).send()
  })
}
