import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HostAndPort } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Metrics } from './metrics.ts'

/** Connections at once: monitors are few. */
const MAX_CONNECTIONS = 64
const REQUEST_TIMEOUT_MS = 10_000

interface OpsListenerOptions {
  at: HostAndPort
  metrics: Metrics
  /** Each thing that the process needs with 'ok', or what is wrong with it. */
  health(): Promise<Readonly<Record<string, string>>>
}

/**
 * An address of its own for whoever watches over a process, also one that answers no requests: `/metrics`, `/healthz` and `/readyz`, without a
 * key. It is for the network of the operator.
 */
export async function openOpsListener({
  at,
  metrics,
  health,
}: OpsListenerOptions): Promise<{ url: string; close(): Promise<void> }> {
  const answer = async (path: string): Promise<[status: number, type: string, body: string]> => {
    switch (path) {
      case '/metrics':
        return [200, metrics.contentType, await metrics.text()]
      case '/healthz':
        return [200, JSON_TYPE, JSON.stringify({ status: 'ok' })]
      case '/readyz': {
        const checks = await health()
        const ready = Object.values(checks).every((state) => state === 'ok')
        return [ready ? 200 : 503, JSON_TYPE, JSON.stringify({ status: ready ? 'ok' : 'unavailable', checks })]
      }
      default:
        return [404, 'text/plain; charset=utf-8', 'There is /metrics, /healthz and /readyz\n']
    }
  }
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request: IncomingMessage, response) => {
    void answer(request.url!.split('?')[0]!).then(
      ([status, type, body]) => send(request, response, status, type, body),
      () => send(request, response, 500, 'text/plain; charset=utf-8', 'failed\n'),
    )
  })
  server.maxConnections = MAX_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(taken(error, at)))
    server.listen(at.port, at.host, resolve)
  })
  const { address, port } = server.address() as AddressInfo
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

function send({ method }: IncomingMessage, response: ServerResponse, status: number, type: string, body: string): void {
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(method === 'HEAD' ? undefined : body)
}

function taken(error: NodeJS.ErrnoException, { host, port }: HostAndPort): Error {
  if (error.code !== 'EADDRINUSE') return error
  return new AppError('UNAVAILABLE', `${host}:${port} is taken; set SILA_METRICS_ADDRESS to another`)
}
