import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Caller } from '../context.ts'
import { AppError } from '../errors.ts'

/** Who asks, and under which name what they use is counted; null is never counted. */
export interface Asker {
  caller: Caller
  countedAs: string | null
}

/** Finds out who asks from an Authorization header, or what stands for it, and the address; throws UNAUTHENTICATED. */
export type Authenticate = (authorization: string | undefined, address: string) => Asker

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The rule that the configuration gives: the admin key has every scope, others without a key what `anonymous` says. */
export function authenticator({ adminKey, anonymous }: Pick<Config, 'adminKey' | 'anonymous'>): Authenticate {
  const admin = adminKey === null ? null : digest(adminKey)
  return (authorization, address) => {
    if (authorization === undefined || authorization === '') {
      if (anonymous === 'none') throw new AppError('UNAUTHENTICATED', 'This server answers only with a key')
      return { caller: { scopes: new Set(['READ']) }, countedAs: address }
    }
    const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
    // Equal lengths, whatever was sent: the comparison takes the same time for every wrong key.
    if (key !== undefined && admin !== null && timingSafeEqual(digest(key), admin)) {
      return { caller: { scopes: new Set(['READ', 'PUBLISH', 'INGEST', 'OPERATE']) }, countedAs: null }
    }
    throw new AppError('UNAUTHENTICATED', 'Unknown key')
  }
}
