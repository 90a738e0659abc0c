import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../ops/metrics.ts'
import type { Hub } from '../subscriptions/hub.ts'
import type { ResponseCache } from './caching/response-cache.ts'
import type { GraphQLStreams } from './graphql-sse.ts'
import type { GraphQLSockets } from './graphql-ws.ts'
import { onlyWith } from './readers-only.ts'

interface Measured {
  metrics: Metrics
  authenticator: Parameters<typeof onlyWith>[1]
  sockets: GraphQLSockets
  streams: GraphQLStreams
  hub: Hub | null
  cache: ResponseCache
}

/** `/metrics`, for who has a key of the scope OPERATE, with what the gateway can tell of itself. */
export function serveMetrics(
  app: FastifyInstance,
  { metrics, authenticator, sockets, streams, hub, cache }: Measured,
): void {
  app.get('/metrics', { onRequest: [onlyWith('OPERATE', authenticator)] }, async (_request, reply) =>
    reply
      .header('content-type', metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.text()),
  )
  metrics.gauge(
    'sila_connections',
    'Connections that last, by transport',
    () => [
      [{ transport: 'websocket' }, sockets.figures.sockets],
      [{ transport: 'sse' }, streams.open],
    ],
    ['transport'],
  )
  metrics.gauge('sila_socket_operations', 'Operations that go on over WebSocket', () => sockets.figures.operations)
  metrics.gauge('sila_cache_entries', 'Answers that are kept', () => cache.size.entries)
  metrics.gauge('sila_cache_bytes', 'Memory of the answers that are kept', () => cache.size.bytes)
  if (hub === null) return
  metrics.gauge('sila_live_groups', 'Groups of subscribers who asked the same', () => hub.groups)
  metrics.gauge('sila_live_selections', 'Distinct filters of subscribers', () => hub.figures.selections)
  metrics.gauge('sila_live_subscribers', 'Subscribers to the log of changes', () => hub.figures.subscribers)
  metrics.counted('sila_live_events_sent_total', 'Events sent to subscribers', () => hub.figures.sent)
  metrics.counted(
    'sila_live_fell_behind_total',
    'How often a subscriber was too slow, and went on from the log',
    () => hub.figures.fellBehind,
  )
}
