import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { absoluteUrl, canonicalUrl, urlKey } from '../../src/ingestion/urls.ts'

describe('canonicalUrl', () => {
  it.each([
    ['HTTPS://Www.Example.ORG:443/News/', 'https://www.example.org/News'],
    ['http://example.org', 'http://example.org/'],
    ['http://example.org:8080/a', 'http://example.org:8080/a'],
    ['http://example.org/a#part', 'http://example.org/a'],
    ['http://example.org./a', 'http://example.org/a'],
    ['http://example.org/a/../b/./c', 'http://example.org/b/c'],
    ['  http://example.org/a\n', 'http://example.org/a'],
    ['www.example.org/a', 'http://www.example.org/a'],
    ['http://example.org/?', 'http://example.org/'],
    ['http://example.org/a/?b=2&a=1&a=0', 'http://example.org/a?a=1&a=0&b=2'],
    ['http://example.org/a?b=1&amp;c=2', 'http://example.org/a?b=1&c=2'],
    ['http://example.org/a?q=%d9%81&p=%7e', 'http://example.org/a?p=~&q=%D9%81'],
    ['http://example.org/100%25', 'http://example.org/100%25'],
    ['http://example.org/%2541', 'http://example.org/%2541'],
    ['http://example.org/a%2fb', 'http://example.org/a%2Fb'],
    ['http://موقع.مصر/خبر', 'http://xn--4gbrim.xn--wgbh1c/%D8%AE%D8%A8%D8%B1'],
    // Traces of the way
    ['https://example.org/a?utm_source=rss&utm_medium=x&id=7', 'https://example.org/a?id=7'],
    ['https://example.org/a?UTM_Source=rss', 'https://example.org/a'],
    [
      'https://example.org/a?fbclid=1&gclid=2&at_medium=RSS&ocid=x&cmpid=y&xtor=RSS-1&maca=ara-rss',
      'https://example.org/a',
    ],
    ['https://example.org/a?ref=rss&source=feed', 'https://example.org/a'],
    ['https://example.org/a?ref=A12&source=12', 'https://example.org/a?ref=A12&source=12'],
    ['https://example.org/amp/a', 'https://example.org/amp/a'],
    ['https://m.example.org/a?page=2', 'https://m.example.org/a?page=2'],
  ])('%s is kept as %s', (raw, expected) => expect(canonicalUrl(raw)).toBe(expected))

  it('gives an Arabic path and its percent-encoded spelling one address', () => {
    const written = canonicalUrl('https://example.org/ar/فيلم')
    expect(written).toBe('https://example.org/ar/%D9%81%D9%8A%D9%84%D9%85')
    expect(canonicalUrl('https://example.org/ar/%d9%81%d9%8a%d9%84%d9%85/')).toBe(written)
  })

  it('resolves against a base', () => {
    expect(canonicalUrl('../b', 'https://example.org/x/y/z')).toBe('https://example.org/x/b')
    expect(canonicalUrl('//cdn.example.org/b', 'http://example.org/')).toBe('http://cdn.example.org/b')
    expect(canonicalUrl('//cdn.example.org/b')).toBe('https://cdn.example.org/b')
    expect(canonicalUrl('https://other.example/b', 'not a base')).toBe('https://other.example/b')
  })

  it.each([
    '',
    'خبر',
    '/relative',
    'mailto:desk@example.org',
    'javascript:alert(1)',
    'ftp://example.org/a',
    'data:text/html,x',
    'https://user:secret@example.org/',
    'https://user@example.org/',
    'http://',
    'http://.../',
    `https://example.org/${'a'.repeat(2000)}`,
    `https://example.org/${'خ'.repeat(400)}`,
  ])('%s is no address', (raw) => expect(canonicalUrl(raw)).toBeNull())

  const parts = fc.constantFrom(
    'http://',
    'https://',
    'www.',
    'a.example',
    '/',
    '//',
    '?',
    '&',
    '=',
    '#',
    '%',
    '%25',
    '41',
    '%d9',
    'خبر',
  )
  const more = fc.constantFrom(
    '..',
    '.',
    ':',
    '@',
    ' ',
    '+',
    'utm_source=1',
    'ref=rss',
    '&amp;',
    ';',
    '\\',
    '[',
    'é',
    ':8080',
    'x',
  )
  const raws = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string(),
    fc.array(fc.oneof(parts, more), { maxLength: 12 }).map((list) => `http://a.example/${list.join('')}`),
    fc.array(fc.oneof(parts, more), { maxLength: 12 }).map((list) => list.join('')),
  )

  it('changes nothing when it is applied again, and never throws', () => {
    fc.assert(
      fc.property(raws, (raw) => {
        const once = canonicalUrl(raw)
        if (once !== null) expect(canonicalUrl(once)).toBe(once)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('urlKey', () => {
  it('is blind to the scheme, to www. and to the spelling of percent signs', () => {
    const key = urlKey('https://www.example.org/ar/%D9%81')
    expect(key).toBe('example.org/ar/%D9%81')
    expect(urlKey('http://example.org/ar/%d9%81')).toBe(key)
  })

  it('tells a www. inside from one in front', () => {
    expect(urlKey('https://www.www.example.org/')).not.toBe(urlKey('https://example.org/'))
  })
})

describe('absoluteUrl', () => {
  it('keeps the query and the fragment as they are', () => {
    expect(absoluteUrl('/a?utm_source=rss#x', 'https://example.org/')).toBe('https://example.org/a?utm_source=rss#x')
  })
})
