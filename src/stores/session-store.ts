import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** Sessions at most; beyond, those that end first are over. */
const MOST = 1_000

/** A session that holds: whose key opened it (its public id, null of the admin key), and until when. */
export interface SessionRow {
  publicId: string | null
  expiresAt: Date
}

/** Operators who are logged in. */
export class SessionStore {
  constructor(private readonly manager: EntityManager) {}

  /** Opens a session for so long, and forgets those that are over. */
  async open(digest: string, publicId: string | null, seconds: number): Promise<void> {
    await this.manager.query(
      `with gone as (
         delete from operator_session where expires_at < now()
            or digest in (select digest from operator_session order by expires_at desc offset ${MOST - 1}))
       insert into operator_session (digest, key_id, expires_at)
       values ($1, (select id from api_key where public_id = $2), now() + make_interval(secs => $3::float8))`,
      [digest, publicId, seconds],
    )
  }

  /** The session of a digest; null where none holds. */
  async find(digest: string): Promise<SessionRow | null> {
    const [row] = await select<SessionRow>(
      this.manager,
      `select k.public_id as "publicId", s.expires_at as "expiresAt"
         from operator_session s left join api_key k on k.id = s.key_id where s.digest = $1 and s.expires_at > now()`,
      [digest],
    )
    return row ?? null
  }

  /** Those of some digests whose session holds, each with whose key opened it. */
  async holding(digests: readonly string[]): Promise<(Pick<SessionRow, 'publicId'> & { digest: string })[]> {
    return await select(
      this.manager,
      `select s.digest, k.public_id as "publicId" from operator_session s left join api_key k on k.id = s.key_id
        where s.digest = any($1::text[]) and s.expires_at > now()`,
      [digests],
    )
  }

  async close(digest: string): Promise<void> {
    await this.manager.query('delete from operator_session where digest = $1', [digest])
  }
}
