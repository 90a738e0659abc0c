import type { DataSource } from 'typeorm'
import type { Config } from '../config.ts'
import type { Context, LiveFeed } from '../context.ts'
import { webhookSecretOf } from '../entities/webhook-secret.ts'
import { AddressGuard } from '../ingestion/fetch/address-guard.ts'
import type { Resolve } from '../ingestion/fetch/connector.ts'
import { Fetcher } from '../ingestion/fetch/fetcher.ts'
import { userAgent } from '../ingestion/fetch/request-headers.ts'
import { retryAfterSeconds } from '../ingestion/schedule/asked-seconds.ts'
import type { Logger } from '../ops/log.ts'
import { secretOf } from '../ops/server-secrets.ts'
import { version } from '../ops/version.ts'
import { ChangeStore } from '../stores/change-store.ts'
import type { Listener } from '../stores/listener.ts'
import { PartnerStore } from '../stores/partner-store.ts'
import { type Settlement, WebhookDeliveryStore } from '../stores/webhook-delivery-store.ts'
import { WebhookLeaseStore } from '../stores/webhook-lease-store.ts'
import { WEBHOOK_CHANNEL, WebhookStore } from '../stores/webhook-store.ts'
import { WebhookDispatcher } from '../webhooks/dispatcher.ts'
import type { Post } from '../webhooks/posted.ts'
import { PATIENCE, type Patience } from '../webhooks/settlement.ts'
import { WebhookDesk } from '../webhooks/webhook-desk.ts'

/** From the first look-up to the head of the answer, and silence in between. */
const LIMITS = { totalMs: 15_000, idleMs: 10_000 }
/** A process that was killed gives its webhooks back after so long; well beyond what one message takes. */
const LEASE_MS = 30_000

type Secrets = Pick<Config, 'secret' | 'dataDir'>
type Ways = Pick<Config, 'allowPrivateNetworks' | 'contact' | 'publicUrl'>

/** What sets up webhooks, for operators. */
export function webhookDeskOf(
  { manager }: Pick<DataSource, 'manager'>,
  config: Secrets & Pick<Ways, 'allowPrivateNetworks'>,
): WebhookDesk {
  const guard = new AddressGuard(config.allowPrivateNetworks)
  return new WebhookDesk({
    webhooks: new WebhookStore(manager),
    deliveries: new WebhookDeliveryStore(manager),
    partners: new PartnerStore(manager),
    changes: new ChangeStore(manager),
    secretOf: async (salt) => webhookSecretOf(await secretOf(config), salt),
    checkAddress: (url) => checkReceiver(url, guard),
  })
}

/** What a process needs to deliver to webhooks. */
interface WebhookNeeds {
  database: DataSource
  listener: Listener
  live: LiveFeed
  contextOf(partner: { id: string; name: string }): Context
  log: Logger
  /** Hears of each attempt to deliver, and what follows from it. */
  attempted?: (settlement: Settlement['kind'], seconds: number) => void
  /** How patient it is, where that is not as usual. */
  patience?: Partial<Patience>
  leaseMs?: number
  limits?: Partial<typeof LIMITS>
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string
  /** Addresses of a name; by default the system's. */
  resolve?: Resolve
}

/** A dispatcher at work: it takes its share of the webhooks that nobody delivers to. */
export function openWebhooks(needs: WebhookNeeds, config: Secrets & Ways): { close(): Promise<void> } {
  const { database, listener, log, leaseMs = LEASE_MS } = needs
  const { manager } = database
  const fetcher = new Fetcher({
    userAgent: userAgent({ version: version(), contact: config.contact, publicUrl: config.publicUrl }),
    allowPrivate: config.allowPrivateNetworks,
    limits: { ...LIMITS, ...needs.limits },
    ...(needs.ca === undefined ? {} : { ca: needs.ca }),
    ...(needs.resolve === undefined ? {} : { resolve: needs.resolve }),
  })
  const dispatcher = new WebhookDispatcher({
    live: needs.live,
    changes: new ChangeStore(manager),
    deliveries: new WebhookDeliveryStore(manager),
    leases: new WebhookLeaseStore(manager, leaseMs),
    leaseMs,
    contextOf: needs.contextOf,
    post: postBy(fetcher, new AddressGuard(config.allowPrivateNetworks)),
    secretOf: async (salt) => webhookSecretOf(await secretOf(config), salt),
    patience: { ...PATIENCE, ...needs.patience },
    now: () => new Date(),
    random: Math.random,
    ...(needs.attempted && { attempted: needs.attempted }),
    log: {
      info: (fields, event) => log.info(fields, event),
      warn: (fields, event) => log.warn(fields, event),
      error: (fields, event) => log.error(fields, event),
    },
  })
  const hearing = listener.hear([WEBHOOK_CHANNEL], (_, id) => dispatcher.heard(id))
  dispatcher.start()
  return {
    async close() {
      hearing.close()
      await dispatcher.close()
      await fetcher.close()
    },
  }
}

/** Sends by the same way out as everything else: to public addresses alone, and as long and as much as it allows. */
function postBy(fetcher: Fetcher, guard: AddressGuard): Post {
  return async ({ url, headers, body, signal }) => {
    const refusal = checkReceiver(url, guard)
    if (refusal !== null) return { status: null, error: refusal, retryAfterMs: null }
    const answer = await fetcher.fetch({ url, purpose: 'webhook', message: { json: body, headers }, signal })
    switch (answer.kind) {
      case 'fresh':
        return { status: answer.status, error: null, retryAfterMs: null }
      case 'refused': {
        const seconds = retryAfterSeconds(answer.headers, new Date())
        return { status: answer.status, error: answer.reason, retryAfterMs: seconds && seconds * 1_000 }
      }
      case 'unchanged':
        return { status: answer.status, error: '304 Not Modified', retryAfterMs: null }
      case 'failed':
        return { status: null, error: `${answer.code}: ${answer.reason}`, retryAfterMs: null }
      default:
        return answer satisfies never
    }
  }
}

/** Why nothing is sent to an address; null where it may be. In the clear only where the operator opened a host within his own networks. */
function checkReceiver(address: string, guard: AddressGuard): string | null {
  const url = new URL(address)
  try {
    guard.checkUrl(url)
  } catch (error) {
    return (error as Error).message
  }
  return url.protocol === 'https:' || guard.isOpened(url) ? null : 'A webhook is delivered to over https'
}
