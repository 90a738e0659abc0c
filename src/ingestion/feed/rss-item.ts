import type { RdfFeed, RssFeed } from 'feedsmith'
import { isPicture, picturesOf } from './media.ts'
import type { ItemBases, RawItem } from './raw-item.ts'

const isWebAddress = (value: string | undefined): boolean => /^https?:\/\//i.test(value ?? '')

/** Link of an Atom element inside RSS that leads to the article itself. */
const atomLink = (item: RssFeed.Item<string> | RdfFeed.Item<string>): string | undefined =>
  item.atom?.links?.find(({ rel }) => rel === undefined || rel === 'alternate')?.href

/** What both RSS families share, whatever their version: the module elements. */
function modules(item: RssFeed.Item<string> | RdfFeed.Item<string>): Omit<RawItem, 'base' | 'textBase' | 'urls'> {
  return {
    title: item.title ?? item.dc?.titles?.[0] ?? item.media?.title?.value,
    summary:
      item.description ?? item.dc?.descriptions?.[0] ?? item.atom?.summary?.value ?? item.media?.description?.value,
    html: item.content?.encoded ?? item.atom?.content?.value,
    authors: [...(item.dc?.creators ?? []).map((name) => ({ name })), ...(item.atom?.authors ?? [])],
    tags: item.dc?.subjects ?? item.media?.categories?.map(({ name }) => name) ?? [],
    images: picturesOf(item.media),
    published: [...(item.dc?.dates ?? []), item.dcterms?.issued?.[0], item.dcterms?.created?.[0], item.atom?.published],
    updated: [item.atom?.updated, item.dcterms?.modified?.[0], item.dc?.dates?.[0]],
    languages: [item.xml?.lang, item.dc?.languages?.[0]],
  }
}

/** RSS 0.91 to 2.0 (rssboard.org/rss-specification). A guid that is an address and no mere name stands in for a missing link. */
export function fromRss(item: RssFeed.Item<string>, { base, declared }: ItemBases): RawItem {
  const shared = modules(item)
  const permanent = item.guid?.isPermaLink !== false && isWebAddress(item.guid?.value) ? item.guid?.value : undefined
  const people = item.authors ?? []
  return {
    ...shared,
    guid: item.guid?.value ?? item.atom?.id,
    urls: [item.link, atomLink(item), permanent],
    summary: shared.summary ?? item.itunes?.summary,
    authors: [...shared.authors, ...people, ...(people.length === 0 ? [{ name: item.itunes?.author }] : [])],
    tags: item.categories ? item.categories.map(({ name }) => name) : shared.tags,
    images: [...shared.images, ...(item.enclosures?.filter(isPicture).map(({ url }) => url) ?? []), item.itunes?.image],
    published: [item.pubDate, ...shared.published],
    base,
    textBase: declared,
  }
}

/** RSS 0.90 and 1.0 (web.resource.org/rss/1.0/spec): the item is named by its rdf:about. */
export function fromRdf(item: RdfFeed.Item<string>, { base, declared }: ItemBases): RawItem {
  const about = item.rdf?.about
  return {
    ...modules(item),
    guid: about,
    urls: [item.link, atomLink(item), isWebAddress(about) ? about : null],
    base,
    textBase: declared,
  }
}
