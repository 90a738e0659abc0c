import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node'
import { connect } from '@nats-io/transport-node'

/** A request that takes longer has failed. */
export const PATIENCE_MS = 3_000
/** A server that is silent for two of these is gone. */
const PING_EVERY_MS = 3_000

/**
 * Connects to NATS at one or several addresses by comma, `nats://` or `tls://`, with user and password or a token before the host.
 * The connection is for once: when it breaks it stays broken, so that whoever uses it begins anew and trusts nothing from before.
 */
export async function connectNats(urls: string, name: string): Promise<NatsConnection> {
  return await connect({ ...connectionOptions(urls), name })
}

/** What an address means to the client, which itself reads host and port only. */
export function connectionOptions(urls: string): ConnectionOptions {
  const servers = urls.split(',').map((url) => new URL(url.trim()))
  const { username, password, protocol } = servers[0]!
  const login =
    username === ''
      ? {}
      : password === ''
        ? { token: decodeURIComponent(username) }
        : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  return {
    servers: servers.map(({ host }) => host),
    ...login,
    ...(protocol === 'tls:' && { tls: {} }),
    reconnect: false,
    timeout: PATIENCE_MS,
    pingInterval: PING_EVERY_MS,
    maxPingOut: 2,
  }
}
