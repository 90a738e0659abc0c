import type { EntityManager } from 'typeorm'
import { fold, slugify } from '../arabic/fold.ts'
import type { SourceHealth } from '../entities/enums.ts'
import { FAILING_FROM, STALE_AFTER_DAYS } from '../entities/feed-health.ts'
import { Source } from '../entities/source.ts'
import { FORMER_SLUG } from '../entities/source-alias.ts'
import { languageSql } from './article-filter-sql.ts'
import { boundedList, storable } from './bounded-input.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { type Page, type PageRange, textPart } from './page.ts'
import { readPage } from './page-query.ts'

/** A source, and how well it delivers. */
export type SourceRow = Source & { health: SourceHealth }

/** Which sources; null means the same as left out. */
export interface SourceFilterInput {
  countries?: string[] | null
  languages?: string[] | null
  health?: SourceHealth[] | null
  text?: string | null
}

const HEALTH = /* sql */ `(
  select case
      when s.paused or (count(*) > 0 and bool_and(f.paused)) then 'PAUSED'
      when bool_or(not f.paused and (f.gone_at is not null or f.consecutive_failures >= ${FAILING_FROM})) then 'FAILING'
      when count(*) > 0 and s.last_article_at < now() - interval '${STALE_AFTER_DAYS} days' then 'STALE'
      else 'HEALTHY' end
    from feed f where f.source_id = s.id and f.removed_at is null)`
const COLUMNS = `${columnsOf(Source, 's')}, ${HEALTH} as health`
const BY_SLUG = { name: 'SOURCES', parts: [textPart('s.slug')], descending: false }

/** Sources as clients read them. */
export class SourceStore {
  constructor(private readonly manager: EntityManager) {}

  async byIds(ids: readonly string[]): Promise<SourceRow[]> {
    return await select(this.manager, `select ${COLUMNS} from source s where s.id = any($1::bigint[])`, [ids])
  }

  /** The source that bears a slug, else the one that bore it. */
  async bySlug(slug: string): Promise<SourceRow | null> {
    const rows = await select<SourceRow>(
      this.manager,
      `select ${COLUMNS} from source s
        where s.slug = $1 or s.id = (select source_id from source_alias where name_key = '${FORMER_SLUG}' || $1)
        order by s.slug <> $1 limit 1`,
      [storable(slug)],
    )
    return rows[0] ?? null
  }

  /** One page in the order of the slugs. */
  async page(filter: SourceFilterInput, range: PageRange): Promise<Page<SourceRow>> {
    const parameters: unknown[] = []
    const condition = conditionOf(filter, parameters)
    return await readPage(this.manager, {
      table: 'source s',
      columns: COLUMNS,
      condition,
      keyset: BY_SLUG,
      range,
      parameters,
    })
  }

  async count(filter: SourceFilterInput): Promise<number> {
    const parameters: unknown[] = []
    const sql = `select count(*)::int as count from source s where ${conditionOf(filter, parameters)}`
    const [row] = await select<{ count: number }>(this.manager, sql, parameters)
    return row!.count
  }
}

function conditionOf(filter: SourceFilterInput, parameters: unknown[]): string {
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const conditions = ['true']
  const countries = boundedList(filter.countries, 'filter.countries')
  const languages = boundedList(filter.languages, 'filter.languages')
  const health = boundedList(filter.health, 'filter.health')
  if (countries !== null) {
    conditions.push(`s.country is not null and s.country = any(${bind(countries.map((c) => c.toUpperCase()))}::text[])`)
  }
  if (languages !== null) {
    const tags = languages.map((language) => language.toLowerCase())
    conditions.push(languageSql('s.language', tags, bind))
  }
  if (health !== null) conditions.push(`${HEALTH} = any(${bind(health)}::text[])`)
  if (filter.text != null) conditions.push(isNamed(storable(filter.text), bind))
  return conditions.join(' and ')
}

/** Names are compared folded: as the slug, or as a name under which pages know the source. */
function isNamed(text: string, bind: (value: unknown) => string): string {
  const slug = bind(slugify(text) || text)
  const name = bind(fold(text).trim())
  return `(strpos(s.slug, ${slug}) > 0 or strpos(lower(s.name), ${name}) > 0 or exists (
    select 1 from source_alias n where n.source_id = s.id and not starts_with(n.name_key, '${FORMER_SLUG}')
      and strpos(n.name_key, ${name}) > 0))`
}
