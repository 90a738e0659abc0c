import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** How often what has run out is taken away. */
const PRUNE_EVERY_MS = 60_000

/** Signatures that were seen, on whichever node. */
export class NonceStore {
  #prunedAt = Number.NEGATIVE_INFINITY

  constructor(private readonly manager: EntityManager) {}

  /** Notes a nonce of a key until a moment; false where it was noted before. */
  async take(keyId: string, nonce: string, expiresAt: Date): Promise<boolean> {
    const now = performance.now()
    if (now - this.#prunedAt > PRUNE_EVERY_MS) {
      this.#prunedAt = now
      await this.manager.query('delete from request_nonce where expires_at < now()')
    }
    const rows = await select(
      this.manager,
      'insert into request_nonce (key_id, nonce, expires_at) values ($1, $2, $3) on conflict do nothing returning 1 as taken',
      [keyId, nonce, expiresAt],
    )
    return rows.length === 1
  }
}
