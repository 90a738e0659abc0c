import ipaddr from 'ipaddr.js'

/** Names that are remembered, the first goes first: every request asks for one more than once. */
const MAX_NAMES = 10_000
const names = new Map<string, string>()

/** The name of who has an address: an IPv4 address, or the /64 of an IPv6 one, since whoever has one address there has all of them. */
export function networkOf(address: string): string {
  const known = names.get(address)
  if (known !== undefined) return known
  const name = nameOf(address)
  if (names.size >= MAX_NAMES) names.delete(names.keys().next().value!)
  names.set(address, name)
  return name
}

function nameOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6
    ? `${parsed.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')}::/64`
    : parsed.toString()
}
