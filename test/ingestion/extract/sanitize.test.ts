import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, it } from 'vitest'
import { gate, htmlProblem, MAX_HTML_BYTES, sanitize } from '../../../src/ingestion/extract/sanitize.ts'
import { randomHtml } from './random-html.ts'

const options = { baseUrl: 'https://news.example/politics/1' }
function safe(html: string): string {
  const result = sanitize(html, options)
  if (!result.ok) throw new Error(result.reason)
  return result.html
}

const TAGS = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption img a strong em sub sup q code cite br'.split(' '),
)
const ATTRIBUTES = new Set('href rel src alt class cite lang dir'.split(' '))

function offences(html: string): string[] {
  const found: string[] = []
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (!TAGS.has(name)) found.push(name)
      for (const [key, value] of Object.entries(attributes)) {
        if (!ATTRIBUTES.has(key)) found.push(`${name} ${key}`)
        if (['href', 'src', 'cite'].includes(key) && !/^https?:\/\//.test(value)) found.push(`${key}=${value}`)
      }
    },
    oncomment: (text) => found.push(text),
  })
  parser.end(html)
  return found
}

describe('sanitize', () => {
  it.each([
    ['scripts and styles', '<p>أ</p><script>alert(1)</script><style>p{}</style>', '<p>أ</p>'],
    ['event handlers and inline style', '<p onclick="x()" style="color:red">أ</p>', '<p>أ</p>'],
    ['forms, their words kept', '<form action=/x>أ<input value=b><button>ج</button></form>', '<p>أ</p>'],
    ['frames', '<p>أ<iframe src="https://e.example"></iframe></p>', '<p>أ</p>'],
    ['javascript in links', '<p><a href="javascript:alert(1)">أ</a></p>', '<p>أ</p>'],
    ['javascript hidden by white space', '<p><a href=" java\tscript:alert(1)">أ</a></p>', '<p>أ</p>'],
    ['data images', '<img src="data:image/png;base64,AA">', ''],
    ['counting pixels', '<img src="https://e.example/p.gif" width="1" height="1">', ''],
    ['drawings', '<svg><a href="https://e.example"><text>أ</text></a></svg>', ''],
  ])('takes out %s', (_, html, expected) => {
    expect(safe(html)).toBe(expected)
  })

  it.each([
    ['emphasis', '<p><b>أ</b> <i>ب</i></p>', '<p><strong>أ</strong> <em>ب</em></p>'],
    ['escaped markup as text', '<p>&lt;script&gt;</p>', '<p>&lt;script&gt;</p>'],
    [
      'quotes with language and direction',
      '<blockquote lang=en dir=ltr>x</blockquote>',
      '<blockquote lang="en" dir="ltr"><p>x</p></blockquote>',
    ],
    ['line breaks', '<p>أ<br>ب</p>', '<p>أ<br />ب</p>'],
    ['rows of a table of data', '<table><tr><th>أ<td>1<tr><th>ب<td>2</table>', '<ul><li>أ | 1</li><li>ب | 2</li></ul>'],
    ['content of a table that lays out', '<table><tr><td><p>أ</p><td><p>ب</p></table>', '<p>أ</p>\n<p>ب</p>'],
  ])('keeps %s', (_, html, expected) => {
    expect(safe(html)).toBe(expected)
  })

  it('resolves relative addresses against the page and marks links as untrusted', () => {
    expect(safe('<p><a href="../2?a=1&amp;b=2" target=_blank>أ</a></p>')).toBe(
      '<p><a href="https://news.example/2?a=1&amp;b=2" rel="nofollow noopener noreferrer">أ</a></p>',
    )
    expect(safe('<img src="//cdn.example/i.jpg" alt="وصف">')).toBe(
      '<figure><img src="https://cdn.example/i.jpg" alt="وصف" /></figure>',
    )
  })

  it('leaves a relative link as its words where the page has no address', () => {
    expect(sanitize('<p><a href="/x">أ</a></p>', { baseUrl: null })).toEqual({ ok: true, html: '<p>أ</p>' })
  })

  it('takes the image that a lazy page keeps for later, once', () => {
    const lazy = '<img src="/blank.gif" data-src="/real.jpg"><noscript><img src="/real.jpg"></noscript>'
    expect(safe(lazy)).toBe('<figure><img src="https://news.example/real.jpg" alt="" /></figure>')
  })

  it('refuses HTML over the bound, counted in bytes', () => {
    expect(htmlProblem('أ'.repeat(MAX_HTML_BYTES / 2))).toBeNull()
    expect(sanitize('أ'.repeat(MAX_HTML_BYTES / 2 + 1), options)).toEqual({
      ok: false,
      reason: `html of ${MAX_HTML_BYTES + 2} bytes, over ${MAX_HTML_BYTES}`,
    })
  })

  it.each([
    ['nested', '<div>'.repeat(390_000)],
    ['unclosed', '<b>x'.repeat(390_000)],
    ['nested lists', '<ul><li>x'.repeat(190_000)],
    ['nested quotes', '<blockquote>x'.repeat(150_000)],
    ['items', `<ul>${'<li>x'.repeat(390_000)}</ul>`],
    ['stray ends', '</div>'.repeat(330_000)],
    ['a link around all', `<a href="https://e.example/${'x'.repeat(1_900)}">${'<p>x'.repeat(390_000)}`],
  ])('reads 2 MB of %s in bounded time and space', (_, html) => {
    const before = performance.now()
    expect(safe(html).length).toBeLessThan(2 * MAX_HTML_BYTES)
    expect(performance.now() - before).toBeLessThan(5_000)
  })

  it.each([
    '<svg class="i"/>',
    '<math/>',
    '<svg><path d="M0 0"/>',
    '<iframe src="https://video.example/1" />',
    '<script src="https://widget.example/x.js" async />',
    '<video src="v.mp4" />',
    '<object data="x"/>',
    '<select/>',
    '<button/>',
    '<template/>',
  ])('keeps what stands behind %s', (hidden) => {
    const sanitized = sanitize(`<p>قبل</p>${hidden}<p>بعد</p>`, { baseUrl: null })
    expect(sanitized).toEqual({ ok: true, html: '<p>قبل</p>\n<p>بعد</p>' })
  })

  it('shows nothing of a drawing, also where it holds HTML', () => {
    const html = '<p>قبل</p><svg><foreignObject><p>داخل</p></foreignObject><text>رسم</text></svg><p>بعد</p>'
    expect(sanitize(html, { baseUrl: null })).toEqual({ ok: true, html: '<p>قبل</p>\n<p>بعد</p>' })
  })

  it('keeps the words of elements that are nested too deeply', () => {
    expect(safe(`${'<div>'.repeat(1_000)}أول<div>ثان</div>${'</div>'.repeat(1_000)}`)).toBe('<p>أول</p>\n<p>ثان</p>')
  })

  it('never throws, and lets nothing but allowed elements, attributes and schemes through', () => {
    fc.assert(
      fc.property(randomHtml, (html) => {
        const out = safe(html)
        expect(offences(out)).toEqual([])
        expect(out).not.toMatch(/<script|<[^>]*\son\w+\s*=|<[^>]*javascript:/i)
      }),
      { numRuns: 1_000 },
    )
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(randomHtml, (html) => {
        const once = safe(html)
        expect(safe(once)).toBe(once)
      }),
      { numRuns: 1_000 },
    )
  })

  it('makes HTML that is in NFC and that its own gate leaves as it is', () => {
    fc.assert(
      fc.property(randomHtml, (html) => {
        const out = safe(html)
        expect(out.normalize('NFC')).toBe(out)
        expect(gate(out)).toBe(out)
      }),
      { numRuns: 1_000 },
    )
  })
})
