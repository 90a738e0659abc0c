import { guidKey } from '../linking/keys.ts'
import { SAMPLE_CHANNEL, type SampleStore } from '../stores/sample-store.ts'
import { editionOf, editionSize, type Story, sampleGuid } from './edition.ts'

/** Articles looked at: more than one only where a newer version of the sample dropped some. */
const NEWEST_READ = 20

/**
 * The first item that the store does not have, counted over all editions; null where it has nothing of the sample. The newest
 * article tells the edition, and the GUIDs tell how far it came: a correction leaves its own, but no article.
 */
export async function nextInStore(
  store: Pick<SampleStore, 'newestUrls' | 'knownKeys'>,
  stories: readonly Story[],
): Promise<number | null> {
  const urls = await store.newestUrls(NEWEST_READ)
  if (urls.length === 0) return null
  let latest: number | null = null
  for (const url of urls) latest ??= editionOf(stories, url)
  const number = latest ?? 0
  const size = editionSize(stories)
  const keys = Array.from({ length: size }, (_, index) => guidKey(SAMPLE_CHANNEL, sampleGuid(number, index)))
  const known = await store.knownKeys(keys)
  return number * size + keys.findLastIndex((key) => known.has(key)) + 1
}
