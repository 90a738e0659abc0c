import { createHash } from 'node:crypto'

/** The strong tag of bytes. */
export const etagOf = (body: Buffer): string => `"${createHash('sha256').update(body).digest('base64url')}"`

/** Whether a client that names tags has this one already (RFC 9110, 13.1.2: what is between may have weakened it). */
export const isKnownBy = (etag: string, ifNoneMatch: string | undefined): boolean =>
  (ifNoneMatch ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
