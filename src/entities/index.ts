import { ApiKey, Partner } from './api-key.ts'
import { Article } from './article.ts'
import { ArticleAnalysis } from './article-analysis.ts'
import { ArticleBody } from './article-body.ts'
import { ArticleKey } from './article-key.ts'
import { ArticleText } from './article-text.ts'
import { Change, LogHead } from './change.ts'
import { Checkpoint } from './checkpoint.ts'
import { DeskLease } from './desk-lease.ts'
import { DisplayTerms } from './display-terms.ts'
import { App, AppVersion, Document, DocumentUsage, VersionDocument } from './document.ts'
import { Feed, FeedDay, FeedItem } from './feed.ts'
import { FormerText } from './former-text.ts'
import { FrequencyVersion } from './frequency-version.ts'
import { Idempotency } from './idempotency.ts'
import { Inbox, Outcome } from './inbox.ts'
import { Observation } from './observation.ts'
import { OperatorSession } from './operator-session.ts'
import { PageTask } from './page-task.ts'
import { PointBucket } from './point-bucket.ts'
import { RawPayload } from './raw-payload.ts'
import { RelatedLink } from './related-link.ts'
import { RequestNonce } from './request-nonce.ts'
import { Revision } from './revision.ts'
import { Robots } from './robots.ts'
import { Source } from './source.ts'
import { SourceAlias } from './source-alias.ts'
import { Story } from './story.ts'
import { Tag } from './tag.ts'
import { Tagging } from './tagging.ts'
import { TextUsage } from './text-usage.ts'
import { WebSub } from './web-sub.ts'
import { Webhook, WebhookAttempt, WebhookDelivery } from './webhook.ts'

/** Every entity, for the data source and the drift check. */
export const ENTITIES = [
  ApiKey,
  App,
  AppVersion,
  Article,
  ArticleAnalysis,
  ArticleBody,
  ArticleKey,
  ArticleText,
  FormerText,
  Change,
  Checkpoint,
  DeskLease,
  DisplayTerms,
  Document,
  DocumentUsage,
  Feed,
  FeedDay,
  FeedItem,
  FrequencyVersion,
  Idempotency,
  Inbox,
  LogHead,
  Observation,
  OperatorSession,
  Outcome,
  PageTask,
  Partner,
  PointBucket,
  RawPayload,
  RelatedLink,
  RequestNonce,
  Revision,
  Robots,
  Source,
  SourceAlias,
  Story,
  Tag,
  Tagging,
  TextUsage,
  VersionDocument,
  WebSub,
  Webhook,
  WebhookAttempt,
  WebhookDelivery,
]
