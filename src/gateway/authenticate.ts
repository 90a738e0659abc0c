import { createHash, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Config } from '../config.ts'
import type { Caller } from '../context.ts'
import { Scope } from '../entities/enums.ts'
import { keyDigest, publicIdOf } from '../entities/key-token.ts'
import { AppError } from '../errors.ts'
import type { KeyRow } from '../stores/key-store.ts'
import type { NonceStore } from '../stores/nonce-store.ts'
import { FailureGate } from './failure-gate.ts'
import { KeyRing, type KeySource } from './key-ring.ts'
import type { MessageSignature } from './message-signature.ts'
import { networkOf } from './network.ts'
import { isOwnPage, type OperatorSessions, type PageHeaders, tokenOf } from './operator-session.ts'

/** Who asks, and under which name what he opens is counted: a key, else a network; null is never counted. */
export interface Asker {
  caller: Caller
  countedAs: string | null
  /** By which name it is watched whether it may still come in, where that is not the key's. */
  watchedAs?: string
}

/** How a request proves itself that is signed and bears no key. */
export interface SignedRequest {
  keyId: string
  /** Whether the signature is that of this secret. */
  isSignedWith(signingSecret: string): boolean
}

export interface AuthenticatorOptions {
  config: Pick<Config, 'adminKey' | 'anonymous'>
  /** Where partners' keys are; without it the admin key is the only one. */
  keys?: KeySource | undefined
  /** The signing secret that belongs to a key. */
  signingSecretOf?: ((publicId: string, salt: string) => Promise<string>) | undefined
  /** Where signatures are noted that were seen; without it none is good. */
  nonces?: Pick<NonceStore, 'take'> | undefined
  /** Operators who are logged in; without it no cookie counts. */
  sessions?: OperatorSessions | undefined
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
/** Who asks without a key. This and the next are the same for all, however many connections they have. */
const ANYBODY: Caller = { scopes: new Set(['READ']), partner: null, keyId: null }
const ADMIN: Asker = { caller: { scopes: new Set(Object.values(Scope)), partner: null, keyId: null }, countedAs: null }
/** Keys that need not be looked at again for a moment. */
const MAX_SEEN = 1_000
/** Stands for the digest of a key that there is not. */
const NO_KEY = '0'.repeat(64)
/** What watched names of sessions begin with; no id of a key does. */
const SESSION = 'session '
const isOfSession = (name: string): boolean => name.startsWith(SESSION)

/** Finds out who asks, by one rule for HTTP, streams and sockets. */
export class Authenticator {
  readonly #admin: Buffer | null
  readonly #ring: KeyRing | null
  readonly #gate = new FailureGate(() => performance.now())
  /** By what they came with: those whose key was right. */
  readonly #seen = new LRUCache<string, { key: KeyRow; asker: Asker; credential: string }>({ max: MAX_SEEN })

  constructor(private readonly options: AuthenticatorOptions) {
    const { config, keys } = options
    this.#admin = config.adminKey === null ? null : digest(config.adminKey)
    this.#ring = keys === undefined ? null : new KeyRing(keys, () => performance.now(), Date.now)
  }

  /**
   * From an Authorization header, or what stands for it, and the address. Throws UNAUTHENTICATED for a key that does not let in,
   * RATE_LIMITED after too many of them, UNAVAILABLE where it cannot be told.
   */
  authenticate(authorization: string | undefined, address: string): Asker | Promise<Asker> {
    // Most of all askers: nothing has to be waited for.
    if (authorization === undefined || authorization === '') return this.#anonymous(address)
    return this.#again(authorization, address) ?? this.#byAuthorization(authorization, address)
  }

  /** Who came with this key just now: as long as what is known of it is what was known then, it need not be looked at again. */
  #again(authorization: string, address: string): Asker | null {
    const seen = this.#seen.get(authorization)
    if (seen === undefined || this.#ring?.known(seen.key.publicId) !== seen.key) return null
    this.#gate.pass(address, seen.credential)
    return this.#judged(seen.asker, '', address, seen.credential)
  }

  async #byAuthorization(authorization: string, address: string): Promise<Asker> {
    const credential = digest(authorization).toString('base64')
    this.#gate.pass(address, credential)
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
    const asker = this.#judged(
      token === undefined ? null : await this.#byToken(token),
      'Unknown key',
      address,
      credential,
    )
    const { keyId } = asker.caller
    const key = keyId === null ? null : (this.#ring?.known(keyId) ?? null)
    if (key !== null) this.#seen.set(authorization, { key, asker, credential })
    return asker
  }

