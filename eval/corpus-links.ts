import type { EntityManager } from 'typeorm'
import { type LinkRow, LinkStore } from '../src/stores/link-store.ts'
import { grouped } from './grouped.ts'

/** Articles whose lists are read at once. */
const CHUNK = 500

/** What articles show as read-also of their publisher, by the row of the article. */
export async function readAlsoOf(
  manager: EntityManager,
  articleIds: readonly string[],
): Promise<Map<string, LinkRow[]>> {
  const store = new LinkStore(manager)
  const links: LinkRow[] = []
  for (let at = 0; at < articleIds.length; at += CHUNK) {
    links.push(...(await store.shownByArticles(articleIds.slice(at, at + CHUNK))))
  }
  return grouped(
    links.filter(({ kind, origin }) => kind === 'READ_ALSO' && origin === 'PUBLISHER'),
    ({ fromId }) => fromId,
  )
}
