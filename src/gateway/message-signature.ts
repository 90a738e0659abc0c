import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type InnerList, isInnerList, parseDictionary, serializeList } from 'structured-headers'
import { AppError } from '../errors.ts'
import type { SignedRequest } from './authenticate.ts'

/** How far the clock of a caller may be off, and how old a signature may be, in seconds. */
const MAX_SKEW_SECONDS = 300
/** What a signature must cover (RFC 9421, 2.2): without one of these it could be put on another request. */
const REQUIRED = ['@method', '@authority', '@path', '@query'] as const
const DIGEST = 'content-digest'
/** Covered parts, and characters of the headers, that are looked at. */
const MAX_PARTS = 30
const MAX_LENGTH = 4_096
const NONCE = /^[\x21-\x7e]{16,128}$/
/** The hashes of RFC 9530 that are not broken. */
const HASHES: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' }

/** What a signature is over. */
export interface SignedParts {
  method: string
  /** As the client addressed it: host and port. */
  authority: string
  /** Path and query as they came. */
  target: string
  headers: IncomingHttpHeaders
}

/** A signature that may be right, and once only. */
export interface MessageSignature extends SignedRequest {
  nonce: string
  /** From then on it is refused for its age. */
  expiresAt: Date
  /** Digests of which the body must have every one that is given; null where there is no body. */
  digests: readonly BodyDigest[] | null
}

export interface BodyDigest {
  hash: string
  digest: Buffer
}

const refused = (reason: string): AppError => new AppError('UNAUTHENTICATED', `Signature: ${reason}`)

/**
 * Reads the HTTP Message Signature of a request (RFC 9421) by `hmac-sha256` with the signing secret of the key that `keyid` names. Null
 * where there is none; throws UNAUTHENTICATED where it cannot be right.
 * @param now milliseconds since 1970
 */
export function readMessageSignature(parts: SignedParts, now: number): MessageSignature | null {
  const input = headerOf(parts.headers, 'signature-input')
  if (input === null) return null
  const { label, list } = onlySignature(input)
  const [components, parameters] = list
  const names = components.map(([name, options]) => {
    if (typeof name === 'string' && name === name.toLowerCase() && options.size === 0) return name
    throw refused('covers a part that is not known here')
  })
  if (names.length > MAX_PARTS || new Set(names).size < names.length) throw refused('covers a part twice, or too many')
  const missing = REQUIRED.find((name) => !names.includes(name))
  if (missing !== undefined) throw refused(`must cover ${missing}`)
  const hasBody = hasBodyOf(parts.headers)
  if (hasBody && !names.includes(DIGEST)) throw refused('must cover content-digest, since there is a body')
  const [keyId, nonce, algorithm] = ['keyid', 'nonce', 'alg'].map((name) => parameters.get(name))
  if (typeof keyId !== 'string') throw refused('must say keyid')
  if (typeof nonce !== 'string' || !NONCE.test(nonce)) throw refused('must say a nonce of 16 to 128 characters')
  if (algorithm !== undefined && algorithm !== 'hmac-sha256') throw refused('must be by hmac-sha256')
  const expiresAt = endOf(parameters, now)
  const base = [
    ...names.map((name) => `"${name}": ${partOf(name, parts)}`),
    `"@signature-params": ${serializeList([list])}`,
  ]
  const given = signatureOf(parts.headers, label)
  return {
    keyId,
    nonce,
    expiresAt,
    digests: hasBody ? digestsOf(parts.headers) : null,
    isSignedWith(secret) {
      const right = createHmac('sha256', secret).update(base.join('\n')).digest()
      return given.length === right.length && timingSafeEqual(right, given)
    },
  }
}

/** Whether a body is the one that its digests are of. */
export const isBodyOf = (digests: readonly BodyDigest[], body: Buffer): boolean =>
  digests.every(({ hash, digest }) => createHash(hash).update(body).digest().equals(digest))

const hasBodyOf = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** One signature is looked at: of several it would be unclear who asks. */
function onlySignature(input: string): { label: string; list: InnerList } {
  const [[label, list] = [], ...others] = read(input)
  if (label === undefined || list === undefined || others.length > 0) throw refused('there must be one')
  if (!isInnerList(list)) throw refused('Signature-Input is not as it should be')
  return { label, list }
}

function signatureOf(headers: IncomingHttpHeaders, label: string): Buffer {
  const value = new Map(read(headerOf(headers, 'signature') ?? '')).get(label)?.[0]
  if (!(value instanceof ArrayBuffer)) throw refused('there is no Signature of this name')
  return Buffer.from(value)
}

function digestsOf(headers: IncomingHttpHeaders): BodyDigest[] {
  const digests = read(headerOf(headers, DIGEST) ?? '').flatMap(([name, [value]]) =>
    Object.hasOwn(HASHES, name) && value instanceof ArrayBuffer
      ? [{ hash: HASHES[name]!, digest: Buffer.from(value) }]
      : [],
  )
  if (digests.length === 0) throw refused('Content-Digest must be sha-256 or sha-512')
  return digests
}

/** When a signature is too old; throws where it is now. */
function endOf(parameters: InnerList[1], now: number): Date {
  const [created, expires] = [parameters.get('created'), parameters.get('expires')]
  const seconds = now / 1_000
  if (typeof created !== 'number' || !Number.isInteger(created)) throw refused('must say when it was created')
  if (Math.abs(seconds - created) > MAX_SKEW_SECONDS) throw refused(`was created more than ${MAX_SKEW_SECONDS} s off`)
  if (expires !== undefined && (typeof expires !== 'number' || expires <= seconds)) throw refused('has expired')
  return new Date(Math.min(created + MAX_SKEW_SECONDS, expires ?? Number.POSITIVE_INFINITY) * 1_000)
}

/** The value of a covered part (RFC 9421, 2). */
function partOf(name: string, { method, authority, target, headers }: SignedParts): string {
  const query = target.indexOf('?')
  switch (name) {
    case '@method':
      return method
    case '@authority':
      return authority.toLowerCase().replace(/:(80|443)$/, '')
    case '@path':
      return query < 0 ? target : target.slice(0, query)
    case '@query':
      return query < 0 ? '?' : target.slice(query)
    default: {
      const value = name.startsWith('@') ? null : headerOf(headers, name)
      if (value === null) throw refused('covers a part that is not there')
      return value
    }
  }
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  const text = Array.isArray(value) ? value.map((each) => each.trim()).join(', ') : value?.trim()
  if (text !== undefined && text.length > MAX_LENGTH) throw refused('is too long')
  return text ?? null
}

function read(header: string): [string, ReturnType<typeof parseDictionary> extends Map<string, infer V> ? V : never][] {
  try {
    return [...parseDictionary(header)]
  } catch {
    throw refused('the headers of it are not as they should be')
  }
}
