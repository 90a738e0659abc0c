import 'reflect-metadata'
import { registerEnumType } from 'type-graphql'
import {
  ArticleStatus,
  BlockKind,
  ChangeType,
  DatePrecision,
  DisplayPolicy,
  IngestOutcome,
  LinkKind,
  LinkOrigin,
  Scope,
  SourceHealth,
  TaggingOrigin,
  TagKind,
  TextDirection,
  UserErrorCode,
} from '../entities/enums.ts'

export const ArticleOrder = { NEWEST: 'NEWEST', OLDEST: 'OLDEST', LATEST_INGESTED: 'LATEST_INGESTED' } as const
export const BodyFormat = { TEXT: 'TEXT', HTML: 'HTML', MARKDOWN: 'MARKDOWN' } as const

const DESCRIBED: Readonly<Record<string, readonly [object, string]>> = {
  ArticleOrder: [ArticleOrder, 'LATEST_INGESTED is the order of arrival, the latest first.'],
  ArticleStatus: [ArticleStatus, 'A withdrawn article keeps its id and address, and shows little more.'],
  BlockKind: [BlockKind, 'What a block of a body is.'],
  BodyFormat: [BodyFormat, 'HTML is sanitised; MARKDOWN is CommonMark.'],
  ChangeType: [ChangeType, 'أنواع التغييرات\nWhat the log of changes tells; more may come.'],
  DatePrecision: [
    DatePrecision,
    'TIME to the second, DAY to the day in UTC, OBSERVED where the publisher gave no date.',
  ],
  DisplayPolicy: [
    DisplayPolicy,
    'FULL shows everything, EXCERPT all but the text itself, HEADLINE all but text, excerpt and image.',
  ],
  IngestOutcome: [IngestOutcome, 'What became of an article that was pushed.'],
  LinkKind: [LinkKind, 'READ_ALSO is «إقرأ أيضاً», SIMILAR is «مقالات مشابهة».'],
  LinkOrigin: [LinkOrigin, 'Who says so: the page itself, a computation, or an editor.'],
  Scope: [Scope, "READ includes subscriptions; PUBLISH registers a partner's own documents."],
  SourceHealth: [SourceHealth, 'Whether a source delivers.'],
  TagKind: [TagKind, "SECTION is the publisher's own desk: politics, economy, sport."],
  TaggingOrigin: [TaggingOrigin, "SITE_MENU is a word of the site's own menu that stands among the tags."],
  TextDirection: [TextDirection, 'The direction in which a text is written.'],
  UserErrorCode: [UserErrorCode, 'What a caller can mend.'],
}

for (const [name, [values, description]] of Object.entries(DESCRIBED)) registerEnumType(values, { name, description })

export {
  ArticleStatus,
  BlockKind,
  ChangeType,
  DatePrecision,
  DisplayPolicy,
  IngestOutcome,
  LinkKind,
  LinkOrigin,
  Scope,
  SourceHealth,
  TaggingOrigin,
  TagKind,
  TextDirection,
  UserErrorCode,
}
