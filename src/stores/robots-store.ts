import type { EntityManager } from 'typeorm'
import { Robots } from '../entities/robots.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** The robots.txt files of all sites that were asked, by origin; shared by all processes. */
export class RobotsStore {
  constructor(private readonly manager: EntityManager) {}

  async read(origin: string): Promise<Robots | null> {
    const sql = `select ${columnsOf(Robots, 'r')} from robots r where r.origin = $1`
    return (await select<Robots>(this.manager, sql, [origin]))[0] ?? null
  }

  /** Keeps a file in place of the former one. */
  async write({ origin, status, body, expiresAt }: Robots): Promise<void> {
    await this.manager.query(
      `insert into robots (origin, status, body, expires_at) values ($1, $2, $3, $4)
       on conflict (origin) do update
          set status = excluded.status, body = excluded.body, expires_at = excluded.expires_at`,
      [origin, status, body, expiresAt],
    )
  }
}
