import { FirstLight1700000000001 } from './0001-first-light.ts'
import { Ingestion1700000000002 } from './0002-ingestion.ts'
import { Language1700000000003 } from './0003-language.ts'
import { LiveFeed1700000000004 } from './0004-live-feed.ts'
import { Editors1700000000005 } from './0005-editors.ts'
import { Documents1700000000006 } from './0006-documents.ts'
import { RecordEdition1700000000007 } from './0007-record-edition.ts'
import { SharedCounts1700000000008 } from './0008-shared-counts.ts'
import { Webhooks1700000000009 } from './0009-webhooks.ts'
import { FormerTextsByPosition1700000000010 } from './0010-former-texts-by-position.ts'
import { OperatorSessions1700000000011 } from './0011-operator-sessions.ts'

/** Every migration, oldest first. */
export const MIGRATIONS = [
  FirstLight1700000000001,
  Ingestion1700000000002,
  Language1700000000003,
  LiveFeed1700000000004,
  Editors1700000000005,
  Documents1700000000006,
  RecordEdition1700000000007,
  SharedCounts1700000000008,
  Webhooks1700000000009,
  FormerTextsByPosition1700000000010,
  OperatorSessions1700000000011,
]
