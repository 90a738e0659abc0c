import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'

/** Tells the address from which a request comes: that of the connection, or what a trusted proxy says of whom it speaks for. */
export type AddressOf = (request: IncomingMessage) => string

/** @param proxies addresses and networks whose X-Forwarded-For is believed */
export function addressRule(proxies: readonly string[]): AddressOf {
  if (proxies.length === 0) return ({ socket }) => socket.remoteAddress ?? ''
  const trusts = proxyAddr.compile([...proxies])
  // A connection that is gone has no address any more.
  return (request) => (request.socket.remoteAddress === undefined ? '' : proxyAddr(request, trusts))
}
