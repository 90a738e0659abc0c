import type { EntityManager } from 'typeorm'
import { slugify } from '../arabic/fold.ts'
import type { Source } from '../entities/source.ts'
import { FORMER_SLUG } from '../entities/source-alias.ts'
import { select } from './database.ts'
import { FEED_HEALTH_CHANNEL } from './schedule-store.ts'
import { nameKey } from './source-registry.ts'
import { SCHEDULE_CHANNEL } from './web-sub-store.ts'

/** What an operator may change of a source; what is left out stays. */
export type SourcePatch = Partial<
  Pick<Source, 'name' | 'slug' | 'homepage' | 'logo' | 'country' | 'language' | 'display' | 'attribution' | 'paused'>
>

/** A source that is to be made. */
export interface NewSource extends Pick<Source, 'name' | 'homepage' | 'language' | 'country'> {
  /** As wished; numbered where it is taken. */
  slug: string
}

/** What became of a change. */
export type SourceChanged = 'CHANGED' | 'NOT_FOUND' | 'TAKEN'

/** How often a free slug is looked for, where others take it first. */
const ATTEMPTS = 10
const UNIQUE_VIOLATION = '23505'

/** Sources as operators change them. */
export class SourceEditor {
  constructor(private readonly manager: EntityManager) {}

  /** Changes a source. A slug that it had goes on to lead to it, and so does a name that pages printed. */
  async update(id: string, patch: SourcePatch): Promise<SourceChanged> {
    if (patch.slug !== undefined && (await this.#isTaken(patch.slug, id))) return 'TAKEN'
    const parameters: unknown[] = [id, patch.name === undefined ? null : nameKey(patch.name)]
    const assignments = Object.entries(patch)
      .filter(([, value]) => value !== undefined)
      .map(
        ([column, value]) =>
          `${column} = $${parameters.push(column === 'logo' && value !== null ? JSON.stringify(value) : value)}`,
      )
    try {
      const rows = await select(
        this.manager,
        `with old as (select id, slug, paused from source where id = $1 for update),
              changed as (
                update source s set ${['id = s.id', ...assignments].join(', ')} from old where s.id = old.id
                returning s.id, s.slug, s.paused, old.slug as old_slug, old.paused as was_paused),
              kept as (
                insert into source_alias (name_key, source_id)
                select '${FORMER_SLUG}' || old_slug, id from changed where old_slug <> slug
                    on conflict (name_key) do update set source_id = excluded.source_id),
              borne as (
                delete from source_alias a using changed c where a.name_key = '${FORMER_SLUG}' || c.slug),
              named as (
                insert into source_alias (name_key, source_id) select $2::text, id from changed where $2::text is not null
                    on conflict do nothing),
              told as (
                select pg_notify('${FEED_HEALTH_CHANNEL}', f.id::text), pg_notify('${SCHEDULE_CHANNEL}', '')
                  from feed f join changed c on c.id = f.source_id
                 where c.paused <> c.was_paused and f.removed_at is null)
         select id, (select count(*) from told) from changed`,
        parameters,
      )
      return rows.length === 1 ? 'CHANGED' : 'NOT_FOUND'
    } catch (error) {
      // Another took the slug since it was looked for.
      if ((error as { driverError?: { code?: string } }).driverError?.code === UNIQUE_VIOLATION) return 'TAKEN'
      throw error
    }
  }

  /** Sources whose homepage is on a host (compared without «www.»), the oldest first. */
  async atHost(host: string): Promise<Pick<Source, 'id' | 'homepage'>[]> {
    // By prefix first: a regular expression over all sources for each feed of a list takes a minute.
    const beginnings = ['http://', 'https://'].flatMap((scheme) => [`${scheme}${host}`, `${scheme}www.${host}`])
    const rows = await select<{ id: string; homepage: string }>(
      this.manager,
      `select id::text as id, homepage from source
        where starts_with(homepage, $1) or starts_with(homepage, $2) or starts_with(homepage, $3)
           or starts_with(homepage, $4)
        order by source.id`,
      beginnings,
    )
    return rows.filter(
      ({ homepage }) => URL.canParse(homepage) && new URL(homepage).host.replace(/^www\./, '') === host,
    )
  }

  /** The source under a printed name, compared folded, with the hosts of its feeds. */
  async byName(name: string): Promise<(Pick<Source, 'id' | 'homepage'> & { hosts: string[] }) | null> {
    const rows = await select<Pick<Source, 'id' | 'homepage'> & { hosts: string[] }>(
      this.manager,
      `select s.id::text as id, s.homepage, array(select distinct f.host from feed f where f.source_id = s.id) as hosts
         from source_alias a join source s on s.id = a.source_id where a.name_key = $1`,
      [nameKey(name)],
    )
    return rows[0] ?? null
  }

  /** Makes a source; gives its id. */
  async make({ slug, name, homepage, language, country }: NewSource): Promise<string> {
    const base = slug || slugify(name) || 'source'
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const [row] = await select<{ id: string }>(
        this.manager,
        `with made as (
           insert into source (slug, name, homepage, language, country) values ($1, $2, $3, $4, $5)
               on conflict (slug) do nothing returning id),
         named as (insert into source_alias (name_key, source_id) select $6, id from made on conflict do nothing)
         select id::text as id from made`,
        [await this.#freeSlug(base), name, homepage, language, country, nameKey(name)],
      )
      if (row !== undefined) return row.id
    }
    throw new Error(`the slug ${base} and those like it are taken by others again and again`)
  }

  /** The slug, or the first of its numbers that no source bears or bore. */
  async #freeSlug(base: string): Promise<string> {
    const rows = await select<{ slug: string }>(
      this.manager,
      `select slug from source where slug = $1 or starts_with(slug, $1 || '-')
       union all
       select substr(name_key, ${FORMER_SLUG.length + 1}) from source_alias
        where name_key = '${FORMER_SLUG}' || $1 or starts_with(name_key, '${FORMER_SLUG}' || $1 || '-')`,
      [base],
    )
    const taken = new Set(rows.map(({ slug }) => slug))
    let slug = base
    for (let number = 2; taken.has(slug); number++) slug = `${base}-${number}`
    return slug
  }

  /** What clients wrote must not come to mean another source: a slug that one had is taken as well. */
  async #isTaken(slug: string, exceptId: string): Promise<boolean> {
    const rows = await select(
      this.manager,
      `select 1 from source where slug = $1 and id <> $2
       union all select 1 from source_alias where name_key = '${FORMER_SLUG}' || $1 and source_id <> $2`,
      [slug, exceptId],
    )
    return rows.length > 0
  }
}
