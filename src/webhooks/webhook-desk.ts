import { randomBytes } from 'node:crypto'
import type { UserError } from '../entities/user-error.ts'
import {
  filterRefused,
  MAX_WEBHOOK_URL,
  MAX_WEBHOOKS,
  receiverRefused,
  WEBHOOK_ERRORS,
} from '../entities/webhook-error.ts'
import type {
  RedeliveryAnswer,
  WebhookAnswer,
  WebhookChange,
  WebhookOffice,
  WebhookWish,
} from '../entities/webhook-work.ts'
import { AppError } from '../errors.ts'
import { resolveArticleFilter } from '../stores/article-filter.ts'
import { decodeChangeCursor, type LogPlace } from '../stores/change-cursor.ts'
import type { ChangeStore } from '../stores/change-store.ts'
import type { PartnerStore } from '../stores/partner-store.ts'
import type { WebhookDeliveryStore } from '../stores/webhook-delivery-store.ts'
import type { WebhookRow, WebhookStore } from '../stores/webhook-store.ts'
import { filterFromJson } from './filter-json.ts'

const SALT_BYTES = 16

interface DeskOptions {
  webhooks: WebhookStore
  deliveries: Pick<WebhookDeliveryStore, 'byId'>
  partners: Pick<PartnerStore, 'byIds'>
  changes: Pick<ChangeStore, 'head'>
  /** The secret that belongs to a salt. */
  secretOf(salt: string): Promise<string>
  /** Why nothing may be sent to an address; null where it may be. */
  checkAddress(url: string): string | null
}

const refused = (...userErrors: UserError[]): WebhookAnswer => ({ webhookId: null, secret: null, userErrors })
const newSalt = (): string => randomBytes(SALT_BYTES).toString('hex')

/** Sets up webhooks: the same rules for the API and the CLI. */
export class WebhookDesk implements WebhookOffice {
  constructor(private readonly options: DeskOptions) {}

  async create(wish: WebhookWish): Promise<WebhookAnswer> {
    const { webhooks, partners, secretOf } = this.options
    const { partnerId, url, filter, types } = wish
    const errors = this.#faultsOf(wish)
    const place = wish.after === null ? null : await this.#placeOf(wish.after, ['input', 'after'])
    if (place !== null && 'code' in place) errors.push(place)
    if ((await partners.byIds([partnerId])).length === 0) errors.push(WEBHOOK_ERRORS.noPartner)
    else if ((await webhooks.countOf(partnerId)) >= MAX_WEBHOOKS) errors.push(WEBHOOK_ERRORS.tooMany)
    if (errors.length > 0) return refused(...errors)
    const salt = newSalt()
    const id = await webhooks.create(
      { partnerId, url, filter, types: [...new Set(types)], salt },
      place as LogPlace | null,
    )
    if (id === null) return refused(WEBHOOK_ERRORS.taken)
    return { webhookId: id, secret: await secretOf(salt), userErrors: [] }
  }

  async update(id: string, change: WebhookChange): Promise<WebhookAnswer> {
    const errors = this.#faultsOf(change)
    if (errors.length > 0) return refused(...errors)
    return await this.#with(id, async () => {
      const { types, ...rest } = change
      const isFree = await this.options.webhooks.update(id, { ...rest, ...(types && { types: [...new Set(types)] }) })
      return isFree ? null : WEBHOOK_ERRORS.taken
    })
  }

  async pause(id: string): Promise<WebhookAnswer> {
    return await this.#change(id, (webhooks) => webhooks.pause(id))
  }

  async resume(id: string): Promise<WebhookAnswer> {
    return await this.#change(id, (webhooks) => webhooks.resume(id))
  }

  async remove(id: string): Promise<WebhookAnswer> {
    return await this.#change(id, (webhooks) => webhooks.remove(id))
  }

  async rotate(id: string): Promise<WebhookAnswer> {
    const salt = newSalt()
    const answer = await this.#change(id, (webhooks) => webhooks.rotate(id, salt))
    return answer.webhookId === null ? answer : { ...answer, secret: await this.options.secretOf(salt) }
  }

  async replay(id: string, after: string): Promise<WebhookAnswer> {
    const place = await this.#placeOf(after, ['after'])
    if ('code' in place) return refused(place)
    return await this.#change(id, (webhooks) => webhooks.replay(id, place))
  }

  async redeliver(deliveryId: string): Promise<RedeliveryAnswer> {
    const { webhooks, deliveries } = this.options
    const delivery = await deliveries.byId(deliveryId)
    if (delivery === null) return { deliveryId: null, userErrors: [WEBHOOK_ERRORS.noDelivery] }
    const isDead = await webhooks.redeliver(deliveryId)
    return isDead ? { deliveryId, userErrors: [] } : { deliveryId: null, userErrors: [WEBHOOK_ERRORS.notDead] }
  }

  async #change(id: string, act: (webhooks: WebhookStore) => Promise<void>): Promise<WebhookAnswer> {
    return await this.#with(id, async () => {
      await act(this.options.webhooks)
      return null
    })
  }

  async #with(id: string, act: (webhook: WebhookRow) => Promise<UserError | null>): Promise<WebhookAnswer> {
    const webhook = await this.options.webhooks.byId(id)
    if (webhook === null) return refused(WEBHOOK_ERRORS.noWebhook)
    const error = await act(webhook)
    return error !== null ? refused(error) : { webhookId: id, secret: null, userErrors: [] }
  }

  #faultsOf({ url, filter, types }: WebhookChange): UserError[] {
    const errors: UserError[] = []
    if (url !== undefined) {
      const refusal = url.length > MAX_WEBHOOK_URL || !URL.canParse(url) ? 'no address' : this.options.checkAddress(url)
      if (refusal !== null) errors.push(receiverRefused(refusal))
    }
    if (types?.length === 0) errors.push(WEBHOOK_ERRORS.noTypes)
    try {
      // What its text means is asked when it is used; here only whether it is a filter at all.
      if (filter) resolveArticleFilter(filterFromJson(filter), anyText)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      errors.push(filterRefused(error.message))
    }
    return errors
  }

  /** The place that a cursor names, as long as the log reaches back to it. */
  async #placeOf(cursor: string, field: string[]): Promise<LogPlace | UserError> {
    const place = decodeChangeCursor(cursor)
    const { epoch, position, oldest } = await this.options.changes.head()
    if (place === null || place.epoch !== epoch || place.position > position)
      return { ...WEBHOOK_ERRORS.noCursor, field }
    return place.position + 1 < oldest ? { ...WEBHOOK_ERRORS.cursorExpired, field } : place
  }
}

const anyText = () => ({ queries: new Map(), isRare: false, matches: () => false, needs: () => [] })
