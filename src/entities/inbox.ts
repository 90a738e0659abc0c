import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import { Article } from './article.ts'
import type { DeliveredArticle } from './delivered-article.ts'
import { InboxKind, IngestOutcome, type LinkKind } from './enums.ts'
import { oneOf } from './naming.ts'
import { RawPayload } from './raw-payload.ts'

/** How a delivery names its source: by id or slug, else by printed name; none of them is the source `unknown`. */
export interface SourceReference {
  slug?: string | null
  name?: string | null
  homepage?: string | null
  language?: string | null
  country?: string | null
  isSample?: boolean
}

/** A link that an editor sets by hand, from one article (the id of its row) to another. */
export interface Pin {
  from: string
  to: string
  kind: LinkKind
  /** From 1, among what editors set in the same list. */
  position: number
}

/**
 * What the desk is asked to do, by kind: to take an article in (`rereadOf` names the one whose stored bytes were only read
 * again, so that a changed text is ours and not the publisher's), to withdraw one, to merge one into another, to look for the
 * links of one again, to set a link by hand, or to take one out of what readers see (`hiddenLink` is its id as readers know it).
 */
export type InboxPayload =
  | { source: SourceReference; article: DeliveredArticle; rereadOf?: string }
  | { articleId: string; reason: string }
  | { mergeOf: string; into: string }
  | { relinkOf: string }
  | { pin: Pin }
  | { hiddenLink: string }

/**
 * One item on its way to the desk. `channel` scopes GUIDs and tells one observer of an article from another: `feed:<id>`,
 * `push:<source>`, `files:<source>` or `sample`.
 */
@Entity('inbox')
@Index('inbox_delivery_idx', ['delivery'])
@Check('inbox_kind_check', oneOf('kind', InboxKind))
export class Inbox {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'inbox_pkey',
  })
  id: string

  @Column({ type: 'uuid' })
  delivery: string

  /** From 0 within the delivery. */
  @Column({ type: 'integer' })
  place: number

  @Column({ type: 'text' })
  kind: InboxKind

  @Column({ type: 'text' })
  channel: string

  /** Written once and read once, as text: nothing looks into it here, and nothing is won by compressing it. */
  @Column({ type: 'json' })
  payload: InboxPayload

  @ForeignKey(() => RawPayload, { name: 'inbox_raw_payload_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'bigint', nullable: true })
  rawPayloadId: string | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  deliveredAt: Date
}

/** What became of one item of a delivery; kept a day. */
@Entity('outcome')
@Index('outcome_at_idx', ['at'])
@Check('outcome_outcome_check', oneOf('outcome', IngestOutcome))
export class Outcome {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'outcome_pkey' })
  delivery: string

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'outcome_pkey' })
  place: number

  @Column({ type: 'text' })
  outcome: IngestOutcome

  @ForeignKey(() => Article, { name: 'outcome_article_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'bigint', nullable: true })
  articleId: string | null

  @Column({ type: 'text', nullable: true })
  reason: string | null

  /** Publisher's links that this item brought, and links that it resolved. */
  @Column({ type: 'integer', default: 0 })
  linksCreated: number

  @Column({ type: 'integer', default: 0 })
  linksResolved: number

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at: Date
}
