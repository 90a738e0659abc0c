import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** How long the first answer is given again. */
const KEPT = '24 hours'
/** A first that has not answered for so long has died, and the next may take its place. */
const ABANDONED_AFTER = '2 minutes'
/** Rows forgotten at once. */
const PRUNED_AT_ONCE = 1_000

/** Whose key it is, and of what content. */
export interface Attempt {
  caller: string
  key: string
  sha256: string
}

/** What an attempt finds: it is the first, which holds a token; another is under way; there is an answer; or the content differs. */
export type Claim =
  | { kind: 'first'; token: string }
  | { kind: 'running' }
  | { kind: 'answered'; answer: unknown }
  | { kind: 'conflict' }

/** The first answers to what may be sent twice. */
export class IdempotencyStore {
  constructor(private readonly manager: EntityManager) {}

  /** Of all attempts with one key one is the first. */
  async claim({ caller, key, sha256 }: Attempt): Promise<Claim> {
    for (;;) {
      const [mine] = await select<{ token: string }>(
        this.manager,
        `insert into idempotency as i (caller, key, sha256) values ($1, $2, $3)
         on conflict (caller, key) do update
            set sha256 = excluded.sha256, answer = null, started_at = clock_timestamp()
          where i.started_at < now() - interval '${KEPT}'
             or (i.answer is null and i.sha256 = excluded.sha256 and i.started_at < now() - interval '${ABANDONED_AFTER}')
         returning started_at::text as token`,
        [caller, key, sha256],
      )
      if (mine !== undefined) return { kind: 'first', token: mine.token }
      const [other] = await select<{ sha256: string; answer: unknown }>(
        this.manager,
        'select sha256, answer from idempotency where caller = $1 and key = $2',
        [caller, key],
      )
      // Gone between the two statements: it was given up, and the next may begin.
      if (other === undefined) continue
      if (other.sha256 !== sha256) return { kind: 'conflict' }
      return other.answer === null ? { kind: 'running' } : { kind: 'answered', answer: other.answer }
    }
  }

  /** Keeps the answer of the first, unless another has taken its place. Forgets what is too old. */
  async finish({ caller, key }: Attempt, token: string, answer: object): Promise<void> {
    await this.manager.query(
      `with old as (
         delete from idempotency where (caller, key) in (
           select caller, key from idempotency
            where started_at < now() - interval '${KEPT}' and (caller, key) <> ($1, $2)
            limit ${PRUNED_AT_ONCE} for update skip locked))
       update idempotency set answer = $4 where caller = $1 and key = $2 and started_at = $3::timestamptz`,
      [caller, key, token, JSON.stringify(answer)],
    )
  }

  /** The first gives up without an answer: the next attempt is a first one. */
  async release({ caller, key }: Attempt, token: string): Promise<void> {
    await this.manager.query(
      'delete from idempotency where caller = $1 and key = $2 and started_at = $3::timestamptz and answer is null',
      [caller, key, token],
    )
  }
}
