import type { Context } from '../context.ts'
import type { Partner } from '../entities/api-key.ts'
import { decodeId } from '../entities/node-id.ts'
import { storable } from '../stores/bounded-input.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { rowOf } from './node.ts'

/** The source of an id or slug, a former slug too; null where there is none. */
export async function sourceNamed(id: string, { loaders, stores }: Context): Promise<SourceRow | null> {
  return id.includes('_') ? await rowOf('src', id, loaders.source) : await stores.sources.bySlug(id)
}

/** The feed of an id as it is now, whatever an earlier mutation of the request read; null where there is none. */
export async function feedNamed(id: string, { loaders }: Context): Promise<FeedRow | null> {
  const named = decodeId(id)
  if (named?.prefix !== 'fed') return null
  return await loaders.feed.clear(named.id).load(named.id)
}

/** The partner of an id or a name; null where there is none. */
export async function partnerNamed(id: string, { loaders, stores }: Context): Promise<Partner | null> {
  return (await rowOf('par', id, loaders.partner)) ?? (await stores.partners.byName(storable(id)))
}
