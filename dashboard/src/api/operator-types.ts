type Health = 'HEALTHY' | 'FAILING' | 'STALE' | 'PAUSED'

export interface OperatorFeed {
  readonly id: string
  readonly url: string
  readonly title: string | null
  readonly format: string | null
  readonly health: Health
  readonly paused: boolean
  readonly goneAt: string | null
  readonly lastFetchedAt: string | null
  readonly nextFetchAt: string | null
  readonly lastNewArticleAt: string | null
  readonly intervalSeconds: number
  readonly consecutiveFailures: number
  readonly lastError: string | null
  readonly lastStatus: number | null
  readonly charset: string | null
  readonly source: { readonly slug: string; readonly name: string }
  readonly days: readonly {
    readonly day: string
    readonly polls: number
    readonly unchanged: number
    readonly failures: number
    readonly newItems: number
    readonly bytes: number
  }[]
}

export interface OperatorSource {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly health: Health
  readonly articleCount: number
  readonly lastArticleAt: string | null
}

export interface FeedCandidate {
  readonly url: string
  readonly title: string | null
  readonly format: string
  readonly items: readonly {
    readonly title: string
    readonly url: string | null
    readonly publishedAt: string | null
  }[]
}

export interface OperationFigures {
  readonly inbox: number
  readonly inboxOldestAge: number
  readonly deskAtWork: boolean
  readonly logPosition: number
  readonly logLength: number
  readonly lastChangeAt: string | null
  readonly feedsDue: number
  readonly feedOverdue: number
  readonly pagesWaiting: number
  readonly deliveriesWaiting: number
  readonly deliveryOldestAge: number
  readonly databaseBytes: number
}

export interface OperatorKey {
  readonly id: string
  readonly scopes: readonly string[]
  readonly signing: boolean
  readonly isLive: boolean
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

export interface OperatorPartner {
  readonly partner: { readonly id: string; readonly name: string }
  readonly mode: 'LOG' | 'WARN' | 'ENFORCE'
  readonly apps: number
  readonly documents: number
  readonly keys: readonly OperatorKey[]
}

export interface Usage {
  readonly partner: string
  readonly operation: string
  readonly hour: string
  readonly calls: number
  readonly errors: number
  readonly cost: number
}

export interface Delivery {
  readonly id: string
  readonly messageId: string
  readonly state: 'PENDING' | 'DELIVERED' | 'DEAD' | 'AGAIN' | 'DROPPED'
  readonly events: number
  readonly createdAt: string
  readonly attempts: readonly {
    readonly attempt: number
    readonly at: string
    readonly status: number | null
    readonly error: string | null
  }[]
}

export interface OperatorWebhook {
  readonly id: string
  readonly url: string
  readonly types: readonly string[]
  readonly state: 'ACTIVE' | 'PAUSED' | 'DISABLED'
  readonly reason: string | null
  readonly failures: number
  readonly failingSince: string | null
  readonly lastDeliveredAt: string | null
  readonly cursor: string
  readonly partner: { readonly id: string; readonly name: string }
  readonly deliveries: readonly Delivery[]
  readonly dead: readonly Delivery[]
}

interface Named {
  readonly id: string
  readonly title: string
  readonly direction: 'RTL' | 'LTR'
  readonly source: { readonly name: string }
}

export interface LoggedChange {
  readonly __typename:
    | 'ArticleIngested'
    | 'ArticleUpdated'
    | 'ArticleWithdrawn'
    | 'LinkResolved'
    | 'StoryChanged'
    | 'Checkpoint'
  readonly cursor: string
  readonly at: string
  readonly reason?: string | null
  readonly article?: Named
  readonly link?: { readonly headline: string; readonly article: Named | null }
  readonly story?: { readonly id: string; readonly title: string }
}
