import type { FeedHints } from '../../entities/article-item.ts'
import { absoluteUrl } from '../urls.ts'

/** A link of a feed or its transport. */
interface Link {
  href?: string | null
  rel?: string | null
}

/** What a feed says of itself that bears on polling, as written. */
export interface Polling {
  /** Minutes. */
  ttl?: number | null
  /** The syndication module of RSS 1.0 (web.resource.org/rss/1.0/modules/syndication). */
  updatePeriod?: string | null
  updateFrequency?: number | null
  links: Link[]
}

const PERIOD_SECONDS: Readonly<Record<string, number>> = {
  hourly: 3_600,
  daily: 86_400,
  weekly: 7 * 86_400,
  monthly: 30 * 86_400,
  yearly: 365 * 86_400,
}

/** Address of the first link of this relation; a relation is compared without regard to case (RFC 8288, 2.1.1). */
function linked(links: Link[], relation: string, base: string | null): string | null {
  for (const { href, rel } of links) {
    const relations = rel?.toLowerCase().split(/\s+/) ?? []
    const url = href && relations.includes(relation) ? absoluteUrl(href, base) : null
    if (url !== null) return url
  }
  return null
}

function syndicated({ updatePeriod, updateFrequency }: Polling): number {
  if (!updatePeriod && !updateFrequency) return 0
  // Its specification: a period that is left out is a day, a frequency that is left out is once.
  const period = PERIOD_SECONDS[updatePeriod?.trim().toLowerCase() || 'daily'] ?? 0
  return period / (updateFrequency && updateFrequency > 0 ? updateFrequency : 1)
}

/** What a feed asks of whoever polls it. */
export function hintsOf(polling: Polling, base: string | null): FeedHints {
  const ttl = (polling.ttl ?? 0) * 60
  const seconds = Math.max(Number.isFinite(ttl) ? ttl : 0, syndicated(polling))
  const find = (relation: string) => linked(polling.links, relation, base)
  return {
    minIntervalSeconds: seconds > 0 ? Math.round(seconds) : null,
    hub: find('hub'),
    self: find('self'),
    previousPage: find('prev-archive') ?? find('next'),
  }
}

const LINK = /<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]*))?)*)/g
const RELATION = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i

/** Hub and topic that a Link header names (RFC 8288; WebSub, section 4), which WebSub prefers to those inside the feed. */
export function linkHeader(
  value: string | null | undefined,
  base: string | null = null,
): Pick<FeedHints, 'hub' | 'self'> {
  const links = [...(value ?? '').matchAll(LINK)].map(([, href, parameters]): Link => {
    const [, quoted, token] = RELATION.exec(parameters ?? '') ?? []
    return { href, rel: quoted ?? token ?? null }
  })
  return { hub: linked(links, 'hub', base), self: linked(links, 'self', base) }
}
