import type { EntityManager } from 'typeorm'
import { DisplayTerms } from '../entities/display-terms.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** Terms as operators list them. */
export type ListedTerms = DisplayTerms & { partnerName: string; sourceSlug: string | null }

/** What was agreed with partners about how much of a source's articles they are shown. */
export class DisplayTermsStore {
  constructor(private readonly manager: EntityManager) {}

  /** All terms of some partners, by source. */
  async ofPartners(partnerIds: readonly string[]): Promise<DisplayTerms[]> {
    return await select(
      this.manager,
      `select ${columnsOf(DisplayTerms, 't')} from display_terms t where t.partner_id = any($1::bigint[])
        order by t.source_id nulls first`,
      [partnerIds],
    )
  }

  /** Terms of one partner, null of all, by partner and source. */
  async list(partnerId: string | null): Promise<ListedTerms[]> {
    return await select(
      this.manager,
      `select ${columnsOf(DisplayTerms, 't')}, p.name as "partnerName", s.slug as "sourceSlug"
         from display_terms t join partner p on p.id = t.partner_id left join source s on s.id = t.source_id
        where $1::bigint is null or t.partner_id = $1 order by p.name, s.slug nulls first`,
      [partnerId],
    )
  }

  /** Sets what holds for a partner of a source, of all sources where that is null; terms that say nothing are taken away. */
  async set({ partnerId, sourceId, display, attribution }: Omit<DisplayTerms, 'id'>): Promise<void> {
    await this.manager.transaction(async (manager) => {
      // Of two who set the same at once the later one stands.
      await manager.query('select 1 from partner where id = $1 for update', [partnerId])
      await manager.query(
        'delete from display_terms where partner_id = $1 and source_id is not distinct from $2::bigint',
        [partnerId, sourceId],
      )
      if (display === null && attribution === null) return
      await manager.query(
        'insert into display_terms (partner_id, source_id, display, attribution) values ($1, $2, $3, $4)',
        [partnerId, sourceId, display, attribution],
      )
    })
  }
}
