import type { EntityManager } from 'typeorm'
import { Partner } from '../entities/api-key.ts'
import type { PartnerMode } from '../entities/enums.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { announce } from './document-store.ts'
import { type Page, type PageRange, textPart } from './page.ts'
import { readPage } from './page-query.ts'

/** A partner as operators list him. */
export type ListedPartner = Partner & {
  /** Keys that let in now. */
  keys: number
  apps: number
  documents: number
}

const BY_NAME = { name: 'partners', parts: [textPart('p.name')], descending: false }
const listed = (): string => `${columnsOf(Partner, 'p')},
  (select count(*)::int from api_key k where k.partner_id = p.id and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > now())) as keys,
  (select count(*)::int from app a where a.partner_id = p.id) as apps,
  (select count(*)::int from document d where d.partner_id = p.id) as documents`

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

  async byName(name: string): Promise<Partner | null> {
    const [row] = await select<Partner>(
      this.manager,
      `select ${columnsOf(Partner, 'p')} from partner p where p.name = $1`,
      [name],
    )
    return row ?? null
  }

  /** Those who have an app of this name. */
  async withApp(app: string): Promise<Partner[]> {
    return await select(
      this.manager,
      `select ${columnsOf(Partner, 'p')} from partner p join app a on a.partner_id = p.id where a.name = $1 order by p.name`,
      [app],
    )
  }

  /** All partners, by name. */
  async list(): Promise<ListedPartner[]> {
    return await select(this.manager, `select ${listed()} from partner p order by p.name`)
  }

  /** One as operators list him; null where there is none. */
  async listed(id: string): Promise<ListedPartner | null> {
    const [row] = await select<ListedPartner>(this.manager, `select ${listed()} from partner p where p.id = $1`, [id])
    return row ?? null
  }

  /** A page of partners, by name. */
  async page(range: PageRange): Promise<Page<ListedPartner>> {
    const query = { table: 'partner p', columns: listed(), condition: 'true', keyset: BY_NAME, range, parameters: [] }
    return await readPage<ListedPartner>(this.manager, query)
  }

  /** A new partner; null where there is one of this name. */
  async create(name: string, mode: PartnerMode): Promise<Partner | null> {
    const [row] = await select<{ id: string }>(
      this.manager,
      'insert into partner (name, mode) values ($1, $2) on conflict (name) do nothing returning id',
      [name, mode],
    )
    if (row === undefined) return null
    await announce(this.manager, row.id)
    return await this.byName(name)
  }

  /** Sets what becomes of what a partner sends without a document of his. Null where there is no such partner. */
  async setMode(name: string, mode: PartnerMode): Promise<Partner | null> {
    const [row] = await select<{ id: string }>(
      this.manager,
      'update partner set mode = $2 where name = $1 returning id',
      [name, mode],
    )
    if (row === undefined) return null
    await announce(this.manager, row.id)
    return await this.byName(name)
  }
}
