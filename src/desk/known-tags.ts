import { slugify } from '../arabic/fold.ts'
import type { TagKind } from '../entities/enums.ts'
import { Tag } from '../entities/tag.ts'
import type { RecordStore } from '../stores/record-store.ts'
import type { IdStock } from './id-stock.ts'
import type { RememberedRows } from './remembered-rows.ts'

/** The tags that the articles of one batch bear. */
export class KnownTags {
  readonly created = new Set<Tag>()
  /** Those of which only now is known what they name. */
  readonly changed = new Set<Tag>()

  constructor(
    private readonly store: Pick<RecordStore, 'tagsBySlug'>,
    private readonly ids: IdStock,
    private readonly rows: Pick<RememberedRows, 'tags' | 'hasAllTags'>,
  ) {}

  /** Reads tags by name where they are not known yet, and takes an id for each that is new. */
  async need(names: readonly string[]): Promise<void> {
    const slugs = new Set(names.map(slugify))
    const unknown = [...slugs].filter((slug) => slug !== '' && !this.rows.tags.has(slug))
    if (unknown.length === 0) return
    const stored = this.rows.hasAllTags ? [] : await this.store.tagsBySlug(unknown)
    for (const tag of stored) this.rows.tags.set(tag.slug, tag)
    await this.ids.has('tag', unknown.length - stored.length)
  }

  /** The tag of a name that was needed; made where it is new. Null of a name without letters. */
  tag(name: string, kind: TagKind): Tag | null {
    const slug = slugify(name)
    if (slug === '') return null
    const known = this.rows.tags.get(slug)
    if (known === undefined) {
      const tag = Object.assign(new Tag(), { id: this.ids.next('tag'), slug, name, kind, articleCount: 0 })
      this.rows.tags.set(slug, tag)
      this.created.add(tag)
      return tag
    }
    if (known.kind === 'TOPIC' && kind !== 'TOPIC') {
      known.kind = kind
      if (!this.created.has(known)) this.changed.add(known)
    }
    return known
  }
}
