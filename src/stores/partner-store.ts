import type { EntityManager } from 'typeorm'
import { Partner } from '../entities/api-key.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** Those outside who have keys, as they and operators see them. */
export class PartnerStore {
  constructor(private readonly manager: EntityManager) {}

  async byIds(ids: readonly string[]): Promise<Partner[]> {
    return await select(
      this.manager,
      `select ${columnsOf(Partner, 'p')} from partner p where p.id = any($1::bigint[])`,
      [ids],
    )
  }
}
