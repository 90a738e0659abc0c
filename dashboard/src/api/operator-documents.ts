const ERRORS = 'userErrors { ar: message en: message(language: "en") }'

export const FEEDS = /* GraphQL */ `
  query OperatorFeeds($health: [SourceHealth!], $first: Int) {
    feeds(health: $health, first: $first) {
      totalCount
      nodes {
        id url title format health paused goneAt lastFetchedAt nextFetchAt lastNewArticleAt intervalSeconds
        consecutiveFailures lastError lastStatus charset
        source { slug name }
        days { day polls unchanged failures newItems bytes }
      }
    }
  }
`

export const OPERATOR_SOURCES = /* GraphQL */ `
  query OperatorSources($first: Int) {
    sources(first: $first) { totalCount nodes { id slug name health articleCount lastArticleAt } }
  }
`

export const FEED_PREVIEW = /* GraphQL */ `
  query FeedPreview($url: URL!) {
    feedPreview(url: $url) {
      candidates { url title format items(first: 5) { title url publishedAt } }
      ${ERRORS}
    }
  }
`

export const FEED_ADD = `mutation FeedAdd($url: URL!) { feedAdd(url: $url) { feed { id title url } ${ERRORS} } }`
export const FEED_REFRESH = `mutation FeedRefresh($id: ID!) { feedRefresh(id: $id) { ${ERRORS} } }`
export const FEED_PAUSE = `mutation FeedPause($id: ID!) { feedPause(id: $id) { ${ERRORS} } }`
export const FEED_RESUME = `mutation FeedResume($id: ID!) { feedResume(id: $id) { ${ERRORS} } }`
export const FEED_REMOVE = `mutation FeedRemove($id: ID!) { feedRemove(id: $id) { ${ERRORS} } }`
export const SOURCE_PAUSE = `mutation SourcePause($id: ID!, $paused: Boolean!) {
  sourceUpdate(id: $id, input: { paused: $paused }) { ${ERRORS} }
}`

export const OPERATION = /* GraphQL */ `
  query Operation {
    operation {
      inbox inboxOldestAge deskAtWork logPosition logLength lastChangeAt feedsDue feedOverdue pagesWaiting deliveriesWaiting
      deliveryOldestAge databaseBytes
    }
  }
`

export const PARTNERS = /* GraphQL */ `
  query Partners($after: Cursor) {
    partners(first: 50, after: $after) {
      nodes {
        partner { id name }
        mode
        apps
        documents
        keys(first: 50) { id scopes signing isLive createdAt expiresAt lastUsedAt revokedAt }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`
export const PARTNER_CREATE = `mutation PartnerCreate($name: String!) { partnerCreate(name: $name) { ${ERRORS} } }`
export const PARTNER_MODE = `mutation PartnerMode($id: ID!, $mode: PartnerMode!) { partnerSetMode(id: $id, mode: $mode) { ${ERRORS} } }`
export const KEY_CREATE = `mutation KeyCreate($input: KeyInput!) { keyCreate(input: $input) { secret signingSecret ${ERRORS} } }`
export const KEY_ROTATE = `mutation KeyRotate($id: ID!) { keyRotate(id: $id) { secret signingSecret ${ERRORS} } }`
export const KEY_REVOKE = `mutation KeyRevoke($id: ID!) { keyRevoke(id: $id) { ${ERRORS} } }`

export const USAGE = /* GraphQL */ `
  query Usage($since: DateTime, $after: Cursor) {
    usage(since: $since, first: 100, after: $after) {
      nodes { partner operation hour calls errors cost }
      pageInfo { hasNextPage endCursor }
    }
  }
`

export const WEBHOOKS = /* GraphQL */ `
  query Webhooks {
    webhooks(first: 50) {
      id url types state reason failures failingSince lastDeliveredAt cursor
      partner { id name }
      deliveries(first: 10) { ...Delivery }
      dead: deliveries(states: [DEAD], first: 10) { ...Delivery }
    }
  }
  fragment Delivery on WebhookDelivery {
    id messageId kind state events createdAt settledAt
    attempts { attempt at status error durationMs }
  }
`
export const WEBHOOK_CREATE = `mutation WebhookCreate($input: WebhookInput!) { webhookCreate(input: $input) { secret ${ERRORS} } }`
export const WEBHOOK_PAUSE = `mutation WebhookPause($id: ID!) { webhookPause(id: $id) { ${ERRORS} } }`
export const WEBHOOK_RESUME = `mutation WebhookResume($id: ID!) { webhookResume(id: $id) { ${ERRORS} } }`
export const WEBHOOK_REMOVE = `mutation WebhookRemove($id: ID!) { webhookRemove(id: $id) { ${ERRORS} } }`
export const WEBHOOK_SECRET = `mutation WebhookSecret($id: ID!) { webhookRotateSecret(id: $id) { secret ${ERRORS} } }`
export const WEBHOOK_REPLAY = `mutation WebhookReplay($id: ID!, $after: ChangeCursor!) { webhookReplay(id: $id, after: $after) { ${ERRORS} } }`
export const WEBHOOK_REDELIVER = `mutation WebhookRedeliver($id: ID!) { webhookRedeliver(id: $id) { ${ERRORS} } }`

export const LOG_ENDS = /* GraphQL */ `
  query LogEnds($back: Int) { logEnds(back: $back) { cursor liveCursor oldestCursor } }
`
const LOGGED = /* GraphQL */ `
  fragment Logged on Change {
    __typename
    cursor
    at
    ... on ArticleIngested { article { ...Named } }
    ... on ArticleUpdated { article { ...Named } }
    ... on ArticleWithdrawn { reason article { ...Named } }
    ... on LinkResolved { link { headline article { ...Named } } }
    ... on StoryChanged { story { id title } }
  }
  fragment Named on Article { id title direction source { name } }
`
export const LOG_PAGE = /* GraphQL */ `
  query LogPage($after: ChangeCursor!, $filter: ArticleFilter, $types: [ChangeType!]) {
    changes(after: $after, filter: $filter, types: $types, first: 100) { nodes { ...Logged } cursor hasMore }
  }
  ${LOGGED}
`
export const LOG_FOLLOW = /* GraphQL */ `
  subscription LogFollow($after: ChangeCursor, $filter: ArticleFilter, $types: [ChangeType!]) {
    changes(after: $after, filter: $filter, types: $types) { ...Logged }
  }
  ${LOGGED}
`
