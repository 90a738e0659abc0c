import type { EntityManager } from 'typeorm'
import type { DocumentOperation } from '../entities/document.ts'
import type { AppVersionState } from '../entities/enums.ts'
import { select } from './database.ts'

/** Announces the id of a partner whose documents or mode changed. */
export const DOCUMENTS_CHANNEL = 'sila_documents'
/** What one partner may have registered, in documents and characters: every node holds all of it in memory. */
const MAX_DOCUMENTS = 20_000
const MAX_CHARACTERS = 67_108_864

/** A document as it was checked before its publication. */
export interface NewDocument {
  name: string
  /** Hex, of the exact text. */
  sha256: string
  text: string
  operations: DocumentOperation[]
}

/** What a version of a partner's app asks with. */
export interface Publication {
  partnerId: string
  app: string
  version: string
  /** PENDING documents do not run yet; a version that is active stays so. */
  state: Exclude<AppVersionState, 'RETIRED'>
  /** Hex, of the schema that they were checked against. */
  schemaSha256: string
  documents: readonly NewDocument[]
}

/** What became of a publication: only where it is `published` anything was stored. */
export type Published =
  /** With the names of what the version did not hold. */
  | { kind: 'published'; added: string[] }
  /** Documents of these names have another text. */
  | { kind: 'conflict'; names: string[] }
  | { kind: 'retired' }
  | { kind: 'full'; documents: number; characters: number }

/** Publishes documents. What a version holds only grows, until it is retired. */
export class DocumentStore {
  constructor(private readonly manager: EntityManager) {}

  /** All or nothing, in one transaction; what is there already stays as it is. */
  async publish(publication: Publication): Promise<Published> {
    return await this.manager.transaction(async (manager) => await new Publishing(manager, publication).run())
  }
}

/** One publication, in its transaction. */
class Publishing {
  constructor(
    private readonly manager: EntityManager,
    private readonly publication: Publication,
  ) {}

  async run(): Promise<Published> {
    const { partnerId, state, documents } = this.publication
    // Publications of a partner stand in line, so that what is looked up here holds until the end.
    await this.manager.query('select id from partner where id = $1 for update', [partnerId])
    const version = await this.#version()
    if (version?.isOver) return { kind: 'retired' }
    const known = await this.#known()
    const conflicts = documents.filter(({ name, sha256 }) => (known.get(name) ?? sha256) !== sha256)
    if (conflicts.length > 0) return { kind: 'conflict', names: conflicts.map(({ name }) => name) }
    const fresh = documents.filter(({ name }) => !known.has(name))
    if (!(await this.#hasRoomFor(fresh))) {
      return { kind: 'full', documents: MAX_DOCUMENTS, characters: MAX_CHARACTERS }
    }
    await this.#insert(fresh)
    const versionId = version?.id ?? (await this.#makeVersion())
    const isActivated = version?.state === 'PENDING' && state === 'ACTIVE'
    if (isActivated) await this.manager.query(`update app_version set state = 'ACTIVE' where id = $1`, [versionId])
    const added = await this.#join(versionId)
    if (version === undefined || isActivated || added.length > 0) await announce(this.manager, partnerId)
    return { kind: 'published', added }
  }

  async #version(): Promise<{ id: string; state: AppVersionState; isOver: boolean } | undefined> {
    const { partnerId, app, version } = this.publication
    const [row] = await select<{ id: string; state: AppVersionState; isOver: boolean }>(
      this.manager,
      `select v.id, v.state, v.state = 'RETIRED' or coalesce(v.sunset_at <= now(), false) as "isOver"
         from app_version v join app a on a.id = v.app_id where a.partner_id = $1 and a.name = $2 and v.name = $3`,
      [partnerId, app, version],
    )
    return row
  }

  /** The digests of the documents that are there, by name. */
  async #known(): Promise<Map<string, string>> {
    const rows = await select<{ name: string; sha256: string }>(
      this.manager,
      'select d.name, d.sha256 from document d where d.partner_id = $1 and d.name = any($2::text[])',
      [this.publication.partnerId, this.#names()],
    )
    return new Map(rows.map(({ name, sha256 }) => [name, sha256]))
  }

  async #hasRoomFor(documents: readonly NewDocument[]): Promise<boolean> {
    if (documents.length === 0) return true
    const [has] = await select<{ count: number; characters: number }>(
      this.manager,
      `select count(*)::int as count, coalesce(sum(length(d.text)), 0)::float8 as characters
         from document d where d.partner_id = $1`,
      [this.publication.partnerId],
    )
    const characters = documents.reduce((sum, { text }) => sum + text.length, has!.characters)
    return has!.count + documents.length <= MAX_DOCUMENTS && characters <= MAX_CHARACTERS
  }

  async #insert(documents: readonly NewDocument[]): Promise<void> {
    const { partnerId, schemaSha256 } = this.publication
    await this.manager.query(
      `insert into document (partner_id, name, sha256, text, operations, schema_sha256)
       select $1, r.name, r.sha256, r.text, r.operations, $2
         from json_to_recordset($3::json) as r (name text, sha256 text, text text, operations jsonb)`,
      [partnerId, schemaSha256, JSON.stringify(documents)],
    )
  }

  async #makeVersion(): Promise<string> {
    const { partnerId, app, version, state } = this.publication
    await this.manager.query('insert into app (partner_id, name) values ($1, $2) on conflict do nothing', [
      partnerId,
      app,
    ])
    const [row] = await select<{ id: string }>(
      this.manager,
      `insert into app_version (app_id, name, state)
       select a.id, $3, $4 from app a where a.partner_id = $1 and a.name = $2 returning id`,
      [partnerId, app, version, state],
    )
    return row!.id
  }

  /** Makes the documents members of the version. One that is published anew is wanted again, whatever was said of its end. */
  async #join(versionId: string): Promise<string[]> {
    const rows = await select<{ name: string }>(
      this.manager,
      `with joined as (
         insert into version_document (version_id, document_id)
         select $1, d.id from document d where d.partner_id = $2 and d.name = any($3::text[])
         on conflict do nothing returning document_id),
       revived as (
         update document d set deprecated_at = null, sunset_at = null, retired_at = null
           from joined j where d.id = j.document_id and (d.retired_at is not null or d.sunset_at is not null))
       select d.name from joined j join document d on d.id = j.document_id`,
      [versionId, this.publication.partnerId, this.#names()],
    )
    return rows.map(({ name }) => name)
  }

  #names(): string[] {
    return this.publication.documents.map(({ name }) => name)
  }
}

/** Tells every node that what a partner may run is another now, once the transaction is through. */
export async function announce(manager: EntityManager, partnerId: string): Promise<void> {
  await manager.query(`select pg_notify('${DOCUMENTS_CHANNEL}', $1)`, [partnerId])
}
