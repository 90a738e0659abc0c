import { gzipSync } from 'node:zlib'

const rss = (items: string, before = '') =>
  `<?xml version="1.0"?>${before}<rss version="2.0"><channel><title>x</title>${items}</channel></rss>`

function billionLaughs(): string {
  const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)
  return rss('<item><title>&l9;</title></item>', `<!DOCTYPE rss [<!ENTITY l0 "ha">${levels.join('')}]>`)
}

/** Documents that are small to send and heavy to read, with their media types; each is served whole and correctly. */
export function hostilePayloads(canary: string): Record<string, { type: string; body: Buffer; packed?: boolean }> {
  const xml = (body: string) => ({ type: 'application/rss+xml', body: Buffer.from(body) })
  const items = Array.from({ length: 200_000 }, (_, at) => `<item><title>خبر ${at}</title><guid>${at}</guid></item>`)
  return {
    'billion laughs': xml(billionLaughs()),
    'entities of quadratic size': xml(
      rss(
        `<item><title>${'&a;'.repeat(50_000)}</title></item>`,
        `<!DOCTYPE rss [<!ENTITY a "${'a'.repeat(50_000)}">]>`,
      ),
    ),
    'an entity of a file': xml(
      rss('<item><title>&f;</title></item>', '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    ),
    'an entity of another server': xml(
      rss('<item><title>&f;</title></item>', `<!DOCTYPE rss [<!ENTITY f SYSTEM "${canary}/entity">]>`),
    ),
    'a DTD of another server': xml(rss('<item><title>x</title></item>', `<!DOCTYPE rss SYSTEM "${canary}/x.dtd">`)),
    '200,000 items': { type: 'application/rss+xml', body: gzipSync(rss(items.join(''))), packed: true },
    'XML 200,000 deep': xml(rss(`<item>${'<a>'.repeat(200_000)}</item>`)),
    'an element of 100,000 attributes': xml(
      rss(`<item ${Array.from({ length: 100_000 }, (_, at) => `a${at}="x"`).join(' ')}/>`),
    ),
    '100,000 nested elements of HTML': {
      type: 'text/html',
      body: Buffer.from(`<html><body>${'<div>'.repeat(100_000)}text</body></html>`),
    },
    'JSON 500,000 deep': { type: 'application/feed+json', body: Buffer.from('['.repeat(500_000)) },
    'a feed that never closes its elements': xml(rss(`<item><description>${'<b><i>'.repeat(100_000)}`)),
  }
}
