import { Article } from './article.ts'
import { ArticleBody } from './article-body.ts'
import { ArticleKey } from './article-key.ts'
import { Change, LogHead } from './change.ts'
import { DeskLease } from './desk-lease.ts'
import { Feed } from './feed.ts'
import { Inbox, Outcome } from './inbox.ts'
import { Observation } from './observation.ts'
import { RawPayload } from './raw-payload.ts'
import { RelatedLink } from './related-link.ts'
import { Revision } from './revision.ts'
import { Source } from './source.ts'
import { SourceAlias } from './source-alias.ts'
import { Story } from './story.ts'
import { Tag } from './tag.ts'
import { Tagging } from './tagging.ts'

/** Every entity, for the data source and the drift check. */
export const ENTITIES = [
  Article,
  ArticleBody,
  ArticleKey,
  Change,
  DeskLease,
  Feed,
  Inbox,
  LogHead,
  Observation,
  Outcome,
  RawPayload,
  RelatedLink,
  Revision,
  Source,
  SourceAlias,
  Story,
  Tag,
  Tagging,
]
