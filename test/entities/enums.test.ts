import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as enums from '../../src/entities/enums.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

/** The checks that hold a column to a set of values, with the set. */
const CHECKS: Readonly<Record<string, object>> = {
  app_version_state_check: enums.AppVersionState,
  article_direction_check: enums.TextDirection,
  article_precision_check: enums.DatePrecision,
  article_status_check: enums.ArticleStatus,
  change_type_check: enums.LoggedType,
  display_terms_display_check: enums.DisplayPolicy,
  feed_health_check: enums.SourceHealth,
  feed_kind_check: enums.FeedKind,
  inbox_kind_check: enums.InboxKind,
  outcome_outcome_check: enums.IngestOutcome,
  partner_mode_check: enums.PartnerMode,
  related_link_kind_check: enums.LinkKind,
  related_link_origin_check: enums.LinkOrigin,
  source_display_check: enums.DisplayPolicy,
  source_robots_check: enums.RobotsMode,
  tag_kind_check: enums.TagKind,
  tagging_origin_check: enums.TaggingOrigin,
  webhook_delivery_kind_check: enums.DeliveryKind,
  webhook_delivery_state_check: enums.DeliveryState,
  webhook_state_check: enums.WebhookState,
  websub_state_check: enums.WebSubState,
}

let own: TestDatabase
let checks: Map<string, string[]>
beforeAll(async () => {
  own = await openTestDatabase()
  const rows: { name: string; sql: string }[] = await own.db.query(
    `select conname as name, pg_get_constraintdef(oid) as sql from pg_constraint
      where contype = 'c' and connamespace = 'public'::regnamespace and pg_get_constraintdef(oid) ~ '= ANY \\(\\(?ARRAY'`,
  )
  checks = new Map(rows.map(({ name, sql }) => [name, [...sql.matchAll(/'([^']*)'::text/g)].map((match) => match[1]!)]))
})
afterAll(() => own.close())

describe('enums', () => {
  it.each(Object.keys(CHECKS))('are what %s of the database allows', (name) => {
    expect(checks.get(name)?.toSorted()).toEqual(Object.keys(CHECKS[name]!).toSorted())
  })

  it('stand behind every check of a set of values', () => {
    expect([...checks.keys()].toSorted()).toEqual(Object.keys(CHECKS).toSorted())
  })

  it('have their names for values, and cannot be changed', () => {
    for (const values of Object.values(enums)) {
      expect(Object.keys(values)).toEqual(Object.values(values))
      expect(Object.isFrozen(values)).toBe(true)
    }
  })
})
