import { type AtomFeed, parseAtomFeed, parseRdfFeed, parseRssFeed, type RdfFeed, type RssFeed } from 'feedsmith'
import { alternateOf } from './atom-entry.ts'
import type { Polling } from './hints.ts'
import { modernize } from './modernize.ts'
import { firstOf, type Maybe, type Person } from './raw-text.ts'
import type { SplitFeed } from './split-feed.ts'
import { balanceTags } from './xml-children.ts'

/** A feed in the terms of its own family; which of the three is there says which family that is. */
export interface Envelope {
  rss?: RssFeed.Feed<string>
  rdf?: RdfFeed.Feed<string>
  atom?: AtomFeed.Feed<string>
}

/** What a feed of any family says of itself, as written, each list in the order of trust. */
export interface Channel extends Polling {
  title: string | null
  link: string | null
  languages: Maybe[]
  updated: string | null
  authors: Person[]
}

function parseEnvelope(dialect: SplitFeed['dialect'], document: string): Envelope {
  if (dialect === 'rss') return { rss: parseRssFeed(document) }
  if (dialect === 'rdf') return { rdf: parseRdfFeed(document) }
  return { atom: parseAtomFeed(document) }
}

/** The feed without its items; empty where it is broken around them beyond repair. */
export function readEnvelope({ dialect, envelope }: SplitFeed): Envelope {
  const document = dialect === 'atom' ? modernize(dialect, envelope) : envelope
  for (const repair of [(text: string) => text, balanceTags]) {
    try {
      return parseEnvelope(dialect, repair(document))
    } catch {
      // The next one may do, and a feed that is broken around its items still has its items.
    }
  }
  return {}
}

/** The three families under one set of names. */
export function channelOf({ rss, rdf, atom }: Envelope): Channel {
  const any = rss ?? rdf ?? atom
  const own = (rss ?? rdf)?.atom?.updated
  const dates = [rss?.lastBuildDate, atom?.updated, own, any?.dcterms?.modified?.[0], any?.dc?.dates?.[0], rss?.pubDate]
  const links = atom?.links ?? (rss ?? rdf)?.atom?.links ?? []
  return {
    title: rss?.title ?? rdf?.title ?? atom?.title?.value ?? any?.dc?.titles?.[0] ?? null,
    link: rss?.link ?? rdf?.link ?? alternateOf(links) ?? null,
    languages: [rss?.language, any?.dc?.languages?.[0]],
    updated: firstOf(dates, (date) => date),
    authors: atom?.authors ?? [],
    ttl: rss?.ttl,
    ...any?.sy,
    links,
  }
}
