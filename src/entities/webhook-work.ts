import type { ChangeType } from './enums.ts'
import type { UserError } from './user-error.ts'

/** What a webhook is to be. */
export interface WebhookWish {
  /** The id of the partner's row. */
  partnerId: string
  url: string
  /** An ArticleFilter; null for every article. */
  filter: object | null
  types: readonly ChangeType[]
  /** A cursor of the log after which it begins; null from now on. */
  after: string | null
}

/** What may be changed of it; what is left out stays. */
export type WebhookChange = Partial<Pick<WebhookWish, 'url' | 'filter' | 'types'>>

/** What became of it: nothing was changed where there are errors. */
export interface WebhookAnswer {
  webhookId: string | null
  /** Shown where it was made, and never again. */
  secret: string | null
  userErrors: UserError[]
}

/** What becomes of a delivery. */
export interface RedeliveryAnswer {
  deliveryId: string | null
  userErrors: UserError[]
}

/** Webhooks, for those who set them up. Ids are those of rows. */
export interface WebhookOffice {
  create(wish: WebhookWish): Promise<WebhookAnswer>
  update(id: string, change: WebhookChange): Promise<WebhookAnswer>
  pause(id: string): Promise<WebhookAnswer>
  resume(id: string): Promise<WebhookAnswer>
  remove(id: string): Promise<WebhookAnswer>
  rotate(id: string): Promise<WebhookAnswer>
  /** @param after a cursor of the log */
  replay(id: string, after: string): Promise<WebhookAnswer>
  redeliver(deliveryId: string): Promise<RedeliveryAnswer>
}
