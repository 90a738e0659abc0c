import { lookup } from 'node:dns/promises'
import net from 'node:net'
import tls from 'node:tls'
import type { buildConnector } from 'undici'
import { messageOf } from '../../errors.ts'
import { type AddressGuard, literalAddress } from './address-guard.ts'
import { FetchError } from './failure.ts'

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** How long one address of a name is tried before the next is tried beside it (RFC 8305); far hosts need more than Node's 250 ms. */
const NEXT_ADDRESS_MS = 2_500

/** Asks the system, as every program on the machine does. */
export const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address)

/** What a connection needs. */
export interface ConnectOptions {
  guard: AddressGuard
  resolve: Resolve
  /** Ends the attempt, and later the connection. */
  signal: AbortSignal
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string
}

/**
 * Opens the connection for one URL, as undici asks for it. Every address of the host is checked before and the one that
 * answered after connecting, so that neither an unusual notation nor a name that changes its address in between leads inside.
 */
export function connectorFor(url: URL, options: ConnectOptions): buildConnector.connector {
  return (_target, done) => {
    open(url, options).then(
      (socket) => done(null, socket),
      (error) => done(error, null),
    )
  }
}

async function open(url: URL, { guard, resolve, signal, ca }: ConnectOptions): Promise<net.Socket> {
  guard.checkUrl(url)
  const addresses = await beforeAbort(addressesOf(url, resolve), signal)
  for (const address of addresses) guard.checkAddress(url, address)
  const plain = await connectTcp(url, addresses, signal)
  try {
    guard.checkAddress(url, plain.remoteAddress ?? '')
    return url.protocol === 'https:' ? await startTls(url, plain, ca) : plain
  } catch (error) {
    plain.destroy()
    throw signal.aborted ? signal.reason : error
  }
}

async function addressesOf(url: URL, resolve: Resolve): Promise<readonly string[]> {
  const literal = literalAddress(url)
  if (literal !== null) return [literal]
  try {
    const addresses = await resolve(url.hostname)
    if (addresses.length > 0) return addresses
  } catch (error) {
    // EAI_AGAIN: the resolver did not answer, which says nothing about the name.
    const code = (error as NodeJS.ErrnoException).code === 'EAI_AGAIN' ? 'UNREACHABLE' : 'NAME_NOT_FOUND'
    throw new FetchError(code, messageOf(error), { cause: error })
  }
  throw new FetchError('NAME_NOT_FOUND', `${url.hostname} has no address`)
}

async function connectTcp(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<net.Socket> {
  const list = addresses.map((address) => ({ address, family: net.isIPv6(address) ? 6 : 4 }))
  const socket = net.connect({
    host: 'checked.invalid', // whatever is asked for, the checked addresses are the answer
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    lookup: (_host, _options, found) =>
      (found as (error: null, list: { address: string; family: number }[]) => void)(null, list),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    noDelay: true,
    signal,
  })
  await once(socket, 'connect', (error) => new FetchError('UNREACHABLE', whyNot(error), { cause: error }), signal)
  return socket
}

async function startTls(url: URL, plain: net.Socket, ca: string | undefined): Promise<tls.TLSSocket> {
  const servername = literalAddress(url) === null ? url.hostname.replace(/\.$/, '') : ''
  const host = url.hostname.replace(/^\[|\]$/g, '') // the name for which the certificate must be
  const socket = tls.connect({ socket: plain, host, servername, ALPNProtocols: ['http/1.1'], ca })
  await once(
    socket,
    'secureConnect',
    (error) => new FetchError('UNREACHABLE', `TLS: ${messageOf(error)}`, { cause: error }),
  )
  return socket
}

function once(
  socket: net.Socket,
  event: 'connect' | 'secureConnect',
  meaning: (error: Error) => Error,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(signal?.aborted ? signal.reason : meaning(error))
    const close = () => fail(new Error('closed by the other side'))
    socket.once(event, () => {
      socket.off('error', fail).off('close', close)
      resolve()
    })
    socket.on('error', fail).once('close', close)
  })
}

function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Of several addresses that failed, what each said. */
function whyNot(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error)
}
