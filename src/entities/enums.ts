/**
 * Every closed set of values, once. In the database they are text with a CHECK, in GraphQL enums of the same names; a test
 * compares the three.
 */
const values = <const T extends string>(...names: T[]): { readonly [K in T]: K } =>
  Object.freeze(Object.fromEntries(names.map((name) => [name, name]))) as never

export const TextDirection = values('RTL', 'LTR')
export type Direction = 'RTL' | 'LTR'
export const DatePrecision = values('TIME', 'DAY', 'OBSERVED')
export type DatePrecision = 'TIME' | 'DAY' | 'OBSERVED'
export const ArticleStatus = values('PUBLISHED', 'WITHDRAWN')
export type ArticleStatus = 'PUBLISHED' | 'WITHDRAWN'
export const LinkKind = values('READ_ALSO', 'SIMILAR')
export type LinkKind = 'READ_ALSO' | 'SIMILAR'
export const LinkOrigin = values('PUBLISHER', 'COMPUTED', 'EDITOR')
export type LinkOrigin = 'PUBLISHER' | 'COMPUTED' | 'EDITOR'
export const TagKind = values('SECTION', 'TOPIC', 'PERSON', 'PLACE', 'ORGANISATION')
export type TagKind = 'SECTION' | 'TOPIC' | 'PERSON' | 'PLACE' | 'ORGANISATION'
export const TaggingOrigin = values('PUBLISHER', 'EXTRACTED', 'SITE_MENU', 'EDITOR')
export type TaggingOrigin = 'PUBLISHER' | 'EXTRACTED' | 'SITE_MENU' | 'EDITOR'
export const BlockKind = values('PARAGRAPH', 'HEADING', 'QUOTE', 'LIST', 'IMAGE', 'EMBED')
export type BlockKind = 'PARAGRAPH' | 'HEADING' | 'QUOTE' | 'LIST' | 'IMAGE' | 'EMBED'
export const DisplayPolicy = values('FULL', 'EXCERPT', 'HEADLINE')
export type DisplayPolicy = 'FULL' | 'EXCERPT' | 'HEADLINE'
export const SourceHealth = values('HEALTHY', 'FAILING', 'STALE', 'PAUSED')
export type SourceHealth = 'HEALTHY' | 'FAILING' | 'STALE' | 'PAUSED'
export const ChangeType = values(
  'ARTICLE_INGESTED',
  'ARTICLE_UPDATED',
  'ARTICLE_WITHDRAWN',
  'LINK_RESOLVED',
  'STORY_CHANGED',
)
export type ChangeType =
  | 'ARTICLE_INGESTED'
  | 'ARTICLE_UPDATED'
  | 'ARTICLE_WITHDRAWN'
  | 'LINK_RESOLVED'
  | 'STORY_CHANGED'
/** What a row of the log is: a change that clients are told, or one that only a replay of the desk's decisions needs. */
export const LoggedType = values(
  'ARTICLE_INGESTED',
  'ARTICLE_UPDATED',
  'ARTICLE_WITHDRAWN',
  'LINK_RESOLVED',
  'STORY_CHANGED',
  'ANALYZER_CHANGED',
)
export type LoggedType = ChangeType | 'ANALYZER_CHANGED'
export const IngestOutcome = values('CREATED', 'REVISED', 'UNCHANGED', 'REJECTED')
export type IngestOutcome = 'CREATED' | 'REVISED' | 'UNCHANGED' | 'REJECTED'
/** What a row of the inbox asks of the desk. */
export const InboxKind = values('ARTICLE', 'WITHDRAWAL', 'MERGE', 'RELINK', 'PIN', 'HIDE')
export type InboxKind = 'ARTICLE' | 'WITHDRAWAL' | 'MERGE' | 'RELINK' | 'PIN' | 'HIDE'
/** What stands at an address that is polled. */
export const FeedKind = values('FEED', 'SITEMAP', 'PAGE')
export type FeedKind = 'FEED' | 'SITEMAP' | 'PAGE'
/** Whether the pages of a source are fetched only where its robots.txt allows it; the operator may know better. */
export const RobotsMode = values('RESPECT', 'IGNORE')
export type RobotsMode = 'RESPECT' | 'IGNORE'
/** How far a hub has confirmed a subscription to a feed. */
export const WebSubState = values('PENDING', 'VERIFIED', 'DENIED')
export type WebSubState = 'PENDING' | 'VERIFIED' | 'DENIED'
/** READ includes subscriptions; PUBLISH registers a partner's own documents. */
export const Scope = values('READ', 'PUBLISH', 'INGEST', 'OPERATE')
export type Scope = 'READ' | 'PUBLISH' | 'INGEST' | 'OPERATE'
/** What becomes of a partner's documents that it did not register. */
export const PartnerMode = values('LOG', 'WARN', 'ENFORCE')
export type PartnerMode = 'LOG' | 'WARN' | 'ENFORCE'
/** Whether the documents of a version of an app run: not yet, now, or not any more. */
export const AppVersionState = values('PENDING', 'ACTIVE', 'RETIRED')
export type AppVersionState = 'PENDING' | 'ACTIVE' | 'RETIRED'
/** Whether a webhook is delivered to; DISABLED says that its receiver failed for too long. */
export const WebhookState = values('ACTIVE', 'PAUSED', 'DISABLED')
export type WebhookState = 'ACTIVE' | 'PAUSED' | 'DISABLED'
/** What a delivery tells: changes, or that there is a gap before the next. */
export const DeliveryKind = values('CHANGES', 'GAP')
export type DeliveryKind = 'CHANGES' | 'GAP'
/** AGAIN is a dead letter that is to be delivered once more; DROPPED one that a replay from elsewhere left behind. */
export const DeliveryState = values('PENDING', 'DELIVERED', 'DEAD', 'AGAIN', 'DROPPED')
export type DeliveryState = 'PENDING' | 'DELIVERED' | 'DEAD' | 'AGAIN' | 'DROPPED'
/** What a caller can mend, for programs. */
export const UserErrorCode = values(
  'INVALID',
  'NOT_FOUND',
  'TAKEN',
  'TOO_LARGE',
  'WITHDRAWN',
  'IDEMPOTENCY_CONFLICT',
  'UNREACHABLE',
  'ADDRESS_REFUSED',
  'NOT_A_FEED',
  'DOCUMENT_INVALID',
)
export type UserErrorCode = keyof typeof UserErrorCode
