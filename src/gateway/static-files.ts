import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Everything from the own origin, and nothing that is written into the page. */
const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Everything from the own origin; the editor of GraphiQL styles its lines inline and brings its font as data. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A built page: beside the compiled server, or in dist/ where the server runs from its sources. */
export function builtPage(name: 'dashboard' | 'graphiql' | 'docs'): string | null {
  const places = [`../../${name}/`, `../../dist/${name}/`].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return places.find((place) => existsSync(join(place, 'assets'))) ?? null
}

/** Serves the dashboard at `/`, and what it needs below its name. */
export function serveDashboard(app: FastifyInstance, folder: string): void {
  const send = serveAssets(app, 'dashboard', folder, STRICT_POLICY)
  app.get('/', (request, reply) => send(request, reply, 'index.html', 'no-cache'))
}

/** Serves a built page at /name and its hashed assets below. */
export function servePage(app: FastifyInstance, name: string, folder: string): void {
  const send = serveAssets(app, name, folder, POLICY)
  app.get(`/${name}/`, (_request, reply) => reply.redirect(`/${name}`))
  app.get(`/${name}`, (request, reply) => send(request, reply, 'index.html', 'no-cache'))
}

type Send = (request: FastifyRequest, reply: FastifyReply, file: string, caching: string) => FastifyReply

/** Serves the assets of a built page, only those that are there when the server starts; gives what sends any file of it. */
function serveAssets(app: FastifyInstance, name: string, folder: string, policy: string): Send {
  const send: Send = (request, reply, file, caching) => {
    const path = join(folder, file)
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') && existsSync(`${path}.gz`)
    const sent = zipped ? `${path}.gz` : path
    if (zipped) reply.header('content-encoding', 'gzip')
    return reply
      .header('vary', 'Origin, Accept-Encoding')
      .header('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      .header('content-length', statSync(sent).size)
      .header('cache-control', caching)
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .header('cross-origin-opener-policy', 'same-origin')
      .send(createReadStream(sent))
  }

  const assets = new Set(readdirSync(join(folder, 'assets')))
  app.get<{ Params: { file: string } }>(`/${name}/assets/:file`, (request, reply) => {
    const { file } = request.params
    if (!assets.has(file)) return reply.callNotFound()
    return send(request, reply, join('assets', file), FOR_EVER)
  })
  return send
}
