import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../errors.ts'
import type { SessionStore } from '../stores/session-store.ts'

/** A working day. */
export const SESSION_SECONDS = 12 * 3_600
const COOKIE = 'sila_operator'
/** `a` of the admin key, `k` of another, and 32 random bytes. */
const TOKEN = /^[ak][\w-]{43}$/
const TOKEN_BYTES = 32

/**
 * In place of a key: «let me in by the cookie». No page of another origin can have it sent: a form cannot set the header, a script needs a preflight,
 * and whoever comes from elsewhere is refused all the same.
 */
export const BY_COOKIE = 'Bearer operator-session'

/** What a request says of the page that it comes from. */
export type PageHeaders = Pick<IncomingHttpHeaders, 'origin' | 'host' | 'cookie' | 'sec-fetch-site'>

/** Whether a request comes from a page of this very server, scheme and port included as far as can be told: a cookie knows no port. */
export function isOwnPage({ origin, host, ...headers }: PageHeaders, ownOrigin: string | null): boolean {
  // A browser leaves the origin out where a page only reads from its own server, and says so another way.
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin'
  if (ownOrigin !== null && origin === ownOrigin) return true
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host
}

/** The token of the cookie; null where there is none that could be one. */
export function tokenOf({ cookie }: Pick<PageHeaders, 'cookie'>): string | null {
  for (const part of cookie?.split(';') ?? []) {
    const [name, value = ''] = part.trim().split('=', 2)
    if (name === COOKIE && TOKEN.test(value)) return value
  }
  return null
}

/** The cookie as it is set; for no seconds it is taken back. */
export function sessionCookie(token: string, seconds: number, isSecure: boolean): string {
  return `${COOKIE}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
}

/** Sessions of operators, in the database, so that any node knows them and a log-out holds everywhere. */
export class OperatorSessions {
  constructor(
    private readonly store: Pick<SessionStore, 'open' | 'find' | 'holding' | 'close'>,
    private readonly adminKey: string | null,
    readonly ownOrigin: string | null,
  ) {}

  /** Opens one for a key (its public id; null for the admin key), and gives what the cookie holds. */
  async open(publicId: string | null): Promise<string> {
    const token = `${publicId === null ? 'a' : 'k'}${randomBytes(TOKEN_BYTES).toString('base64url')}`
    await this.store.open(this.#digestOf(token), publicId, SESSION_SECONDS)
    return token
  }

  /** Whose session it is, and by which name it is watched; null where none holds. Throws UNAVAILABLE where that cannot be told. */
  async find(token: string): Promise<{ publicId: string | null; expiresAt: Date; digest: string } | null> {
    const digest = this.#digestOf(token)
    const row = await this.store.find(digest).catch((cause) => {
      throw new AppError('UNAVAILABLE', 'Sessions cannot be looked up right now', { retryAfter: 1 }, { cause })
    })
    return row && { ...row, digest }
  }

  /** Those of some digests that still hold, each with whose key opened it. */
  holding(digests: readonly string[]): ReturnType<SessionStore['holding']> {
    return this.store.holding(digests)
  }

  async close(token: string): Promise<void> {
    await this.store.close(this.#digestOf(token))
  }

  /** With another admin key the sessions of the one before are unknown. */
  #digestOf(token: string): string {
    if (token.startsWith('k')) return createHash('sha256').update(token).digest('hex')
    return createHmac('sha256', `sila-operator:${this.adminKey}`).update(token).digest('hex')
  }
}
