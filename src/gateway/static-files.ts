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
export function builtPage(name: 'graphiql' | 'docs'): string | null {
  const places = [`../../${name}/`, `../../dist/${name}/`].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return places.find((place) => existsSync(join(place, 'assets'))) ?? null
}

/** Serves a built page at /name and its hashed assets below; only files that are there when the server starts. */
export function servePage(app: FastifyInstance, name: string, folder: string): void {
  const send = (request: FastifyRequest, reply: FastifyReply, file: string, caching: string) => {
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') && existsSync(`${file}.gz`)
    const sent = zipped ? `${file}.gz` : file
    if (zipped) reply.header('content-encoding', 'gzip')
    return reply
      .header('vary', 'Origin, Accept-Encoding')
      .header('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      .header('content-length', statSync(sent).size)
      .header('cache-control', caching)
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-opener-policy', 'same-origin')
      .send(createReadStream(sent))
  }

  app.get(`/${name}/`, (_request, reply) => reply.redirect(`/${name}`))
  const assets = new Set(readdirSync(join(folder, 'assets')))
  app.get(`/${name}`, (request, reply) => send(request, reply, join(folder, 'index.html'), 'no-cache'))
  app.get<{ Params: { file: string } }>(`/${name}/assets/:file`, (request, reply) => {
    const { file } = request.params
    if (!assets.has(file)) return reply.callNotFound()
    return send(request, reply, join(folder, 'assets', file), FOR_EVER)
  })
}
