/** The kinds of things that have an id outside. */
export const NODE_PREFIXES = {
  art: 'Article',
  src: 'Source',
  tag: 'Tag',
  lnk: 'RelatedLink',
  sty: 'Story',
  fed: 'Feed',
  par: 'Partner',
  whk: 'Webhook',
  dlv: 'WebhookDelivery',
} as const
export type NodePrefix = keyof typeof NODE_PREFIXES
export type NodeType = (typeof NODE_PREFIXES)[NodePrefix]

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BITS = 64
/** So many digits are reckoned at once. */
const CHUNK_DIGITS = 5
const CHUNK = 62n ** BigInt(CHUNK_DIGITS)
/** An odd multiplier is a bijection modulo 2^64: ids show neither order nor number. It must never change. */
const MULTIPLIER = 0x9e3779b97f4a7c15n
const INVERSE = inverse(MULTIPLIER)

/** The inverse of an odd number modulo 2^64, by Newton's iteration: each step doubles the bits that are right. */
function inverse(odd: bigint): bigint {
  let guess = odd
  for (let step = 0; step < 6; step++) guess = BigInt.asUintN(BITS, guess * (2n - odd * guess))
  return guess
}

/** The id that clients see for a row: opaque, matches `[A-Za-z0-9_-]{1,40}`, holds one underscore. */
export function encodeId(prefix: NodePrefix, id: string): string {
  const number = BigInt.asUintN(BITS, BigInt(id) * MULTIPLIER)
  // A page shows a hundred ids and more: what can be is reckoned in numbers.
  const low = Number(number % CHUNK)
  const rest = number / CHUNK
  const middle = Number(rest % CHUNK)
  const high = Number(rest / CHUNK)
  const digits = high > 0 ? base62(high) + base62(middle, CHUNK_DIGITS) + base62(low, CHUNK_DIGITS) : short(middle, low)
  return `${prefix}_${digits}`
}

const short = (middle: number, low: number): string =>
  middle > 0 ? base62(middle) + base62(low, CHUNK_DIGITS) : base62(low)

/** Digits of a number, as many as it takes (of 0 none) and at least so many. */
function base62(number: number, least = 0): string {
  let digits = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) digits = ALPHABET[rest % 62]! + digits
  return digits.padStart(least, '0')
}

/** The row that a client's id names, or null where it was not made by `encodeId`. */
export function decodeId(outside: string): { prefix: NodePrefix; id: string } | null {
  const match = /^([a-z]{3})_([0-9A-Za-z]{1,11})$/.exec(outside)
  if (match === null || !Object.hasOwn(NODE_PREFIXES, match[1]!)) return null
  const prefix = match[1] as NodePrefix
  let value = 0n
  for (const digit of match[2]!) value = value * 62n + BigInt(ALPHABET.indexOf(digit))
  const id = BigInt.asUintN(BITS, value * INVERSE)
  const isRow = id > 0n && id < 2n ** 63n && encodeId(prefix, id.toString()) === outside
  return isRow ? { prefix, id: id.toString() } : null
}
