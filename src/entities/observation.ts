import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'
import { RawPayload } from './raw-payload.ts'

/** What a channel last said of an article, as a digest: the same bytes again are recognised before anything is compared. */
@Entity('observation')
@Index('observation_raw_payload_idx', ['rawPayloadId'], { where: 'raw_payload_id is not null' })
export class Observation {
  @ForeignKey(() => Article, { name: 'observation_article_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'observation_pkey' })
  articleId: string

  /** A feed, a push or files: see `Channel` of the inbox. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'observation_pkey' })
  channel: string

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'observation_pkey' })
  digest: string

  @ForeignKey(() => RawPayload, { name: 'observation_raw_payload_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'bigint', nullable: true })
  rawPayloadId: string | null
}
