import { createHash, createHmac, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ID_LENGTH = 12
const SECRET_BYTES = 32
const SALT_BYTES = 16
/** `sila_<public id>_<secret>_<checksum>`, so that scanners of leaked secrets know one and a slip of the pen is no attempt. */
const TOKEN = /^(sila_([0-9A-Za-z]{12})_[0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/

/** A number in base 62, filled up with zeros to a length. */
function base62(value: bigint, length: number): string {
  let digits = ''
  for (let rest = value; rest > 0n; rest /= 62n) digits = ALPHABET[Number(rest % 62n)] + digits
  return digits.padStart(length, '0')
}

const checksum = (text: string): string => base62(BigInt(crc32(text)), 6)

/** A new key and the part of it that names it. The key itself is known only to whom it is given. */
export function makeKeyToken(): { token: string; publicId: string } {
  const random = BigInt(`0x${randomBytes(ID_LENGTH).toString('hex')}`)
  const publicId = base62(random, ID_LENGTH).slice(-ID_LENGTH)
  const secret = base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), 43)
  const body = `sila_${publicId}_${secret}`
  return { token: `${body}_${checksum(body)}`, publicId }
}

/** The public id of a key; null for what was never made as one. */
export function publicIdOf(token: string): string | null {
  const [, body, publicId, sum] = TOKEN.exec(token) ?? []
  return body !== undefined && checksum(body) === sum ? publicId! : null
}

/** What is kept of a key, in hex: it is random enough to need no slow hash. */
export const keyDigest = (token: string): string => createHash('sha256').update(token).digest('hex')

/** What makes the signing secret of a key its own. */
export const makeSigningSalt = (): string => randomBytes(SALT_BYTES).toString('hex')

/** The secret with which the holder of a key signs what it pushes, in hex; only the salt is kept. */
export function signingSecretOf(serverSecret: string, publicId: string, salt: string): string {
  return createHmac('sha256', serverSecret).update(`sila-signing:${publicId}:${salt}`).digest('hex')
}
