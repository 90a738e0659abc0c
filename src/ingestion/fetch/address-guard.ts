import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { PrivateNetworks } from '../../config.ts'
import { FetchError } from './failure.ts'

/** Ports on which publishers serve; any other may be a mail server or a database that HTTP can be talked into. */
export const USUAL_PORTS: readonly number[] = [80, 443, 8080, 8443]

/** All that is routed publicly over IPv6 (RFC 4291, 2.4): what lies outside is not, whether it has a name or none. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')
/** What ipaddr.js takes for public and is not. */
const ALSO_REFUSED: readonly [string, ReturnType<typeof ipaddr.parseCIDR>][] = [
  ['IETF assignments', ipaddr.parseCIDR('2001::/23')], // RFC 2928
  ['documentation', ipaddr.parseCIDR('3fff::/20')], // RFC 9637
  ['6bone', ipaddr.parseCIDR('3ffe::/16')], // RFC 3701
  ['metadata of a cloud', ipaddr.parseCIDR('168.63.129.16/32')],
]

/** Host and port as the list of private networks names them: default port filled in, IPv6 in brackets. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
}

/** Why an address is not asked; null for a public one. IPv4 within IPv6 counts as IPv4; text that is no address is refused. */
export function addressRefusal(address: string): string | null {
  // Only what a resolver or the URL parser has normalised: ipaddr.js would read «1.2.3» and «0177.1» as well.
  if (isIP(address) === 0) return 'no address'
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (range !== 'unicast') return range
  if (parsed.kind() === 'ipv6' && !parsed.match(GLOBAL_UNICAST)) return 'not global'
  const found = ALSO_REFUSED.find(([, block]) => block[0].kind() === parsed.kind() && parsed.match(block))
  return found?.[0] ?? null
}

/** Decides which URLs and addresses may be asked. Knows the exceptions that the operator made; does no I/O. */
export class AddressGuard {
  readonly #allowed: 'none' | 'all' | ReadonlySet<string>

  constructor(
    allowPrivate: PrivateNetworks,
    private readonly ports: readonly number[] = USUAL_PORTS,
  ) {
    this.#allowed = typeof allowPrivate === 'string' ? allowPrivate : new Set(allowPrivate.map(inUrlSpelling))
  }

  /** Whether the operator opened this host and port, whatever address it has. */
  isOpened(url: URL): boolean {
    return this.#allowed === 'all' || (this.#allowed !== 'none' && this.#allowed.has(hostAndPort(url)))
  }

  /** Throws where the URL itself forbids the request: its scheme, credentials, port, or an address for a host. */
  checkUrl(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new FetchError('BAD_ADDRESS', `${url.protocol} is not fetched`)
    }
    if (url.username !== '' || url.password !== '') throw new FetchError('BAD_ADDRESS', 'credentials in an address')
    if (this.isOpened(url)) return
    if (url.port !== '' && !this.ports.includes(Number(url.port)))
      throw new FetchError('ADDRESS_REFUSED', `port ${url.port} is none of ${this.ports.join(', ')}; ${howToOpen(url)}`)
    const literal = literalAddress(url)
    if (literal !== null) this.checkAddress(url, literal)
  }

  /** Throws where an address to which the URL's host leads is not public. */
  checkAddress(url: URL, address: string): void {
    if (this.isOpened(url)) return
    const refusal = addressRefusal(address)
    if (refusal === null) return
    const where = literalAddress(url) === null ? `${url.hostname} leads to ${address}` : address
    throw new FetchError('ADDRESS_REFUSED', `${where} is not public (${refusal}); ${howToOpen(url)}`)
  }
}

/** The address that stands in a URL instead of a name; the URL parser has read every notation of it by then. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? null : host
}

const howToOpen = (url: URL): string => `SILA_ALLOW_PRIVATE_NETWORKS=${hostAndPort(url)} would open it`

function inUrlSpelling(entry: string): string {
  return URL.canParse(`http://${entry}`) ? hostAndPort(new URL(`http://${entry}`)) : entry
}
