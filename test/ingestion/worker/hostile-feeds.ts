/** A feed of RSS around its items. */
export const rss = (items: string, before = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?>${before}<rss version="2.0"><channel><title>صحيفة</title><link>https://n.example</link>${items}</channel></rss>`

/** An ordinary item, its text so many sentences long. */
export const item = (number: number, sentences = 1): string =>
  `<item><title>خبر ${number}</title><link>https://n.example/${number}</link><guid>g${number}</guid>` +
  `<pubDate>Mon, 02 Oct 2023 10:00:00 GMT</pubDate>` +
  `<description>&lt;p&gt;${'نص الخبر كما كتبه المحرر. '.repeat(sentences)}&lt;/p&gt;</description></item>\n`

/** A feed of so many ordinary items. */
export const feedOf = (count: number, sentences = 1): string =>
  rss(Array.from({ length: count }, (_, number) => item(number, sentences)).join(''))

const entity = (name: string, value: string): string => `<!ENTITY ${name} ${value}>`
const laughs = Array.from({ length: 9 }, (_, n) => entity(`l${n + 1}`, `"${`&l${n};`.repeat(10)}"`)).join('')
const withSubset = (subset: string, name: string): string =>
  rss(`<item><title>أ</title><description>&${name};</description></item>`, `<!DOCTYPE rss [${subset}]>`)

/** Documents that define entities: refused before anything reads them. */
export const REFUSED: Readonly<Record<string, string>> = {
  'a billion laughs': withSubset(entity('l0', '"ha"') + laughs, 'l9'),
  'an entity that grows by squares': withSubset(entity('a', `"${'a'.repeat(100_000)}"`), 'a'),
  'an entity that reads a file': withSubset(entity('a', 'SYSTEM "file:///etc/passwd"'), 'a'),
  'an entity that asks a server': withSubset(entity('a', 'SYSTEM "http://127.0.0.1:9/"'), 'a'),
  'an entity of parameters': withSubset(`<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;`, 'a'),
  'a DOCTYPE whose identifiers hold brackets': rss(item(1), `<!DOCTYPE rss SYSTEM "a>b" [${entity('a', '"b"')}]>`),
  'a DOCTYPE inside an item': rss(`<item><!DOCTYPE rss [${entity('a', '"b"')}]><title>&a;</title></item>`),
}

const of = (html: string): string => rss(`<item><title>أ</title><description><![CDATA[${html}]]></description></item>`)

/** Documents that are large, deep, endless or broken throughout: read, or said why not, within the time. */
export const HEAVY: Readonly<Record<string, string>> = {
  '200,000 items': rss('<item><title>خبر</title><guid>1</guid></item>'.repeat(200_000)),
  '200,000 broken items': rss('<item><title>a<b></title></item>'.repeat(200_000)),
  'items whose CDATA is left open': rss('<item><title><![CDATA[x</title></item>'.repeat(50_000)),
  '200,000 nested elements': rss(`<item><title>أ</title>${'<a>'.repeat(200_000)}</item>`),
  '100,000 attributes': rss(
    `<item ${Array.from({ length: 100_000 }, (_, n) => `a${n}="x"`).join(' ')}><title>أ</title></item>`,
  ),
  'attributes left open': rss('<item a="'.repeat(200_000)),
  'comments left open': rss('<!--'.repeat(500_000)),
  '100,000 nested div': of(`${'<div>'.repeat(100_000)}x`),
  '3,000 unclosed marks': of(`${'<b><i><u>'.repeat(1_000)}x`),
  'a million signs of beginning': '<'.repeat(1_000_000),
  'a million brackets': '['.repeat(1_000_000),
  'a text of 5 MB': rss(`<item><title>أ</title><description>${'كلمة '.repeat(500_000)}</description></item>`),
  'an inclusion of another file': rss(
    `<item xmlns:xi="http://www.w3.org/2001/XInclude"><title>أ</title><xi:include href="file:///etc/passwd" parse="text"/></item>`,
  ),
}
