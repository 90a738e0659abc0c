import type { FastifyRequest } from 'fastify'
import { isTracing, noteSpan } from '../ops/spans.ts'

/** Tells the trace of a request its route and id: what OpenTelemetry sees of it is a method and an address. */
export function nameSpan({ method, routeOptions, id }: FastifyRequest): void {
  if (!isTracing()) return
  const route = routeOptions.url ?? 'none'
  noteSpan({ 'http.route': route, 'sila.request_id': id }, `${method} ${route}`)
}
