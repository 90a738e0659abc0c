import type { AtomFeed } from 'feedsmith'
import { isPicture, picturesOf } from './media.ts'
import type { RawItem } from './raw-item.ts'

const IANA_ALTERNATE = 'http://www.iana.org/assignments/relation/alternate'
const TEXT_TYPE = /^(?:text|text\/plain)$/i
const MARKUP_TYPE = /(?:html|xml)$/i
const LOOKS_LIKE_HTML = /<(?:p|div|br|a|img|ul|ol|h[1-6]|strong|em|b|i|blockquote)[\s/>]/i

/** Page of an entry: its alternate link, a web page before other types (RFC 4287, 4.2.7). */
export function alternateOf(links: AtomFeed.Link<string>[] | undefined): string | undefined {
  const alternates =
    links?.filter(({ rel }) => rel === undefined || rel === 'alternate' || rel === IANA_ALTERNATE) ?? []
  return (alternates.find(({ type }) => type === undefined || /html/i.test(type)) ?? alternates[0])?.href
}

/** Content by its declared type (RFC 4287, 4.1.3); HTML that a feed forgot to declare is told by its tags. */
function contentOf(content: AtomFeed.Content | undefined): Pick<RawItem, 'html' | 'text'> {
  const { value, type } = content ?? {}
  if (value === undefined) return {}
  if (type !== undefined && MARKUP_TYPE.test(type)) return { html: value }
  if (type !== undefined && !TEXT_TYPE.test(type)) return {}
  return LOOKS_LIKE_HTML.test(value) ? { html: value } : { text: value }
}

/** Atom 1.0 (RFC 4287) and 0.3. The authors are the entry's, else its source's, else the feed's (4.2.1). */
export function fromAtom(entry: AtomFeed.Entry<string>, feedAuthors: AtomFeed.Person[], base: string | null): RawItem {
  const authors = entry.authors ?? entry.source?.authors ?? (entry.dc?.creators ? [] : feedAuthors)
  const enclosed =
    entry.links?.filter(({ rel, href, type }) => rel === 'enclosure' && isPicture({ url: href, type })) ?? []
  return {
    guid: entry.id,
    urls: [alternateOf(entry.links), entry.content?.src, /^https?:/i.test(entry.id ?? '') ? entry.id : null],
    title: entry.title?.value ?? entry.dc?.titles?.[0] ?? entry.media?.title?.value,
    summary: entry.summary?.value ?? entry.media?.description?.value ?? entry.media?.groups?.[0]?.description?.value,
    ...contentOf(entry.content),
    authors: [...authors.map(({ name }) => name), ...(entry.dc?.creators ?? [])],
    tags: entry.categories?.map(({ label, term }) => label ?? term) ?? entry.dc?.subjects ?? [],
    images: [...picturesOf(entry.media), ...enclosed.map(({ href }) => href), entry.itunes?.image],
    dates: [entry.published, entry.dc?.dates?.[0], entry.updated],
    languages: [entry.content?.xml?.lang, entry.xml?.lang, entry.dc?.languages?.[0]],
    base,
  }
}
