import type { AtomFeed } from 'feedsmith'
import { absoluteUrl } from '../urls.ts'
import { isPicture, picturesOf } from './media.ts'
import { type ItemBases, type RawItem, resolveAddresses } from './raw-item.ts'
import type { Person } from './raw-text.ts'

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
function contentOf(content: AtomFeed.Content | undefined, base: string | null): Pick<RawItem, 'html' | 'text'> {
  const { type } = content ?? {}
  const value = resolved(content, base)
  if (value === undefined) return {}
  if (type !== undefined && MARKUP_TYPE.test(type)) return { html: value }
  if (type !== undefined && !TEXT_TYPE.test(type)) return {}
  return LOOKS_LIKE_HTML.test(value) ? { html: value } : { text: value }
}

/** Texts of an entry may have bases of their own. */
function resolved(text: AtomFeed.Text | AtomFeed.Content | undefined, base: string | null): string | undefined {
  const own = text?.xml?.base ? absoluteUrl(text.xml.base, base) : null
  return text?.value && resolveAddresses(text.value, own)
}

/** An id as written; one that is relative, which it must not be (RFC 4287, 4.2.6), only as far as the document says to what. */
function idOf(id: string | undefined, declared: string | null): string | undefined {
  const isRelative = id !== undefined && declared !== null && !/^[a-z][a-z\d+.-]*:/i.test(id)
  return isRelative ? (absoluteUrl(id, declared) ?? id) : id
}

/** Atom 1.0 (RFC 4287) and 0.3. The authors are the entry's, else its source's, else the feed's (4.2.1). */
export function fromAtom(entry: AtomFeed.Entry<string>, feedAuthors: Person[], { base, declared }: ItemBases): RawItem {
  const authors: Person[] = entry.authors ?? entry.source?.authors ?? (entry.dc?.creators ? [] : feedAuthors)
  const enclosed =
    entry.links?.filter(({ rel, href, type }) => rel === 'enclosure' && isPicture({ url: href, type })) ?? []
  return {
    guid: idOf(entry.id, declared),
    urls: [alternateOf(entry.links), entry.content?.src, /^https?:/i.test(entry.id ?? '') ? entry.id : null],
    title: entry.title?.value ?? entry.dc?.titles?.[0] ?? entry.media?.title?.value,
    summary:
      resolved(entry.summary, base) ?? entry.media?.description?.value ?? entry.media?.groups?.[0]?.description?.value,
    ...contentOf(entry.content, base),
    authors: [...authors, ...(entry.dc?.creators ?? []).map((name) => ({ name }))],
    tags: entry.categories?.map(({ label, term }) => label ?? term) ?? entry.dc?.subjects ?? [],
    images: [...picturesOf(entry.media), ...enclosed.map(({ href }) => href), entry.itunes?.image],
    published: [entry.published, entry.dc?.dates?.[0]],
    updated: [entry.updated],
    languages: [entry.content?.xml?.lang, entry.xml?.lang, entry.dc?.languages?.[0]],
    base,
    // RFC 4287, 2: relative references are resolved as XML Base has it, which ends with the address of the document.
    textBase: base,
  }
}
