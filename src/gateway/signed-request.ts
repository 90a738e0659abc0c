import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../errors.ts'
import type { SignedRequest } from './authenticate.ts'

/** How far the clock of a caller may be off, in seconds, either way; an older request is a replay. */
const MAX_SKEW_SECONDS = 300

/** The headers of a signed request, once they are what they should be; what they sign is the body. */
export interface SignatureHeaders {
  signatureOf(body: Buffer): SignedRequest
}

/**
 * Reads `X-Sila-Key`, `X-Sila-Timestamp` and `X-Sila-Signature: sha256=<hex HMAC-SHA256(secret, timestamp + "." + body)>`.
 * Null where the first is not there; throws UNAUTHENTICATED where the others are not as they should be.
 */
export function readSignature(headers: IncomingHttpHeaders, now: number): SignatureHeaders | null {
  const [keyId, timestamp, signature] = ['x-sila-key', 'x-sila-timestamp', 'x-sila-signature'].map(
    (name) => headers[name],
  )
  if (keyId === undefined) return null
  if (typeof keyId !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) {
    throw new AppError('UNAUTHENTICATED', 'X-Sila-Timestamp must be seconds since 1970')
  }
  if (Math.abs(now / 1_000 - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw new AppError('UNAUTHENTICATED', `X-Sila-Timestamp is more than ${MAX_SKEW_SECONDS} s off`)
  }
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(typeof signature === 'string' ? signature : '')?.[1]
  if (hex === undefined) throw new AppError('UNAUTHENTICATED', 'X-Sila-Signature must be sha256= and 64 hex digits')
  const given = Buffer.from(hex, 'hex')
  return {
    signatureOf: (body) => ({
      keyId,
      isSignedWith: (secret) =>
        timingSafeEqual(createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest(), given),
    }),
  }
}