  /** From a signature. Throws as `authenticate` does. */
  async authenticateSigned({ keyId, isSignedWith }: SignedRequest, address: string): Promise<Asker> {
    const credential = `signed ${keyId}`
    this.#gate.pass(address, credential)
    const key = await this.#find(keyId)
    const salt = key?.signingSalt ?? null
    // A secret is always made and compared: how long it takes does not tell whether there is such a key.
    const secret = (await this.options.signingSecretOf?.(keyId, salt ?? '')) ?? ''
    const isGenuine = isSignedWith(secret) && key !== null && salt !== null && secret !== ''
    return this.#judged(isGenuine ? this.#partner(key) : null, 'Unknown key or wrong signature', address, credential)
  }

  /** From an HTTP Message Signature, which is good for one request. Throws as `authenticate` does. */
  async authenticateMessage(signature: MessageSignature, address: string): Promise<Asker> {
    const { keyId, nonce, expiresAt } = signature
    const asker = await this.authenticateSigned(signature, address)
    const isNew = await this.options.nonces?.take(keyId, nonce, expiresAt).catch((cause) => {
      throw new AppError('UNAVAILABLE', 'Signatures cannot be looked up right now', { retryAfter: 1 }, { cause })
    })
    if (isNew !== true) throw new AppError('UNAUTHENTICATED', 'Signature: it was seen before')
    return asker
  }

  /**
   * By the cookie of an operator's page, of which a page of another origin has no use: it is refused. Throws UNAUTHENTICATED where no session
   * holds, or the key that opened it may operate no more.
   */
  async authenticateSession(headers: PageHeaders): Promise<Asker> {
    const { sessions } = this.options
    const token = tokenOf(headers)
    if (sessions === undefined || token === null) throw new AppError('UNAUTHENTICATED', 'No operator is logged in')
    if (!isOwnPage(headers, sessions.ownOrigin)) {
      throw new AppError('FORBIDDEN', 'Sessions of operators are for pages of this server')
    }
    const session = await sessions.find(token)
    const isAdmin = session?.publicId == null && token.startsWith('a')
    const key = session?.publicId == null ? null : await this.#find(session.publicId)
    const asker = session === null ? null : isAdmin ? ADMIN : key && this.#partner(key)
    if (session === null || !asker?.caller.scopes.has('OPERATE')) {
      throw new AppError('UNAUTHENTICATED', 'No operator is logged in')
    }
    return { ...asker, watchedAs: SESSION + session.digest }
  }

  /** What each of some keys and sessions may do now; nothing of those that no longer let in. Throws where that cannot be told. */
  async rights(names: readonly string[]): Promise<ReadonlyMap<string, readonly Scope[]>> {
    const digests = names.filter(isOfSession).map((name) => name.slice(SESSION.length))
    const holding = digests.length === 0 ? [] : ((await this.options.sessions?.holding(digests)) ?? [])
    const keyIds = [...names.filter((name) => !isOfSession(name)), ...holding.flatMap(({ publicId }) => publicId ?? [])]
    const rights = new Map(await this.#ring?.rights(keyIds))
    for (const { digest, publicId } of holding) {
      const scopes = publicId === null ? [...ADMIN.caller.scopes] : rights.get(publicId)
      if (scopes !== undefined) rights.set(SESSION + digest, scopes)
    }
    return rights
  }

  #anonymous(address: string): Asker {
    if (this.options.config.anonymous === 'none') {
      throw new AppError('UNAUTHENTICATED', 'This server answers only with a key')
    }
    return { caller: ANYBODY, countedAs: networkOf(address) }
  }

  async #byToken(token: string): Promise<Asker | null> {
    // Equal lengths, whatever was sent: the comparison takes the same time for every wrong key.
    if (this.#admin !== null && timingSafeEqual(digest(token), this.#admin)) return ADMIN
    const publicId = publicIdOf(token)
    if (publicId === null) return null
    const key = await this.#find(publicId)
    const isRight = timingSafeEqual(Buffer.from(keyDigest(token)), Buffer.from(key?.sha256 ?? NO_KEY))
    if (isRight && key?.mustSign) throw new AppError('UNAUTHENTICATED', 'Requests with this key must be signed')
    return isRight && key !== null ? this.#partner(key) : null
  }

  async #find(publicId: string): Promise<KeyRow | null> {
    try {
      return (await this.#ring?.find(publicId)) ?? null
    } catch (cause) {
      throw new AppError('UNAVAILABLE', 'Keys cannot be looked up right now', { retryAfter: 1 }, { cause })
    }
  }

  #partner({ publicId, partnerId, partnerName, scopes }: KeyRow): Asker {
    const partner = { id: partnerId, name: partnerName }
    return { caller: { scopes: new Set(scopes), partner, keyId: publicId }, countedAs: `key ${publicId}` }
  }

  #judged(asker: Asker | null, refusal: string, address: string, credential: string): Asker {
    if (asker === null) {
      this.#gate.failed(address, credential)
      throw new AppError('UNAUTHENTICATED', refusal)
    }
    this.#gate.succeeded(address, credential)
    if (asker.caller.keyId !== null) this.#ring?.used(asker.caller.keyId)
    return asker
  }
}
