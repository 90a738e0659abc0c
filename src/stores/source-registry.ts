import type { EntityManager } from 'typeorm'
import { fold, slugify } from '../arabic/fold.ts'
import type { SourceReference } from '../entities/inbox.ts'
import { Source, UNKNOWN_SOURCE } from '../entities/source.ts'
import { FORMER_SLUG } from '../entities/source-alias.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** How many sources may bear one slug before we give up numbering them. */
const SLUGS_TRIED = 1_000

/** Finds the source that a delivery names, and makes it where it is new. Only the desk calls it: there are no two at once. */
export class SourceRegistry {
  readonly #bySlug = new Map<string, Source>()
  readonly #byName = new Map<string, Source>()

  constructor(private readonly manager: EntityManager) {}

  /** The source of a reference: by slug, else by printed name (compared folded), else `unknown`. */
  async resolve(reference: SourceReference): Promise<Source> {
    const name = reference.name?.trim() || null
    if (reference.slug) return await this.#bySlugOrMade(reference.slug, name ?? reference.slug, reference)
    if (name === null) return await this.#bySlugOrMade(UNKNOWN_SOURCE, UNKNOWN_SOURCE, reference)
    const key = nameKey(name)
    const known =
      this.#byName.get(key) ?? (await this.#findByName(key)) ?? (await this.#find('s.slug = $1', slugify(name)))
    return this.#remember(known ?? (await this.#make(await this.#freeSlug(name), name, reference)), key)
  }

  async #bySlugOrMade(slug: string, name: string, reference: SourceReference): Promise<Source> {
    const known = this.#bySlug.get(slug) ?? (await this.#find('s.slug = $1', slug)) ?? (await this.#formerly(slug))
    return this.#remember(known ?? (await this.#make(slug, name, reference)))
  }

  async #findByName(key: string): Promise<Source | null> {
    return await this.#find('s.id = (select source_id from source_alias where name_key = $1)', key)
  }

  async #formerly(slug: string): Promise<Source | null> {
    return await this.#findByName(`${FORMER_SLUG}${slug}`)
  }

  async #find(condition: string, parameter: string): Promise<Source | null> {
    const [row] = await select<Source>(
      this.manager,
      `select ${columnsOf(Source, 's')} from source s where ${condition}`,
      [parameter],
    )
    return row ?? null
  }

  async #freeSlug(name: string): Promise<string> {
    const base = slugify(name) || 'source'
    for (let number = 1; number < SLUGS_TRIED; number++) {
      const slug = number === 1 ? base : `${base}-${number}`
      if ((await this.#find('s.slug = $1', slug)) === null) return slug
    }
    throw new Error(`${SLUGS_TRIED} sources are named like «${name}»`)
  }

  async #make(slug: string, name: string, reference: SourceReference): Promise<Source> {
    const [row] = await select<Source>(
      this.manager,
      `insert into source as s (slug, name, homepage, country, language, is_sample) values ($1, $2, $3, $4, $5, $6)
       returning ${columnsOf(Source, 's')}`,
      [
        slug,
        name,
        reference.homepage ?? null,
        reference.country ?? null,
        reference.language ?? 'ar',
        reference.isSample ?? false,
      ],
    )
    await this.manager.query('insert into source_alias (name_key, source_id) values ($1, $2) on conflict do nothing', [
      nameKey(name),
      row!.id,
    ])
    return row!
  }

  #remember(source: Source, key?: string): Source {
    this.#bySlug.set(source.slug, source)
    if (key !== undefined) this.#byName.set(key, source)
    return source
  }
}

/** The form in which the printed names of sources are compared. */
export const nameKey = (name: string): string => fold(name).replace(/\s+/g, ' ').trim()
