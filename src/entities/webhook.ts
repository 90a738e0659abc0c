import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { Partner } from './api-key.ts'
import { ChangeType, DeliveryKind, DeliveryState, WebhookState } from './enums.ts'
import { Leased } from './leased.ts'
import { oneOf } from './naming.ts'

/**
 * An address of a partner to which changes are delivered in the order of the log. `epoch` and `position` are how far the receiver has
 * taken them; they move when it says so, by whoever holds the lease.
 */
@Entity('webhook')
@Unique('webhook_url_key', ['partnerId', 'url'])
@Index('webhook_active_idx', ['id'], { where: "state = 'ACTIVE'" })
@Check('webhook_state_check', oneOf('state', WebhookState))
@Check('webhook_types_check', `types <@ '{${Object.keys(ChangeType).join(',')}}' and cardinality(types) > 0`)
export class Webhook extends Leased {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'webhook_pkey',
  })
  id: string

  @ForeignKey(() => Partner, { name: 'webhook_partner_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  partnerId: string

  @Column({ type: 'text' })
  url: string

  /** An ArticleFilter as JSON; null for every article. */
  @Column({ type: 'jsonb', nullable: true })
  filter: object | null

  @Column({ type: 'text', array: true })
  types: ChangeType[]

  /** What the signing secret is derived from, together with the server's own secret. */
  @Column({ type: 'text' })
  salt: string

  /** That of the secret before, with which deliveries are signed as well until then. */
  @Column({ type: 'text', nullable: true })
  formerSalt: string | null

  @Column({ type: 'timestamptz', nullable: true })
  formerUntil: Date | null

  @Column({ type: 'text', default: 'ACTIVE' })
  state: WebhookState

  /** Why it is not delivered to. */
  @Column({ type: 'text', nullable: true })
  reason: string | null

  @Column({ type: 'text' })
  epoch: string

  @Column({ type: 'bigint' })
  position: string

  /** Attempts in a row that failed. */
  @Column({ type: 'integer', default: 0 })
  failures: number

  @Column({ type: 'timestamptz', nullable: true })
  failingSince: Date | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  nextAttemptAt: Date

  /** Letters in a row that the receiver would not have. */
  @Column({ type: 'integer', default: 0 })
  deadInARow: number

  @Column({ type: 'timestamptz', nullable: true })
  lastDeliveredAt: Date | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}

/** One message to a webhook: it bears the same id and the same text however often it is sent. */
@Entity('webhook_delivery')
@Unique('webhook_delivery_message_key', ['messageId'])
@Index('webhook_delivery_pending_key', ['webhookId'], { unique: true, where: "state = 'PENDING'" })
@Index('webhook_delivery_webhook_idx', ['webhookId', 'id'])
@Index('webhook_delivery_created_idx', ['createdAt'])
@Check('webhook_delivery_kind_check', oneOf('kind', DeliveryKind))
@Check('webhook_delivery_state_check', oneOf('state', DeliveryState))
export class WebhookDelivery {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'webhook_delivery_pkey',
  })
  id: string

  @ForeignKey(() => Webhook, { name: 'webhook_delivery_webhook_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  webhookId: string

  /** The header `webhook-id`. */
  @Column({ type: 'text' })
  messageId: string

  @Column({ type: 'text' })
  kind: DeliveryKind

  /** The log to which the positions belong. */
  @Column({ type: 'text' })
  epoch: string

  /** What it tells lies after this … */
  @Column({ type: 'bigint' })
  afterPosition: string

  /** … up to and with this. */
  @Column({ type: 'bigint' })
  position: string

  @Column({ type: 'integer' })
  events: number

  /** What is sent; null once it is settled. */
  @Column({ type: 'text', nullable: true })
  payload: string | null

  @Column({ type: 'text', default: 'PENDING' })
  state: DeliveryState

  @Column({ type: 'integer', default: 0 })
  attempts: number

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date

  @Column({ type: 'timestamptz', nullable: true })
  settledAt: Date | null
}

/** One time that a delivery was sent, and what came of it. */
@Entity('webhook_attempt')
@Index('webhook_attempt_delivery_idx', ['deliveryId', 'id'])
export class WebhookAttempt {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'webhook_attempt_pkey',
  })
  id: string

  @ForeignKey(() => WebhookDelivery, { name: 'webhook_attempt_delivery_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  deliveryId: string

  /** Counted from 1. */
  @Column({ type: 'integer' })
  attempt: number

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at: Date

  @Column({ type: 'integer' })
  durationMs: number

  /** Null where no answer came. */
  @Column({ type: 'integer', nullable: true })
  status: number | null

  /** Null where it was taken. */
  @Column({ type: 'text', nullable: true })
  error: string | null
}
