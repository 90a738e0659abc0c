import type { IngestOutcome } from '../entities/enums.ts'
import type { Draft } from './draft.ts'

/** What became of one item, before it is written down. */
export interface Decision {
  outcome: IngestOutcome
  articleId: string | null
  reason: string | null
  linksCreated: number
  linksResolved: number
}

/** A decision about an article, or about none, that touched no link. */
export const decision = (outcome: IngestOutcome, draft: Draft | null, reason: string | null = null): Decision => ({
  outcome,
  articleId: draft?.id ?? null,
  reason,
  linksCreated: 0,
  linksResolved: 0,
})
