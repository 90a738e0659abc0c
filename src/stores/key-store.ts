import type { EntityManager } from 'typeorm'
import { ApiKey } from '../entities/api-key.ts'
import type { Scope } from '../entities/enums.ts'
import { keyDigest, makeKeyToken, makeSigningSalt } from '../entities/key-token.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** A key with whose it is, and whether it lets in now, by the clock of the database. */
export type KeyRow = ApiKey & { partnerName: string; isLive: boolean }

/** What a new key may do. */
export interface KeyTerms {
  partner: string
  scopes: readonly Scope[]
  signing: boolean
  /** Whether what is asked with it must be signed; then it has a signing secret in any case. */
  mustSign?: boolean
  /** From now on; null for a key without an end. */
  lifetimeSeconds: number | null
}

/** A new key, and the token that nobody can read again. */
export interface MadeKey {
  token: string
  key: KeyRow
}

const IS_LIVE = 'k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())'
const COLUMNS = `${columnsOf(ApiKey, 'k')}, p.name as "partnerName", ${IS_LIVE} as "isLive"`
const KEYS = 'api_key k join partner p on p.id = k.partner_id'

/** Partners' keys. Several of one partner may live at the same time, so that a new one can take over from an old one. */
export class KeyStore {
  constructor(private readonly manager: EntityManager) {}

  /** A new key of a partner, who is made where he is new. */
  async create({ partner, scopes, signing, mustSign = false, lifetimeSeconds }: KeyTerms): Promise<MadeKey> {
    const { token, publicId } = makeKeyToken()
    await this.manager.query(
      `with owner as (
         insert into partner (name) values ($1) on conflict (name) do update set name = excluded.name returning id)
       insert into api_key (public_id, partner_id, scopes, sha256, signing_salt, must_sign, expires_at)
       select $2, owner.id, $3::text[], $4, $5, $7, now() + make_interval(secs => $6::float8) from owner`,
      [
        partner,
        publicId,
        scopes,
        keyDigest(token),
        signing || mustSign ? makeSigningSalt() : null,
        lifetimeSeconds,
        mustSign,
      ],
    )
    return { token, key: (await this.byPublicId(publicId))! }
  }

  async byPublicId(publicId: string): Promise<KeyRow | null> {
    const [row] = await select<KeyRow>(this.manager, `select ${COLUMNS} from ${KEYS} where k.public_id = $1`, [
      publicId,
    ])
    return row ?? null
  }

  /** Of each of some partners the newest first, at most a hundred. */
  async ofPartners(partnerIds: readonly string[]): Promise<KeyRow[]> {
    return await select(
      this.manager,
      `select ${COLUMNS} from unnest($1::bigint[]) w (id) join partner p on p.id = w.id
         cross join lateral (select * from api_key where partner_id = w.id order by id desc limit 100) k
        order by k.partner_id, k.id desc`,
      [partnerIds],
    )
  }

  /** All keys, by partner, the newest first. */
  async list(): Promise<KeyRow[]> {
    return await select(this.manager, `select ${COLUMNS} from ${KEYS} order by p.name, k.id desc`)
  }

  /**
   * A new key that may do what another may, for as long as that one was made for; both let in until the other ends.
   * Null where there is no such key, or it was revoked.
   * @param overlapSeconds after which the other ends, where it does not before; null where only revoking it ends it
   */
  async rotate(publicId: string, overlapSeconds: number | null = null): Promise<MadeKey | null> {
    const old = await this.byPublicId(publicId)
    if (old === null || old.revokedAt !== null) return null
    if (overlapSeconds !== null) {
      await this.manager.query(
        `update api_key set expires_at = least(expires_at, now() + make_interval(secs => $2::float8)) where public_id = $1`,
        [publicId, overlapSeconds],
      )
    }
    const lifetimeMs = old.expiresAt === null ? null : old.expiresAt.getTime() - old.createdAt.getTime()
    return await this.create({
      partner: old.partnerName,
      scopes: old.scopes,
      signing: old.signingSalt !== null,
      mustSign: old.mustSign,
      lifetimeSeconds: lifetimeMs === null ? null : lifetimeMs / 1_000,
    })
  }

  /** Ends a key for good; a second time it changes nothing. Null where there is no such key. */
  async revoke(publicId: string): Promise<KeyRow | null> {
    await this.manager.query('update api_key set revoked_at = now() where public_id = $1 and revoked_at is null', [
      publicId,
    ])
    return await this.byPublicId(publicId)
  }

  /** What each of some keys may do now; of a key that does not let in there is nothing. */
  async rights(publicIds: readonly string[]): Promise<Map<string, readonly Scope[]>> {
    const rows = await select<Pick<KeyRow, 'publicId' | 'scopes'>>(
      this.manager,
      `select k.public_id as "publicId", k.scopes from api_key k where k.public_id = any($1::text[]) and ${IS_LIVE}`,
      [publicIds],
    )
    return new Map(rows.map(({ publicId, scopes }) => [publicId, scopes]))
  }

  /** Notes that a key was used; at most once a minute it writes. */
  async touch(publicId: string): Promise<void> {
    await this.manager.query(
      `update api_key set last_used_at = now()
        where public_id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [publicId],
    )
  }
}
