import type { DatePrecision } from '../entities/enums.ts'

const DAY_MS = 86_400_000
/** How far apart two untitled-by-date prints of one title may be and still be one article. */
const UNDATED_WINDOW_MS = 30 * DAY_MS

/** What tells one article from another. */
export interface Identity {
  sourceId: string
  addressKey: string | null
  guidKey: string | null
  /** Who says so: a GUID means something only within its channel. */
  channel: string
  titleKey: string
  publishedAt: Date
  publishedAtPrecision: DatePrecision
}

/** An article that is in, as far as identity needs it. `order` is the order of admission. */
export interface KnownArticle extends Omit<Identity, 'guidKey' | 'channel'> {
  order: number
  /** All its strong keys: of an address (with an empty channel) or of a GUID, with the channel that gave it. */
  keys: ReadonlyMap<string, string>
  /** False once it was withdrawn. */
  isPublished: boolean
}

/** The articles that share a key with the item; `byTitle` those with the same title key, of any source. */
export interface Candidates<K extends KnownArticle> {
  byAddress: K | null
  byGuid: K | null
  byTitle: readonly K[]
}

/** `same` is the article that the item is about, null for a new one; `duplicate` another that turned out to be the same. */
export interface Identified<K extends KnownArticle> {
  same: K | null
  duplicate: K | null
}

/**
 * Which article an item is about: the one at its canonical address, else the one with its GUID in the channel, else the one
 * of the same source with the same folded title on the day that the publisher gives (where none is given: within 30 days).
 * A weaker key never overrules a stronger one: two different addresses are two articles.
 */
export function identify<K extends KnownArticle>(
  item: Identity,
  { byAddress, byGuid, byTitle }: Candidates<K>,
): Identified<K> {
  const guidMatch = byGuid !== null && guidHolds(item, byGuid) ? byGuid : null
  const strong = byAddress ?? guidMatch
  const titleMatch = byTitle
    .filter((known) => known !== strong && titleHolds(item, known))
    .sort((a, b) => distance(item, a) - distance(item, b) || a.order - b.order)[0]
  if (strong === null) return { same: titleMatch ?? null, duplicate: null }
  const other = byAddress !== null && guidMatch !== null && guidMatch !== byAddress ? guidMatch : (titleMatch ?? null)
  // Two that are both in are one only where the other was known without an address: the item has just told it.
  if (other === null || other.addressKey !== null || item.addressKey === null) return { same: strong, duplicate: null }
  // What was withdrawn neither takes another with it nor comes back as another.
  if (!strong.isPublished || !other.isPublished) return { same: strong, duplicate: null }
  return other.order < strong.order ? { same: other, duplicate: strong } : { same: strong, duplicate: other }
}

const addressesDiffer = (item: Identity, known: KnownArticle): boolean =>
  item.addressKey !== null && known.addressKey !== null && !known.keys.has(item.addressKey)

/** Feeds reuse GUIDs: with another address the title must agree as well. */
const guidHolds = (item: Identity, known: KnownArticle): boolean =>
  !addressesDiffer(item, known) || item.titleKey === known.titleKey

function titleHolds(item: Identity, known: KnownArticle): boolean {
  if (known.sourceId !== item.sourceId || known.titleKey !== item.titleKey || addressesDiffer(item, known)) return false
  // Two GUIDs of one channel are two articles; those of two channels say nothing about each other.
  const hasGuid = item.guidKey !== null && [...known.keys.values()].includes(item.channel)
  if (hasGuid && !known.keys.has(item.guidKey!)) return false
  const dated = item.publishedAtPrecision !== 'OBSERVED' && known.publishedAtPrecision !== 'OBSERVED'
  return dated ? day(item.publishedAt) === day(known.publishedAt) : distance(item, known) <= UNDATED_WINDOW_MS
}

const day = (at: Date): number => Math.floor(at.getTime() / DAY_MS)
const distance = (a: Pick<Identity, 'publishedAt'>, b: Pick<Identity, 'publishedAt'>): number =>
  Math.abs(a.publishedAt.getTime() - b.publishedAt.getTime())
